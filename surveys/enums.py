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


class InvitationState(models.TextChoices):
    """How far one person has come."""

    PREPARED = "prepared", _("Not opened")
    OPENED = "opened", _("Link opened")
    STARTED = "started", _("Part answered")
    SUBMITTED = "submitted", _("Submitted")
    DECLINED = "declined", _("Declined")
    NOT_ME = "not_me", _("Reached the wrong person")


class AnswerMode(models.TextChoices):
    """Who wrote a version of the answers, and how."""

    SELF = "self", _("Answered personally")
    PROXY = "proxy", _("Entered for the person")
    INTERVIEW = "interview", _("In an interview")
    IMPORT = "import", _("Imported")


class ImportState(models.TextChoices):
    """What became of a file with answers."""

    RECEIVED = "received", _("Received")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Not imported")
