"""The rules of a case, in their order, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casework.models import Case
from evidence.models import ExplanationRule, ExplanationStep, StepKind

LISTS = (
    "systems",
    "screens",
    "categories",
    "actions",
    "retailers",
    "affiliations",
    "people",
    "logins",
    "terminals",
    "sites",
)


@dataclass(frozen=True)
class Standing:
    """A rule with its decisions. `state` is proposed, approved, refused or withdrawn."""

    rule: ExplanationRule
    approved: ExplanationStep | None
    ended: ExplanationStep | None

    @property
    def state(self) -> str:
        if self.ended is not None:
            return str(self.ended.kind)
        return "approved" if self.approved is not None else "proposed"

    @property
    def in_force(self) -> bool:
        """Whether rows are explained by it."""
        return self.state == "approved"


def standing_of(rule: ExplanationRule) -> Standing:
    """The rule with what was decided about it."""
    steps = {step.kind: step for step in rule.steps.all()}
    return Standing(rule, steps.get(StepKind.APPROVED), steps.get(StepKind.WITHDRAWN) or steps.get(StepKind.REFUSED))


def rules_of(case: Case) -> list[Standing]:
    """All rules ever proposed, in the order in which they are tried."""
    rules = ExplanationRule.objects.filter(case=case).select_related("window").prefetch_related("steps")
    return [standing_of(rule) for rule in rules.order_by("order", "pk")]


def rules_in_force(case: Case) -> list[ExplanationRule]:
    """Approved and not withdrawn, in the order in which they are tried."""
    return [standing.rule for standing in rules_of(case) if standing.in_force]


def rule_rows(rules: Iterable[ExplanationRule]) -> list[dict[str, Any]]:
    """What the statements join with; the place among the rules decides which one a row gets."""
    return [
        {
            "place": place,
            "rule": str(rule.public_id),
            "kind": str(rule.kind),
            "starts_at": naive(rule.starts_at),
            "ends_at": naive(rule.ends_at),
            **{name: sorted(set(getattr(rule, name))) or None for name in LISTS},
        }
        for place, rule in enumerate(rules)
    ]


def naive(moment: datetime | None) -> str | None:
    """As the log's times are written: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() if moment else None


def next_order(case: Case) -> int:
    """After the last, with room between."""
    last = ExplanationRule.objects.filter(case=case).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) // 10 * 10 + 10
