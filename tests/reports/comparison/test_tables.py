"""Ready-made tables of the comparison, and what a note would move in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.verdict import Refused
from engines.tables import Table
from evidence.models import DiscrepancyNote
from reports.comparison.actions import keep_ready_made
from reports.comparison.effect import Assumed, effects_of
from reports.comparison.specs import IDS, specs_of
from reports.counting import count
from reports.models import ReportTable
from surveys.models import Wave
from tests.evidence.worlds import make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def tables(world: World) -> dict[str, Table]:
    keep_ready_made(case=world.case, by=world.by)
    return {table.id: table for table in count(world.case).tables}


def numbers(table: Table) -> dict[str, list[int | None]]:
    return {row.id: [cell.n for cell in row.cells] for row in table.rows}


def test_every_table_passes_its_checks_and_prints_base_and_assumption(world: World) -> None:
    make_compared(world)

    for table in tables(world).values():
        assert [check.id for check in table.checks if not check.ok] == []
        assert table.base.sentence.ja
        assert any("ログに載っていないことは" in note.ja for note in table.notes)


@pytest.mark.acceptance("CB-07")
def test_log_survey_stands_beside_the_questionnaire(world: World) -> None:
    make_compared(world, 2)

    assert numbers(tables(world)["log-beside-survey"]) == {"i1": [3, 3, 1, 3]}


def test_the_classes_add_up_to_the_people_compared(world: World) -> None:
    make_compared(world, 2)

    found = numbers(tables(world)["comparison-classes"])

    assert found.pop("population") == [4]
    assert {name: counts for name, counts in found.items() if counts != [0]} == {
        "log_yes_answer_yes": [1],
        "log_yes_answer_no": [2],
        "log_no_answer_no": [1],
    }


def test_people_in_the_log_who_did_not_report_it_are_a_lower_bound(world: World) -> None:
    make_compared(world, 2)
    table = tables(world)["logged-not-reported"]

    assert numbers(table) == {
        "reported": [1],
        "not_reported": [2],
        "answered_otherwise": [2],
        "no_answer": [0],
        "not_asked": [0],
        "logged": [3],
    }
    assert "下限" in table.notes[0].ja


def test_respondents_stand_beside_those_who_did_not_answer(world: World) -> None:
    make_compared(world, 2)

    cells = tables(world)["log-hit-rate"].rows[0].cells

    assert [(cell.n, str(cell.p) if cell.p is not None else None) for cell in cells] == [
        (4, None),
        (3, None),
        (3, "75.0"),
    ]


def test_adding_them_twice_keeps_one_of_each(world: World) -> None:
    make_compared(world)

    for _twice in range(2):
        keep_ready_made(case=world.case, by=world.by)

    assert [spec["id"] for spec in specs_of(world.case)] == list(IDS)
    assert list(ReportTable.objects.order_by("position").values_list("table_id", flat=True)) == list(IDS)


def test_without_a_comparison_there_is_nothing_to_add(world: World) -> None:
    with pytest.raises(Refused):
        keep_ready_made(case=world.case, by=world.by)


def moved(note: DiscrepancyNote, assumed: Assumed, table: str) -> dict[str, tuple[str, str]]:
    effect = next(effect for effect in effects_of(note, "ja") if effect.assumed is assumed)
    return {cell.row: (cell.before, cell.after) for cell in effect.moved if cell.table_id == table}


def test_a_note_shows_which_cells_a_corrected_answer_would_move(world: World) -> None:
    make_compared(world, 2)
    keep_ready_made(case=world.case, by=world.by)
    note = DiscrepancyNote.objects.order_by("pk").select_related("case", "incident", "person")[0]

    found = moved(note, Assumed.ANSWER_YES, "logged-not-reported")

    assert found["回答で申告していない方（下限）"] == ("2 (66.7%)", "1 (33.3%)")
    assert found["「閲覧した」と回答した方"] == ("1 (33.3%)", "2 (66.7%)")


def test_rows_of_somebody_else_take_the_person_out_of_the_log(world: World) -> None:
    make_compared(world, 2)
    keep_ready_made(case=world.case, by=world.by)
    note = DiscrepancyNote.objects.order_by("pk").select_related("case", "incident", "person")[0]

    found = moved(note, Assumed.NOT_IN_LOG, "comparison-classes")

    assert set(found.values()) == {("2 (50.0%)", "1 (25.0%)"), ("1 (25.0%)", "2 (50.0%)")}


def test_a_survey_table_moves_with_the_answer(world: World) -> None:
    make_compared(world, 2)
    spec: dict[str, Any] = {
        "id": "viewed",
        "title": "閲覧",
        "unit": "人",
        "from": "answers_q",
        "base": {"id": "answered", "sentence": "回答者", "from": "answers_q"},
        "columns": [{"id": "n", "label": "人数"}],
        "rows": [{"id": "yes", "label": "ある", "where": {"column": "q1", "eq": "yes"}}],
    }
    ReportTable.objects.create(case=world.case, table_id="viewed", spec=spec)
    note = DiscrepancyNote.objects.order_by("pk").select_related("case", "incident", "person")[0]
    Wave.objects.update(state="closed", opened_at=clock.now(), closed_at=clock.now())

    assert moved(note, Assumed.ANSWER_YES, "viewed") == {"ある": ("1", "2")}


def test_the_effect_is_a_panel_of_the_note(world: World, client: Client) -> None:
    make_compared(world, 1)
    keep_ready_made(case=world.case, by=world.by)
    note = DiscrepancyNote.objects.get()
    client.force_login(world.aoki)
    address = reverse("reports:note-effect", args=[world.case.public_id, note.public_id])

    page = client.get(reverse("reconciliation:note-show", args=[world.case.public_id, note.public_id]))

    assert address in page.content.decode()
    assert "現在のデータから数えています" in page.content.decode()
    assert "log_yes" not in client.get(address, headers={"hx-request": "true"}).content.decode()
    client.force_login(world.chiba)
    assert client.get(address).status_code == 404
