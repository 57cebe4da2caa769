"""A case into a folder. The folder must be new or empty, so that nothing of another export stays in it."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.actions import case_ref
from casework.models import Case
from config.casefolder.toml import dumps
from config.casefolder.writing import case as facts
from config.casefolder.writing import evidence, people, plan, reports, selection, surveys
from config.casefolder.writing.base import Out
from core.actor import Actor
from core.verdict import Refused

STEPS = (
    facts.write_case,
    people.write_people,
    people.write_terminals,
    people.write_populations,
    surveys.write_questionnaires,
    surveys.write_reviews,
    surveys.write_agreements,
    surveys.write_waves,
    surveys.write_coding,
    surveys.write_follow_ups,
    evidence.write_viewing_maps,
    selection.write_scopes,
    selection.write_explanations,
    evidence.write_logs,
    evidence.write_findings,
    evidence.write_custody,
    plan.write_plan,
    reports.write_tables,
    reports.write_editions,
)


def export_case(case: Case, path: Path, *, by: Actor) -> list[str]:
    """The names of the files written. Raises Refused when the folder holds something."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refused(_("The folder %(path)s is not empty. Name a new one.") % {"path": path})
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    out = Out(case, path)
    with transaction.atomic():
        for step in STEPS:
            step(out)
        out.file("case.toml").write_text(dumps(out.facts), encoding="utf-8")
        trail.record("config.case_exported", by=by, chain=case.chain, subject=case_ref(case))
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file())
