from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureState(models.TextChoices):
    """Where a measure stands, as its owner claims."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_CONSIDERATION = "under_consideration", _("Under consideration")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    PARTLY_DONE = "partly_done", _("Partly done")
    DONE = "done", _("Done")
    RECURRING = "recurring", _("Runs regularly")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (
    MeasureState.NOT_STARTED,
    MeasureState.UNDER_CONSIDERATION,
    MeasureState.PLANNED,
    MeasureState.IN_PROGRESS,
    MeasureState.PARTLY_DONE,
)
"""States in which something is still owed."""

BEGUN_STATES = (MeasureState.IN_PROGRESS, MeasureState.PARTLY_DONE)


class TimingKind(models.TextChoices):
    """The kinds of the timing language in words; empty when nothing was understood."""

    DONE = "done", _("Already done")
    ON = "on", _("On a day")
    IN = "in", _("In a month or year")
    BY = "by", _("Until a day")
    FROM = "from", _("From a day on")
    PERIOD = "period", _("In a period")
    FY = "fy", _("In a fiscal year")
    FY_HALF = "fy_half", _("In half a fiscal year")
    FY_QUARTER = "fy_quarter", _("In a fiscal quarter")
    YEARLY = "yearly", _("Every year")
    HALF_YEARLY = "half_yearly", _("Every half-year")
    QUARTERLY = "quarterly", _("Every quarter")
    EVERY_N = "every_n", _("At an interval")
    AS_NEEDED = "as_needed", _("As needed")
    EVENT = "event", _("After an event")
    CONSIDERING = "considering", _("Timing under consideration")
    ONGOING = "ongoing", _("Going on")
    ASAP = "asap", _("As soon as possible")
    STAGED = "staged", _("Planned without a date")
    INTERIM = "interim", _("Provisional")
    NONE = "none", _("None written")
