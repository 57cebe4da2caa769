from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from remediation.enums import BEGUN_STATES, OPEN_STATES, MeasureState, Stage, TimingKind
from remediation.timing import Timing, print_timing


class MeasureQuerySet(models.QuerySet["Measure"]):
    def of_case(self, case: Case) -> MeasureQuerySet:
        return self.filter(case=case)

    def owed(self) -> MeasureQuerySet:
        """Something is still to be done."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, today: date) -> MeasureQuerySet:
        """The promised day has passed. «From a day on» is kept once the measure has begun."""
        return self.owed().filter(promised_on__lt=today).exclude(timing_kind=TimingKind.FROM, state__in=BEGUN_STATES)

    def due_within(self, today: date, days: int) -> MeasureQuerySet:
        """Due soon and not late yet."""
        return (
            self.owed()
            .filter(due_on__gte=today, due_on__lte=today + timedelta(days=days))
            .exclude(pk__in=self.overdue(today).values("pk"))
            .exclude(timing_kind=TimingKind.FROM, state__in=BEGUN_STATES)
        )

    def without_due(self) -> MeasureQuerySet:
        """No day follows from the timing."""
        return self.owed().filter(due_on__isnull=True)

    def without_review(self) -> MeasureQuerySet:
        """Nobody would ever look at these again."""
        return self.without_due().filter(review_on__isnull=True)

    def claimed(self) -> MeasureQuerySet:
        """Done in the owner's words; nobody else has looked yet."""
        return self.filter(state=MeasureState.DONE, confirmed_at__isnull=True)

    def confirmed(self) -> MeasureQuerySet:
        """Done, and somebody who is neither owner nor author has confirmed it."""
        return self.filter(state=MeasureState.DONE, confirmed_at__isnull=False)

    def to_be_checked(self, today: date) -> MeasureQuerySet:
        """The day on which one looks whether it works has come."""
        return self.filter(check_on__lte=today, effective__isnull=True)

    def in_order(self) -> MeasureQuerySet:
        return self.order_by("position", "pk")


class Measure(models.Model):
    """`timing_text` is what was written and stays; `timing` is what the software understood of it at that time.

    `due_on` follows from the timing; `promised_on` is the first day that was ever promised, from which lateness is
    counted, and `postponements` says how often it was put off. `target` is the part of the company that the plan lists,
    `audience` the people whom the text itself names; `axes` are further categories by the name of their axis;
    `is_request` says that another organisation (`actor_name`) is only asked. Claimed, confirmed and effective are three
    things: a `confirmed_at` closes the measure for good.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="measures")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="measures"
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="measures_to_verify"
    )
    no = models.CharField(max_length=20)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    target = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=400, blank=True)
    category = models.CharField(max_length=200, blank=True)
    axes = models.JSONField(default=dict, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    effect = models.TextField(blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    is_request = models.BooleanField(default=False)
    owner_name = models.CharField(max_length=200, blank=True)
    order_giver = models.CharField(max_length=200, blank=True)
    monitor_name = models.CharField(max_length=200, blank=True)
    author_id = models.CharField(max_length=60, blank=True)
    author_name = models.CharField(max_length=200, blank=True)
    status_text = models.CharField(max_length=400, blank=True)
    timing_text = models.CharField(max_length=400, blank=True)
    timing = models.JSONField(default=dict)
    timing_kind = models.CharField(max_length=12, choices=TimingKind.choices, blank=True)
    state = models.CharField(max_length=20, choices=MeasureState.choices, default=MeasureState.NOT_STARTED)
    due_on = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    postponements = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    check_after_months = models.PositiveSmallIntegerField(null=True, blank=True)
    check_on = models.DateField(null=True, blank=True)
    effective = models.BooleanField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "no"],
                name="measure_no_once",
                violation_error_message=_("There is a measure with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(state=MeasureState.DONE),
                name="measure_done_on_when_done",
                violation_error_message=_("Only a measure that is done has a day of completion."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(state=MeasureState.DONE),
                name="measure_confirmed_when_done",
                violation_error_message=_("Only a measure that is done can be confirmed."),
            ),
        ]
        indexes = [models.Index(fields=["case", "state", "promised_on"], name="measure_overdue")]

    def __str__(self) -> str:
        return f"{self.no} {self.text}"

    @property
    def understood(self) -> Timing:
        """The stored reading."""
        return Timing.from_json(self.timing)

    @property
    def reading(self) -> str:
        """The stored reading in the reader's language; empty when nothing was understood."""
        timing = self.understood
        if not timing.understood:
            return ""
        return print_timing(timing, "en" if (get_language() or "").startswith("en") else "ja")

    @property
    def is_closed(self) -> bool:
        """Nothing changes any more; what is still wanted is a successor."""
        return self.confirmed_at is not None or self.state == MeasureState.WITHDRAWN

    @property
    def is_owed(self) -> bool:
        return self.state in OPEN_STATES
