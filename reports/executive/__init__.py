"""The executive's page: is it getting better, and what is late? Aggregates across cases; no respondent is ever shown."""

from reports.executive.overview import overview_of

__all__ = ["overview_of"]
