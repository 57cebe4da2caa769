"""The words of surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaveMode(models.TextChoices):
    """How the answers of a wave come in."""

    WEB = "web", _("By personal link on the web")
    IMPORT = "import", _("Collected elsewhere and imported")
    INTERVIEW = "interview", _("In interviews")


class WaveState(models.TextChoices):
    """Where a wave stands."""

    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Taking answers")
    CLOSED = "closed", _("Closed")


class Identity(models.TextChoices):
    """Whether answers bear a name. Chosen before a wave opens; a trigger keeps it from then on."""

    IDENTIFIED = "identified", _("With the person's name")
    PSEUDONYMOUS = "pseudonymous", _("Under a pseudonym that two people can open together")
    ANONYMOUS = "anonymous", _("Anonymous: nothing links person and answer")


class Duty(models.TextChoices):
    """Whether people must answer."""

    REQUIRED = "required", _("Required")
    VOLUNTARY = "voluntary", _("Voluntary")


class DisciplinaryUse(models.TextChoices):
    """Whether answers may be used in disciplinary proceedings. The product promises nothing of its own."""

    YES = "yes", _("May be used")
    NO = "no", _("Will not be used")
    UNDECIDED = "undecided", _("Not decided yet")


class Proof(models.TextChoices):
    """What shows that the right person answers."""

    LINK_ONLY = "link_only", _("The personal link alone")
    EMPLOYEE_NUMBER = "employee_number", _("The personal link and the employee number")
    MAILED_CODE = "mailed_code", _("The personal link and a code mailed to the registered address")
    SINGLE_SIGN_ON = "single_sign_on", _("The account of the company (single sign-on)")


class InvitationState(models.TextChoices):
    """How far one person has come."""

    PREPARED = "prepared", _("Prepared, not sent")
    SENT = "sent", _("Sent, not opened")
    BOUNCED = "bounced", _("Mail came back")
    OPENED = "opened", _("Link opened")
    STARTED = "started", _("Identity confirmed")
    PART = "part", _("Part answered")
    SUBMITTED = "submitted", _("Submitted")
    DECLINED = "declined", _("Declined")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    WITHDRAWN = "withdrawn", _("Invitation withdrawn")
    NOT_ME = "not_me", _("Reached the wrong person")


NOT_OPENED = (InvitationState.PREPARED, InvitationState.SENT, InvitationState.BOUNCED)
HALF_WAY = (InvitationState.OPENED, InvitationState.STARTED, InvitationState.PART)


class ReminderKind(models.TextChoices):
    """Two kinds of people need two kinds of words."""

    NOT_OPENED = "not_opened", _("Who have not opened the link")
    HALF_WAY = "half_way", _("Who stopped half-way")


class Relation(models.TextChoices):
    """What the one who answers for a person, or writes an interview down, is to that person."""

    SUPERVISOR = "supervisor", _("Direct supervisor")
    COLLEAGUE = "colleague", _("Colleague")
    OFFICE = "office", _("Survey office")
    LAWYER = "lawyer", _("Lawyer")
    OTHER = "other", _("Other")


class CorrectionState(models.TextChoices):
    """What became of a correction that a delegate proposed for the roster."""

    OPEN = "open", _("Waiting for an officer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class AnswerMode(models.TextChoices):
    """Who wrote a version of the answers, and how."""

    SELF = "self", _("Answered personally")
    PROXY = "proxy", _("Entered for the person")
    INTERVIEW = "interview", _("In an interview")
    IMPORT = "import", _("Imported")
    CORRECTION = "correction", _("Corrected after a question was asked")


class ImportState(models.TextChoices):
    """What became of a file with answers."""

    RECEIVED = "received", _("Received")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Not imported")
