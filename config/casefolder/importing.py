"""A folder into a case, step by step. Each step looks first what is there, so an interrupted import goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from audit.models import AuditEvent
from casework.models import Case
from config.casefolder.folder import CaseFolder
from config.casefolder.loading import answers, evidence, people, plan, reports, selection, surveys
from config.casefolder.loading import case as facts
from config.casefolder.loading.base import Load
from core.actor import Actor
from core.verdict import Refused

STEPS: tuple[Callable[[Load], None], ...] = (
    facts.load_systems,
    facts.load_incidents,
    facts.load_windows,
    facts.load_members,
    people.load_roster,
    people.load_logins,
    people.load_terminals,
    people.load_populations,
    surveys.load_questionnaires,
    surveys.load_reviews,
    surveys.load_agreements,
    surveys.load_waves,
    answers.load_coding,
    answers.load_follow_ups,
    evidence.load_viewing_maps,
    selection.load_scopes,
    selection.load_explanations,
    evidence.load_logs,
    evidence.load_findings,
    evidence.reconcile,
    evidence.load_results,
    plan.load_plan,
    reports.load_tables,
    reports.load_editions,
)


@dataclass(frozen=True)
class Imported:
    """What came in."""

    case: Case
    counts: dict[str, int]
    seconds: float


def import_case(folder: CaseFolder, *, by: Actor, say: Callable[[str], None]) -> Imported:
    """Raises Refused or Rejected. A number that is taken is refused unless its import was interrupted."""
    started = time.monotonic()
    number = str(folder.facts["number"])
    case = Case.objects.filter(number=number).select_related("organisation", "roster").first()
    if case is not None and not is_unfinished(case):
        raise Refused(_("There is a case with this number already. Choose another number."))
    load = Load(folder, case or facts.open_case(folder, by=by), by, say)
    for step in STEPS:
        step(load)
    facts.finish(load)
    return Imported(load.case, dict(load.done), round(time.monotonic() - started, 1))


def is_unfinished(case: Case) -> bool:
    """Whether the case came from an import that was cut off."""
    events = AuditEvent.objects.filter(chain=case.chain, type__in=[facts.BEGUN, facts.DONE])
    return list(events.order_by("position").values_list("type", flat=True)) == [facts.BEGUN]
