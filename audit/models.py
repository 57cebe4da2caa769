"""One row per action and per reading of personal answers or evidence, chained by hash."""

from __future__ import annotations

from django.db import models

from audit.labels import label_of


class AuditEvent(models.Model):
    """Append-only by database trigger. `detail` never holds answers, names or tokens."""

    chain = models.CharField(max_length=80)
    position = models.BigIntegerField()
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=160)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="audit_event_place_in_chain")]
        indexes = [models.Index(fields=["chain", "type"], name="audit_event_type")]

    @property
    def label(self) -> str:
        """What was done, in words."""
        return label_of(self.type)


class ChainHead(models.Model):
    """The last place and hash of a chain: the one row a writer changes."""

    chain = models.CharField(max_length=80, unique=True)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
