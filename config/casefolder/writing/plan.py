"""Causes, measures and what belongs to them."""

from __future__ import annotations

import json

from config.casefolder.loading.plan import EDITIONS, PLAN_FACTS
from config.casefolder.writing.base import Out, present
from remediation.exports import export_plan
from remediation.models import Plan, PlanEdition


def write_plan(out: Out) -> None:
    """The scheme, the files that an import reads, and the editions as they were kept."""
    plan = Plan.objects.filter(case=out.case).first()
    if plan is not None:
        facts = {name: getattr(plan, name) for name in PLAN_FACTS} | {"scheme": str(plan.scheme)}
        out.facts["plan"] = present(**facts | {"provisional": plan.provisional or None})
    export_plan(out.case, out.path)
    editions = PlanEdition.objects.filter(case=out.case).order_by("ordinal")
    if editions:
        lines = [json.dumps(_edition(edition), ensure_ascii=False, sort_keys=True) for edition in editions]
        out.file(EDITIONS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _edition(edition: PlanEdition) -> dict[str, object]:
    names = ("ordinal", "title", "provisional", "note", "content", "content_hash", "by_label")
    return {name: getattr(edition, name) for name in names} | {
        "as_of": edition.as_of.isoformat(),
        "at": edition.at.isoformat(),
    }
