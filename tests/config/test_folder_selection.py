"""What decides which rows count goes out with a case and comes in with it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casework.actions import declare_emergency
from casework.models import Case, Terminal
from config.casefolder.exporting import export_case
from config.casefolder.folder import CaseFolder
from config.casefolder.importing import import_case
from core.actor import Actor
from engines.columnar.door import Door
from evidence.explanations.actions import approve_explanation, propose_explanation, withdraw_explanation
from evidence.explanations.queries import rules_of
from evidence.explanations.rules import Proposal
from evidence.models import IncidentScope
from evidence.queries import newest_facts
from evidence.scopes.actions import set_scope
from evidence.scopes.selection import Selection, in_force, of_incident
from evidence.units import figures_of
from tests.config.worlds import empty_database
from tests.evidence.facts.worlds import add_rows, facts_of, make_scene, person, row
from tests.factories import make_system, make_world

pytestmark = pytest.mark.django_db(transaction=True)
TOKYO = ZoneInfo("Asia/Tokyo")


def counted(case: Case) -> dict[str, Any]:
    run = newest_facts(case)
    assert run is not None
    with Door(directories=[run.views.path.parent]) as door:
        door.register_parquet("views", run.views.path)
        return {no: dict(figures) for no, figures in figures_of(door).items()}


@pytest.mark.slow
def test_scopes_and_explanations_come_in_as_they_went_out(tmp_path: Path) -> None:
    """Over 0.1 s: a case is written, the database emptied, the case read again and compared."""
    world = make_world()
    incident = make_scene(world)
    holder = person(world, "a", "ua", name="甲")
    own = world.case.roster.affiliations.get(code="own")
    Terminal.objects.create(
        case=world.case, system=make_system(world.case), no="T1", site="北", affiliation=own, person=holder
    )
    add_rows(world, [row(f"2022-12-0{day} 10:00:00", "ua", terminal="T1", screen=f"S{day % 2}") for day in range(1, 8)])
    wanted = Selection(**(of_incident(incident).__dict__ | {"screens": ("S1",), "minutes": 5}))
    set_scope(incident=incident, selection=wanted, reason="画面の限定", by=world.by)
    window = declare_emergency(
        case=world.case,
        title="台風",
        starts_at=datetime(2022, 12, 3, tzinfo=TOKYO),
        ends_at=datetime(2022, 12, 4, tzinfo=TOKYO),
        systems=[],
        by=world.by,
    )
    proposal = Proposal("emergency", "台風", "第1号", 10, window, window.starts_at, window.ends_at, {"sites": ["北"]})
    rule = propose_explanation(case=world.case, proposal=proposal, by=world.by)
    approve_explanation(rule=rule, by=Actor.of_user(world.baba))
    gone = propose_explanation(
        case=world.case, proposal=Proposal("test", "x", "x", 20, lists={"logins": ["u"]}), by=world.by
    )
    withdraw_explanation(rule=gone, reason="不要", by=world.by)
    propose_explanation(case=world.case, proposal=Proposal("test", "y", "y", 30, lists={"logins": ["u"]}), by=world.by)
    facts_of(world)
    before = counted(world.case)
    export_case(world.case, tmp_path / "out", by=world.by)
    empty_database()

    case = import_case(CaseFolder(tmp_path / "out"), by=Actor.system(), say=lambda _sentence: None).case

    assert counted(case) == before
    assert in_force(case.incidents.get()).content() == wanted.content()
    assert IncidentScope.objects.get().reason == "画面の限定"
    found = [(s.rule.title, s.state, s.rule.by_label, s.rule.window is not None) for s in rules_of(case)]
    assert found == [("台風", "approved", "aoki@example.jp", True), ("y", "proposed", "aoki@example.jp", False)]
    assert Terminal.objects.get(case=case).person == case.roster.people.get(no="a")
