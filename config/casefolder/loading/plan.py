"""Causes, measures and what belongs to them."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from config.casefolder.loading.base import Load
from core.errors import Problem, Rejected
from core.models import StoredFile
from remediation.enums import Scheme
from remediation.imports import import_plan
from remediation.models import Cause, Measure, Plan
from remediation.planning.actions import restore_edition, settle_plan

FILES = ("causes", "measures", "links", "subactions", "revisions")
EDITIONS = "plan_editions.jsonl"
PLAN_FACTS = (
    "scheme",
    "heading_name",
    "category_name",
    "theory_note",
    "inputs_note",
    "order_giver",
    "monitor_name",
    "provisional",
    "note",
)


def load_plan(load: Load) -> None:
    """The scheme, the files together, the editions: each once."""
    case = load.case
    if load.folder.facts.get("plan") and not Plan.objects.filter(case=case).exists():
        settle_plan(case=case, by=load.by, **_facts(load.folder.facts["plan"]))
    if Measure.objects.filter(case=case).exists() or Cause.objects.filter(case=case).exists():
        return
    files = {name: _stored(load, name) for name in FILES}
    if files["causes"] or files["measures"]:
        done = import_plan(
            case=case,
            by=load.by,
            causes=files["causes"],
            measures=files["measures"],
            links=files["links"],
            subactions=files["subactions"],
            revisions=files["revisions"],
        )
        load.done |= {"causes": done.causes, "measures": done.measures}
    _load_editions(load)


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    problems = [
        Problem(_("«%(name)s» is not known in [plan].") % {"name": name}, sheet="case.toml")
        for name in given
        if name not in PLAN_FACTS
    ]
    if given.get("scheme", Scheme.OWN) not in Scheme.values:
        problems.append(
            Problem(_("The scheme is one of: %(known)s.") % {"known": ", ".join(Scheme.values)}, "case.toml")
        )
    if problems:
        raise Rejected(problems)
    return given


def _load_editions(load: Load) -> None:
    path = load.folder.path / EDITIONS
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            restore_edition(case=load.case, facts=json.loads(line), by=load.by)


def _stored(load: Load, name: str) -> StoredFile | None:
    path = load.folder.find(name)
    return None if path is None else load.store(path)
