"""Causes, the measures that answer them, and what shows that they were taken."""

from remediation.models.cause import Cause, CauseMeasure
from remediation.models.measure import Measure, MeasureQuerySet
from remediation.models.part import SubAction
from remediation.models.plan import Citation, GroupLink, MeasureRelation, Plan, PlanEdition
from remediation.models.proof import Decision, MeasureNote, Proof
from remediation.models.revision import DeadlineRevision
from remediation.models.saved_view import Perspective, SavedView

__all__ = [
    "Cause",
    "CauseMeasure",
    "Citation",
    "DeadlineRevision",
    "Decision",
    "GroupLink",
    "Measure",
    "MeasureNote",
    "MeasureQuerySet",
    "MeasureRelation",
    "Perspective",
    "Plan",
    "PlanEdition",
    "Proof",
    "SavedView",
    "SubAction",
]
