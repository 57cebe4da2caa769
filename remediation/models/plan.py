from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from core.models import StoredFile
from core.ref import Ref
from remediation.enums import CitationKind, RelationKind, Scheme
from remediation.models.cause import Cause
from remediation.models.measure import Measure


class Plan(models.Model):
    """What holds for the whole plan of a case: the scheme of its causes, the names of its axes, who orders, who watches."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="plan")
    scheme = models.CharField(max_length=20, choices=Scheme.choices, default=Scheme.OWN)
    heading_name = models.CharField(max_length=60, blank=True)
    category_name = models.CharField(max_length=60, blank=True)
    theory_note = models.TextField(blank=True)
    inputs_note = models.TextField(blank=True)
    order_giver = models.CharField(max_length=200, blank=True)
    monitor_name = models.CharField(max_length=200, blank=True)
    provisional = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.case_id)


class GroupLink(models.Model):
    """The measure answers the whole group under a heading; each cause of the group is linked through it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="group_links")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="group_links")
    heading = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "heading"], name="group_link_once")]


class Citation(models.Model):
    """What stands behind a cause, or what a measure rests on: a table, a finding, a rule, a guideline, a checklist.

    `kind` and `target` are a Ref: the target is the number or id of the cited thing, or the title of a document.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="citations")
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=CitationKind.choices)
    target = models.CharField(max_length=300)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__isnull=True, measure__isnull=False) | Q(cause__isnull=False, measure__isnull=True),
                name="citation_of_cause_or_measure",
                violation_error_message=_("A citation belongs to one cause or to one measure."),
            )
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.target)


class MeasureRelation(models.Model):
    """How a measure stands to another one of the same case."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(max_length=20, choices=RelationKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "other", "kind"], name="measure_relation_once"),
            models.CheckConstraint(condition=~Q(measure=models.F("other")), name="measure_relation_to_another"),
        ]


class PlanEdition(models.Model):
    """The plan as it stood on a day, whole and unchangeable: «provisional» first, later ones beside it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plan_editions")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    provisional = models.BooleanField(default=False)
    as_of = models.DateField()
    note = models.TextField(blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    by_id = models.CharField(max_length=60)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="plan_edition_ordinal_once")]

    def __str__(self) -> str:
        return f"{self.ordinal} {self.title}"
