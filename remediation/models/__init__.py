"""Causes, the measures that answer them, and what shows that they were taken."""

from remediation.models.cause import Cause, CauseMeasure
from remediation.models.count import CrossCount
from remediation.models.deadline import Absence, ClosedDay, DayRule, DeadlineRules, EscalationStep, StepTarget
from remediation.models.feed import CalendarFeed
from remediation.models.measure import Measure, MeasureQuerySet
from remediation.models.occurrence import Occurrence, OccurrenceState
from remediation.models.part import SubAction
from remediation.models.plan import Citation, GroupLink, MeasureRelation, Plan, PlanEdition
from remediation.models.proof import Decision, MeasureNote, Proof
from remediation.models.reminder import Digest, Notice, NoticeKind, ReminderRun
from remediation.models.revision import DeadlineRevision
from remediation.models.saved_view import Perspective, SavedView

__all__ = [
    "Absence",
    "CalendarFeed",
    "Cause",
    "CauseMeasure",
    "Citation",
    "ClosedDay",
    "CrossCount",
    "DayRule",
    "DeadlineRevision",
    "DeadlineRules",
    "Decision",
    "Digest",
    "EscalationStep",
    "GroupLink",
    "Measure",
    "MeasureNote",
    "MeasureQuerySet",
    "MeasureRelation",
    "Notice",
    "NoticeKind",
    "Occurrence",
    "OccurrenceState",
    "Perspective",
    "Plan",
    "PlanEdition",
    "Proof",
    "ReminderRun",
    "SavedView",
    "StepTarget",
    "SubAction",
]
