"""Putting questions to the log: filters, pages, kept results, pins, and the trail of who looked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from core.verdict import Refused
from evidence.models import DiscrepancyNote, FactRun, RowPin, SearchRun
from evidence.queries import newest_facts
from evidence.timeline import actions, searching
from evidence.timeline.filters import SearchFilter
from tests.evidence.worlds import add_log, compare, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def facts(world: World) -> FactRun:
    run = newest_facts(world.case)
    assert run is not None
    return run


def found(world: World, **wanted: Any) -> list[str]:
    rows = searching.search(world.case, facts(world), SearchFilter(**wanted), reader=world.aoki).rows
    return [f"{row.person_no or row.login} {row.at:%m-%d %H:%M}" for row in rows]


def address(world: World, name: str, *rest: object) -> str:
    return reverse(f"evidence:{name}", args=[world.case.public_id, *rest])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["P-000 12-01 01:00", "P-001 12-02 01:01", "P-002 12-03 01:02"]),
        ({"order": "newest"}, ["P-002 12-03 01:02", "P-001 12-02 01:01", "P-000 12-01 01:00"]),
        ({"person": "P-001"}, ["P-001 12-02 01:01"]),
        ({"login": "U2"}, ["P-002 12-03 01:02"]),
        ({"first": date(2022, 12, 2), "last": date(2022, 12, 2)}, ["P-001 12-02 01:01"]),
        ({"hour_from": 10, "hour_to": 10}, ["P-000 12-01 01:00", "P-001 12-02 01:01", "P-002 12-03 01:02"]),
        ({"hour_from": 22, "hour_to": 5}, []),
        ({"system": "other"}, []),
        ({"incident": "I-1", "counted": "no"}, []),
        ({"unit": "第一課"}, ["P-002 12-03 01:02"]),
        ({"contract": "not a hash"}, []),
    ],
)
def test_a_search_finds_what_fits(world: World, wanted: dict[str, Any], expected: list[str]) -> None:
    _incident, people, _run = make_compared(world, 2)
    people[2].unit = "第一課"
    people[2].save()

    assert found(world, **wanted) == expected


def test_a_contract_is_found_by_the_code_of_the_pages(world: World) -> None:
    make_compared(world, 2)
    row = searching.search(world.case, facts(world), SearchFilter(person="P-001"), reader=world.aoki).rows[0]

    assert row.contract.startswith("k:")
    assert found(world, contract=row.contract) == ["P-001 12-02 01:01"]


def test_pages_follow_one_another_without_gap_or_repeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_compared(world, 2)
    add_log(world, [f"2022-12-10 10:00:00,u{n % 2},D{n},np" for n in range(7)])
    compare(world)
    monkeypatch.setattr(searching, "PER_PAGE", 3)
    seen, after = [], ""
    while True:
        page = searching.search(world.case, facts(world), SearchFilter(), reader=world.aoki, after=after)
        seen += [(row.sha256, row.file_row) for row in page.rows]
        if not (after := page.after):
            break

    assert (len(seen), len(set(seen))) == (10, 10)
    assert page.figures.rows == 10


def test_nobody_finds_their_own_rows(world: World) -> None:
    _incident, people, _run = make_compared(world, 2)
    people[0].user = world.aoki
    people[0].save()

    assert found(world) == ["P-001 12-02 01:01", "P-002 12-03 01:02"]


def test_each_search_is_a_line_of_the_trail_without_rows(world: World, client: Client) -> None:
    make_compared(world, 2)
    client.force_login(world.aoki)

    page = client.get(address(world, "timeline"), {"person": "P-001", "hour_from": "9"})

    event = AuditEvent.objects.get(type="evidence.log_searched")
    assert page.context["found"].figures.rows == 1
    assert event.detail == {"filter": {"person": "P-001", "hour_from": 9}, "rows": 1}


def test_a_question_says_whether_its_rows_and_its_data_are_still_the_same(world: World, client: Client) -> None:
    make_compared(world, 2)
    client.force_login(world.aoki)
    client.post(address(world, "timeline").rstrip("/") + "/save/?person=P-000", {"question": "夜間に見たか"})
    saved = SearchRun.objects.get().search
    shown = address(world, "search-show", saved.public_id)
    client.post(shown, {"conclusion": "一度だけ。"})
    same = client.get(shown).context
    add_log(world, ["2022-12-11 10:00:00,u0,E1,np"])
    compare(world)

    changed = client.get(shown).context

    assert (same["same_rows"], same["same_data"]) == (True, True)
    assert (changed["same_rows"], changed["same_data"], changed["now"].rows) == (False, False, 2)
    assert [run.conclusion for run in changed["runs"]] == ["一度だけ。", ""]


def test_a_row_is_pinned_to_a_note_by_its_owner_once_without_the_customer(world: World, client: Client) -> None:
    make_compared(world, 2)
    note = DiscrepancyNote.objects.order_by("pk")[0]
    row = searching.search(world.case, facts(world), SearchFilter(person="P-000"), reader=world.aoki).rows[0]
    client.force_login(world.aoki)
    target = {"file": row.file_id, "row": row.file_row, "target": f"note:{note.public_id}", "remark": "昼休み"}
    shown = reverse("reconciliation:note-show", args=[world.case.public_id, note.public_id])
    not_yet = client.post(address(world, "row-pin"), target)
    offered = client.get(shown).content.decode()
    nothing_yet = client.get(address(world, "timeline")).content.decode()
    owner = {"owner": world.aoki.public_id, "here": shown}
    taken = client.post(reverse("reconciliation:note-assign", args=[world.case.public_id, note.public_id]), owner)

    client.post(address(world, "row-pin"), target)
    again = client.post(address(world, "row-pin"), target)

    pin = RowPin.objects.get()
    assert (pin.note, pin.remark, pin.facts["contract"][:2]) == (note, "昼休み", "k:")
    assert (not_yet.status_code, taken.url, again.status_code) == (403, shown, 403)
    page = client.get(shown).content.decode()
    assert "昼休み" in page
    assert "確認メモの担当をそのページで引き受けると" in nothing_yet
    assert ("担当を引き受ける" in offered, "担当を引き受ける" in page) == (True, False)


def test_a_pin_is_taken_away_and_stays_in_the_trail(world: World, client: Client) -> None:
    make_compared(world, 1)
    saved = actions.save_search(case=world.case, question="問い", wanted=SearchFilter(), by=world.by)
    row = searching.search(world.case, facts(world), SearchFilter(), reader=world.aoki).rows[0]
    pin = actions.pin_row(case=world.case, row=row, search=saved, by=world.by)
    client.force_login(world.aoki)

    client.post(address(world, "row-unpin", pin.public_id))

    assert RowPin.objects.count() == 0
    assert AuditEvent.objects.filter(type="evidence.row_unpinned").count() == 1


def test_a_question_needs_words(world: World) -> None:
    with pytest.raises(Refused):
        actions.save_search(case=world.case, question=" ", wanted=SearchFilter(), by=world.by)


def test_outsiders_find_no_timeline(world: World, client: Client) -> None:
    make_compared(world, 1)
    client.force_login(world.chiba)

    assert client.get(address(world, "timeline")).status_code == 404


def test_a_filter_is_the_same_after_it_was_kept() -> None:
    wanted = SearchFilter(person="P-1", first=date(2022, 1, 1), hour_from=0, explained="no")

    assert SearchFilter.from_json(wanted.as_json()) == wanted
