"""Causes and the measures that answer them."""

from remediation.models.cause import Cause, CauseMeasure
from remediation.models.measure import Measure, MeasureQuerySet

__all__ = ["Cause", "CauseMeasure", "Measure", "MeasureQuerySet"]
