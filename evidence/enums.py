"""Words of the evidence room: states of files, classes of comparison, kinds and states of notes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogFileState(models.TextChoices):
    """How far a received file is."""

    RECEIVED = "received", _("Received")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Could not be imported")


class ReconciliationClass(models.TextChoices):
    """Where a person stands when log and answer are laid side by side. Exclusive; together they are the population."""

    LOG_YES_ANSWER_YES = "log_yes_answer_yes", _("In the log, answered «yes»")
    LOG_YES_ANSWER_NO = "log_yes_answer_no", _("In the log, answered «no»")
    LOG_YES_ANSWER_UNSURE = "log_yes_answer_unsure", _("In the log, does not remember")
    LOG_YES_NO_ANSWER = "log_yes_no_answer", _("In the log, no answer")
    LOG_YES_NOT_ASKED = "log_yes_not_asked", _("In the log, not asked")
    LOG_NO_ANSWER_YES_IN_WINDOW = "log_no_answer_yes_in_window", _("Not in the log, answered «yes» for its period")
    ANSWER_YES_PERIOD_UNKNOWN = "answer_yes_period_unknown", _("Answered «yes», period unknown")
    ANSWER_YES_OUT_OF_WINDOW = "answer_yes_out_of_window", _("Answered «yes» for a time outside the log")
    LOG_NOT_USABLE = "log_not_usable", _("The log cannot be used")
    LOG_NO_ANSWER_NO = "log_no_answer_no", _("Not in the log, answered «no»")
    LOG_NO_ANSWER_UNSURE = "log_no_answer_unsure", _("Not in the log, does not remember")
    LOG_NO_NO_ANSWER = "log_no_no_answer", _("Not in the log, no answer")
    LOG_NO_NOT_ASKED = "log_no_not_asked", _("Not in the log, not asked")


WORK_CLASSES = (
    ReconciliationClass.LOG_YES_ANSWER_YES,
    ReconciliationClass.LOG_YES_ANSWER_NO,
    ReconciliationClass.LOG_YES_ANSWER_UNSURE,
    ReconciliationClass.LOG_YES_NO_ANSWER,
    ReconciliationClass.LOG_YES_NOT_ASKED,
    ReconciliationClass.LOG_NO_ANSWER_YES_IN_WINDOW,
    ReconciliationClass.ANSWER_YES_PERIOD_UNKNOWN,
    ReconciliationClass.ANSWER_YES_OUT_OF_WINDOW,
    ReconciliationClass.LOG_NOT_USABLE,
)
QUIET_CLASSES = (
    ReconciliationClass.LOG_NO_ANSWER_NO,
    ReconciliationClass.LOG_NO_ANSWER_UNSURE,
    ReconciliationClass.LOG_NO_NO_ANSWER,
    ReconciliationClass.LOG_NO_NOT_ASKED,
)


class NoteType(models.TextChoices):
    """What kind of difference a note follows up. Neutral: a difference is a question, not a verdict."""

    DENIED_THOUGH_LOGGED = "denied_though_logged", _("In the log, but answered «no»")
    REPORTED_THOUGH_NOT_LOGGED = "reported_though_not_logged", _("Answered «yes», but not in the log")
    NO_ANSWER = "no_answer", _("In the log, without an answer")
    UNSURE = "unsure", _("In the log, does not remember")
    NOT_ASKED = "not_asked", _("In the log, not asked")
    PERIOD_UNCLEAR = "period_unclear", _("Answered «yes», the period is unclear")
    UNMAPPED_ID = "unmapped_id", _("Log-in id that belongs to nobody known")
    SHARED_ID = "shared_id", _("Log-in id used by several people")
    CONTRADICTION = "contradiction", _("Contradiction inside the answers")
    VOLUME_OUTLIER = "volume_outlier", _("Far more rows than comparable people")
    OTHER = "other", _("Other")


# What a note about somebody of a class is called; classes that agree have none.
NOTE_OF_CLASS = {
    ReconciliationClass.LOG_YES_ANSWER_NO: NoteType.DENIED_THOUGH_LOGGED,
    ReconciliationClass.LOG_YES_ANSWER_UNSURE: NoteType.UNSURE,
    ReconciliationClass.LOG_YES_NO_ANSWER: NoteType.NO_ANSWER,
    ReconciliationClass.LOG_YES_NOT_ASKED: NoteType.NOT_ASKED,
    ReconciliationClass.LOG_NO_ANSWER_YES_IN_WINDOW: NoteType.REPORTED_THOUGH_NOT_LOGGED,
    ReconciliationClass.ANSWER_YES_PERIOD_UNKNOWN: NoteType.PERIOD_UNCLEAR,
    ReconciliationClass.ANSWER_YES_OUT_OF_WINDOW: NoteType.PERIOD_UNCLEAR,
}
# The people of these classes count as open discrepancies until a note about them is explained or closed.
DISCREPANT = (
    ReconciliationClass.LOG_YES_ANSWER_NO,
    ReconciliationClass.LOG_YES_ANSWER_UNSURE,
    ReconciliationClass.LOG_YES_NO_ANSWER,
    ReconciliationClass.LOG_NO_ANSWER_YES_IN_WINDOW,
)
HINTS = {
    ReconciliationClass.LOG_YES_ANSWER_YES: _("They agree. Ask for the reason and how it became known."),
    ReconciliationClass.LOG_YES_ANSWER_NO: _("Not explained yet. It does not show an intent."),
    ReconciliationClass.LOG_YES_ANSWER_UNSURE: _("Does not remember, skipped the question, or prefers an interview."),
    ReconciliationClass.LOG_YES_NO_ANSWER: _("Was asked but has not submitted."),
    ReconciliationClass.LOG_YES_NOT_ASKED: _("Was not asked about it in a wave that has closed."),
    ReconciliationClass.LOG_NO_ANSWER_YES_IN_WINDOW: _("Says to have viewed in a period that the log covers."),
    ReconciliationClass.ANSWER_YES_PERIOD_UNKNOWN: _("The period was not asked, or overlaps only in part."),
    ReconciliationClass.ANSWER_YES_OUT_OF_WINDOW: _("The log cannot show it."),
    ReconciliationClass.LOG_NOT_USABLE: _("None was kept or received, or it names terminals only."),
}


class NoteState(models.TextChoices):
    """How far the follow-up is."""

    OPEN = "open", _("Not begun")
    WAITING = "waiting", _("Waiting for an explanation")
    INTERVIEW = "interview", _("Interview planned")
    EXPLAINED = "explained", _("Explained")
    CLOSED = "closed", _("Closed")


SETTLED = (NoteState.EXPLAINED, NoteState.CLOSED)


class Resolution(models.TextChoices):
    """Why a note could be settled. None of these edits an answer or a row of the log."""

    RIGHTFUL_WORK = "rightful_work", _("Work that the person was charged with")
    EMERGENCY = "emergency", _("Work during a declared emergency")
    NO_INTENT = "no_intent", _("The screen opened without being looked for")
    REMEMBERED = "remembered", _("Remembered later; the answer is corrected by the person")
    OTHER_USER = "other_user", _("Somebody else used the id")
    WRONG_MAPPING = "wrong_mapping", _("The id had been mapped to the wrong person")
    QUESTION_READ_OTHERWISE = "question_read_otherwise", _("The question was understood otherwise")
    OTHER_PERIOD = "other_period", _("The answer speaks of another period or system")
    LOG_INCOMPLETE = "log_incomplete", _("The log is incomplete or wrong here")
    ANSWER_STANDS = "answer_stands", _("Both stand: log and answer stay different")
    NOT_TO_BE_CLEARED = "not_to_be_cleared", _("It cannot be cleared up any more")
    NO_LONGER_FOUND = "no_longer_found", _("A later comparison no longer finds it")
    OTHER = "other", _("Another reason")
