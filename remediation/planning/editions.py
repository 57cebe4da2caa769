"""Editions of a plan and what changed between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casework.models import Case
from remediation.models import Cause, Measure
from remediation.proof.facts import facts_of


def content_of(case: Case) -> dict[str, Any]:
    """Causes and measures with everything a reader is told, as JSON."""
    causes = Cause.objects.filter(case=case).prefetch_related("incidents", "measures").order_by("position", "pk")
    return {
        "causes": [
            {
                "no": cause.no,
                "heading": cause.heading,
                "axes": cause.axes,
                "text": cause.text,
                "situation": cause.situation,
                "incidents": sorted(incident.no for incident in cause.incidents.all()),
                "measures": sorted(measure.no for measure in cause.measures.all()),
            }
            for cause in causes
        ],
        "measures": [facts_of(measure) for measure in Measure.objects.of_case(case).in_order()],
    }


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One cause or measure that came, went or says something else. `sort` is causes or measures."""

    sort: str
    no: str
    deed: str
    text: str
    fields: tuple[FieldChange, ...] = ()


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """In the order of the later edition, what went at the end. Numbers are stable, so they tell which is which."""
    found = []
    for sort in ("causes", "measures"):
        old = {entry["no"]: entry for entry in before[sort]}
        new = {entry["no"]: entry for entry in after[sort]}
        for no, entry in new.items():
            if no not in old:
                found.append(Change(sort, no, "added", entry["text"]))
            elif fields := _fields(old[no], entry):
                found.append(Change(sort, no, "changed", entry["text"], fields))
        found += [Change(sort, no, "removed", entry["text"]) for no, entry in old.items() if no not in new]
    return found


def _fields(old: dict[str, Any], new: dict[str, Any]) -> tuple[FieldChange, ...]:
    names = [*new, *(name for name in old if name not in new)]
    return tuple(FieldChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))
