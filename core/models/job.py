"""A piece of long work. The row is the truth; the broker only wakes workers up."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, ActorKind
from core.ref import Ref


class JobState(models.TextChoices):
    """Where the work stands."""

    QUEUED = "queued", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Did not finish")
    CANCELLED = "cancelled", _("Cancelled")


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs in the domain's words."""

    def claimable(self) -> JobQuerySet:
        """Waiting, or left behind by a worker that died."""
        return self.filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=clock.now()))

    def of_scope(self, scope: Ref) -> JobQuerySet:
        """What belongs to one case (or other scope)."""
        return self.filter(scope_kind=scope.kind, scope_id=scope.id)


class Job(models.Model):
    """Claimed by a lease; progress, cancel and result are columns. `done` and `total` count what `unit` says."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=300, blank=True)

    scope_kind = models.CharField(max_length=40, blank=True)
    scope_id = models.CharField(max_length=80, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300, blank=True)

    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=40, blank=True)
    cancel_asked = models.BooleanField(default=False)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)

    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "lease_until"], name="job_claimable"),
            models.Index(fields=["scope_kind", "scope_id"], name="job_scope"),
        ]

    @property
    def by(self) -> Actor:
        """Who asked for the work."""
        return Actor(ActorKind(self.by_kind), self.by_id, self.by_label)

    @property
    def scope(self) -> Ref:
        """What the work belongs to."""
        return Ref(self.scope_kind, self.scope_id)

    @property
    def is_over(self) -> bool:
        """Nothing more will happen."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def percent(self) -> int | None:
        """Whole percent done, None while the total is unknown."""
        if self.state == JobState.DONE:
            return 100
        return min(99, int(self.done * 100 / self.total)) if self.total else None

    @property
    def rate(self) -> float | None:
        """Units per second since this attempt began."""
        if not self.started_at or not self.done:
            return None
        seconds = ((self.finished_at or clock.now()) - self.started_at).total_seconds()
        return self.done / seconds if seconds > 0 else None

    @property
    def left(self) -> timedelta | None:
        """The time left at the present rate."""
        if not self.total or not self.rate or self.is_over:
            return None
        return timedelta(seconds=round(max(0, self.total - self.done) / self.rate))
