"""An interview that follows answers up: why, who, when, and where it stands. Its record is in `interview_record`."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from casework.models import Case
from core import clock
from surveys.models.response import ResponseVersion


class InterviewState(models.TextChoices):
    """Where an interview stands."""

    PROPOSED = "proposed", _("Proposed")
    ARRANGED = "arranged", _("Arranged")
    HELD = "held", _("Held")
    SENT = "sent", _("Record given to the person")
    SIGNED = "signed", _("Record confirmed")
    REFUSED = "refused", _("Record not confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class Meeting(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    PHONE = "phone", _("By telephone")


class Recording(models.TextChoices):
    """Whether sound or picture was recorded, and with whose consent."""

    NONE = "none", _("Nothing was recorded")
    AGREED = "agreed", _("Recorded; the person agreed")
    REFUSED = "refused", _("Asked for; the person did not agree, so nothing was recorded")


class InterviewOutcome(models.TextChoices):
    """What the interview says about the answers."""

    CONFIRMED = "confirmed", _("The answers are confirmed")
    CHANGED = "changed", _("Answers change")
    UNCLEAR = "unclear", _("It stays unclear")
    NOTHING = "nothing", _("Nothing came of it")


UNDER_WAY = (InterviewState.PROPOSED, InterviewState.ARRANGED)
AFTER = (InterviewState.HELD, InterviewState.SENT, InterviewState.SIGNED, InterviewState.REFUSED)


class Interview(models.Model):
    """One talk with one person. `no` counts within the case. `about` is the version of answers that is spoken of.

    While one is proposed or arranged, a further ground for the same person joins it instead of making another.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interviews")
    about = models.ForeignKey(ResponseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    no = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=InterviewState.choices, default=InterviewState.PROPOSED)
    meeting = models.CharField(max_length=12, choices=Meeting.choices, blank=True)
    place = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    voluntary_told = models.BooleanField(default=False)
    recording = models.CharField(max_length=12, choices=Recording.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=InterviewOutcome.choices, blank=True)
    outcome_note = models.CharField(max_length=500, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)  # why it was cancelled, or the record not confirmed
    proposed_at = models.DateTimeField(default=clock.now)
    arranged_at = models.DateTimeField(null=True, blank=True)
    held_from = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "no"], name="interview_no_once"),
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(state__in=["proposed", "arranged"]),
                name="interview_under_way_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="arranged") | Q(starts_at__isnull=False) & ~Q(meeting=""),
                name="interview_arranged_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "sent", "signed", "refused"])
                | Q(held_from__isnull=False, voluntary_told=True) & ~Q(recording=""),
                name="interview_held_as_told",
                violation_error_message=_("Say when it was held, that it was voluntary, and whether it was recorded."),
            ),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(held_until__gte=models.F("held_from")),
                name="interview_ends_after_beginning",
                violation_error_message=_("The interview ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "refused"]) | ~Q(end_reason=""),
                name="interview_ended_with_reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "refused", "cancelled"], ended_at__isnull=False)
                | ~Q(state__in=["signed", "refused", "cancelled"]) & Q(ended_at__isnull=True),
                name="interview_ended_with_time",
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="interview_by_state")]

    def __str__(self) -> str:
        return f"{self.no}"


class InterviewGround(models.Model):
    """One reason for an interview; several may speak for the same. Append-only by trigger.

    `ground` is what it came from, as `kind:id` (a rule, a discrepancy note, a contradiction); empty: an officer's own.
    """

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="grounds")
    ground = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "ground"], condition=~Q(ground=""), name="interview_ground_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="interview_ground_with_reason"),
        ]
        indexes = [models.Index(fields=["ground"], name="interview_by_ground")]


class AttendeeRole(models.TextChoices):
    """What somebody does in an interview besides the person."""

    INTERVIEWER = "interviewer", _("Interviewer")
    NOTES = "notes", _("Takes notes")
    LAWYER = "lawyer", _("Lawyer")
    COMPANION = "companion", _("Accompanies the person")
    INTERPRETER = "interpreter", _("Interpreter")
    OBSERVER = "observer", _("Observer")


class Represents(models.TextChoices):
    """Whose lawyer somebody is."""

    PERSON = "person", _("The person interviewed")
    COMPANY = "company", _("The company")
    INVESTIGATION = "investigation", _("The investigation")
    OTHER = "other", _("Somebody else")


class Attendee(models.Model):
    """Somebody who takes part. A lawyer's side is always said."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=AttendeeRole.choices)
    represents = models.CharField(max_length=14, choices=Represents.choices, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="lawyer") | ~Q(represents=""),
                name="attendee_lawyer_of_whom",
                violation_error_message=_("Say whom the lawyer represents."),
            ),
            models.UniqueConstraint(fields=["interview", "name", "role"], name="attendee_once"),
        ]


class GuideQuestion(models.Model):
    """What is to be asked; may be ordered anew until the guide is copied for the talk."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "position"], name="guide_question_position_once")]


class GuideCopy(models.Model):
    """The guide as it was taken into the talk: answers with their wording, questions, titles of exhibits. Append-only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="guides")
    version = models.ForeignKey(ResponseVersion, on_delete=models.PROTECT, null=True, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    content = models.JSONField()
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "ordinal"], name="guide_copy_once")]
