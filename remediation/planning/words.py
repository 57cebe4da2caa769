"""Names of the facts of causes and measures, for differences and headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from remediation.enums import MeasureState, Stage
from remediation.models import Plan

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FACT_WORDS: dict[str, StrOrPromise] = {
    "no": _("Number"),
    "text": _("Text"),
    "heading": _("Grouping"),
    "situation": _("Situation"),
    "incidents": _("Incidents"),
    "measures": _("Measures"),
    "causes": _("Causes"),
    "target": _("Target of measure"),
    "audience": _("Audience"),
    "category": _("Category of measure"),
    "axes": _("Further groupings"),
    "stage": _("Stage"),
    "effect": _("Expected effect"),
    "actor_name": _("Carried out by"),
    "is_request": _("Only asked of another organisation"),
    "owner_name": _("Responsible"),
    "owner": _("Responsible"),
    "order_giver": _("Ordered by"),
    "monitor_name": _("Watched by"),
    "timing_text": _("Timing as written"),
    "state": _("State"),
    "done_on": _("Done on"),
    "status_text": _("Status as printed"),
    "parts": _("Sub-actions"),
}


def words_of(name: str, plan: Plan | None) -> StrOrPromise:
    """A grouping by its name in this plan; an axis is called as it is written."""
    if name == "category" and plan is not None and plan.category_name:
        return plan.category_name
    return FACT_WORDS.get(name, name)


DEEDS: dict[str, StrOrPromise] = {"added": _("added"), "changed": _("changed"), "removed": _("no longer there")}


def shown(name: str, value: Any) -> str:
    """A fact of an edition as a reader sees it."""
    if name == "state" and value in MeasureState.values:
        return str(MeasureState(value).label)
    if name == "stage" and value in Stage.values:
        return str(Stage(value).label)
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, dict):
        return ", ".join(f"{axis}: {one}" for axis, one in value.items()) or "—"
    if name == "parts" and value:
        return " / ".join(f"{part[0]} {part[1]} ({shown('state', part[3])})" for part in value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "—"
    return str(value) if value not in (None, "") else "—"
