"""The facts of a measure as one value with a hash, so that a decision is pinned to what was decided about."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from core.actor import Actor
from remediation.enums import DecisionKind
from remediation.models import Decision, Measure

WORDING = (
    "no",
    "text",
    "target",
    "audience",
    "category",
    "axes",
    "stage",
    "effect",
    "actor_name",
    "is_request",
    "owner_name",
    "order_giver",
    "monitor_name",
    "timing_text",
)
STANDING = ("state", "done_on", "status_text")


def facts_of(measure: Measure) -> dict[str, Any]:
    """Everything a reader is told of the measure, as JSON."""
    facts = {name: _plain(getattr(measure, name)) for name in (*WORDING, *STANDING)}
    parts = measure.parts.order_by("no").values_list("no", "text", "timing_text", "state", "done_on")
    return facts | {
        "causes": sorted(measure.causes.values_list("no", flat=True)),
        "parts": [[_plain(value) for value in part] for part in parts],
    }


def hash_of(facts: Any) -> str:
    """SHA-256 over sorted compact JSON."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_since(decision: Decision, now: dict[str, Any]) -> list[str]:
    """Names of the facts that are no longer those decided about; an approval of the wording leaves the state free."""
    free = {*STANDING, "parts"} if decision.kind == DecisionKind.APPROVED else set()
    return sorted(name for name in now if name not in free and decision.facts.get(name) != now[name])


def decide(measure: Measure, kind: DecisionKind, *, by: Actor, reason: str = "") -> Decision:
    """Keep the decision with the facts it is about."""
    facts = facts_of(measure)
    return Decision.objects.create(
        measure=measure,
        kind=kind,
        reason=reason,
        facts=facts,
        facts_hash=hash_of(facts),
        by_id=f"{by.kind}:{by.id}",
        by_label=by.label,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
