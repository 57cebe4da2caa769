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


PART_STATES = (
    MeasureState.NOT_STARTED,
    MeasureState.PLANNED,
    MeasureState.IN_PROGRESS,
    MeasureState.DONE,
    MeasureState.WITHDRAWN,
)
"""States of a sub-action."""


class Scheme(models.TextChoices):
    """By what the causes are grouped."""

    OWN = "own", _("The company's own headings")
    FRAUD_TRIANGLE = "fraud_triangle", _("Fraud triangle: opportunity, motive, rationalisation")


class Stage(models.TextChoices):
    """How far a measure goes, as plans print it: taken already, begun promptly, the final form."""

    TAKEN = "taken", _("Already taken")
    PROMPT = "prompt", _("To be begun promptly")
    FINAL = "final", _("Final form")


class CitationKind(models.TextChoices):
    """What is cited."""

    TABLE = "table", _("Table")
    FINDING = "finding", _("Finding")
    INTERVIEW = "interview", _("Interview")
    SURVEY = "survey", _("Survey")
    INCIDENT = "incident", _("Incident")
    LOG = "log", _("Log")
    RULE = "rule", _("Internal rule")
    GUIDELINE = "guideline", _("Official guideline")
    CHECKLIST = "checklist", _("Checklist")
    DOCUMENT = "document", _("Document")


class RelationKind(models.TextChoices):
    """What a measure is to the other one."""

    FINAL_FORM = "final_form", _("Final form of")
    NEEDS = "needs", _("Waits for")
    REPEATS = "repeats", _("The same for another target as")
    SUCCEEDS = "succeeds", _("Successor of")


class NoteKind(models.TextChoices):
    """Who speaks."""

    PROGRESS = "progress", _("Progress")
    REMARK = "remark", _("Remark of the monitor")


class DecisionKind(models.TextChoices):
    """What was decided about a measure."""

    CLAIMED = "claimed", _("Claimed as done")
    CONFIRMED = "confirmed", _("Confirmed as done")
    RETURNED = "returned", _("Returned")
    EFFECTIVE = "effective", _("Found effective")
    NOT_EFFECTIVE = "not_effective", _("Found not effective")
    APPROVED = "approved", _("Wording approved")


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
