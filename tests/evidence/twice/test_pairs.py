"""Contradicting rows of two files: side by side, written down, never about oneself."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import LoginId
from accounts.text import fold_login
from audit.models import AuditEvent
from core import jobs
from evidence.models import FileOverlap, LogSource, OverlapPairs
from evidence.twice import listing, pairs
from evidence.twice.pairs import PairFilter, find_pairs, pairs_of
from tests.evidence.facts.worlds import add_rows, row
from tests.factories import World, make_person, make_world

pytestmark = pytest.mark.django_db
FIRST = [
    row("2022-12-05 09:00:00", "u1", contract="C1"),
    row("2022-12-06 09:00:00", "u2", contract="C2", action="open"),
    row("2022-12-07 23:30:00", "u3", contract="C3"),
    row("2022-12-08 09:00:00", "u4", contract="C4"),
]
SECOND = [
    row("2022-12-05 09:00:00", "u1", contract="C1", category="own"),
    row("2022-12-06 09:00:00", "u2", contract="C2", action="print", category="lr"),
    row("2022-12-07 23:30:00", "u3", contract="C3", category="own"),
    row("2022-12-07 23:30:00", "u3", contract="C3", category="lr"),
    row("2022-12-08 09:00:00", "u4", contract="C4"),
]


@pytest.fixture
def world() -> World:
    made = make_world()
    add_rows(made, FIRST)
    add_rows(made, SECOND)
    return made


def shown(world: World, **wanted: object) -> list[tuple[str, list[str]]]:
    found = FileOverlap.objects.select_related("earlier__parquet", "later__parquet", "later__case").get()
    kept = pairs_of(found)
    assert kept is not None
    rows = find_pairs(found, kept, PairFilter(**wanted), reader=world.aoki).rows  # type: ignore[arg-type]
    return [(pair.login, list(pair.differing)) for pair in rows]


def address(world: World, name: str = "overlap-rows") -> str:
    return reverse(f"evidence:{name}", args=[world.case.public_id, FileOverlap.objects.get().public_id])


def test_rows_are_paired_on_reading_and_found_by_what_differs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    every = [("u1", ["category"]), ("u2", ["category", "action"]), ("u3", ["category"]), ("u3", ["alone"])]

    assert shown(world) == every
    assert shown(world, differs="action") == every[1:2]
    assert shown(world, differs="alone") == every[3:]
    assert shown(world, login="u3", first=None) == every[2:]
    assert FileOverlap.objects.get().contradicting == 4
    found = FileOverlap.objects.select_related("earlier__parquet", "later__parquet", "later__case").get()
    kept = pairs_of(found)
    assert kept is not None
    monkeypatch.setattr(pairs, "PER_PAGE", 3)
    first = find_pairs(found, kept, PairFilter(), reader=world.aoki)
    rest = find_pairs(found, kept, PairFilter(), reader=world.aoki, after=first.after or 0)
    assert (first.total, first.differing) == (4, {"category": 3, "action": 1, "alone": 1})
    assert ([one.no for one in first.rows], [one.no for one in rest.rows], rest.after) == ([1, 2, 3], [4], None)
    # The contract is the code of the pages, the day that of the case, each line that of its file.
    pair = find_pairs(found, kept, PairFilter(contract=first.rows[1].contract), reader=world.aoki).rows[0]
    assert (pair.login, pair.contract[:2], "C2" in pair.contract) == ("u2", "k:", False)
    assert pair.earlier is not None
    assert pair.later is not None
    assert (pair.earlier.file_row, pair.later.file_row) == (3, 3)
    assert pair.later.cells == [("lr", True), ("print", True)]


def test_nobody_sees_their_own_rows(world: World) -> None:
    assert [login for login, _differing in shown(world)] == ["u1", "u2", "u3", "u3"]

    me = make_person(world.case, "P-009", user=world.aoki)
    LoginId.objects.create(person=me, system_code="cis", login="Ｕ3", login_folded=fold_login("u3"))

    assert [login for login, _differing in shown(world)] == ["u1", "u2"]


def test_each_look_and_each_file_taken_is_a_line_of_the_trail(world: World, client: Client) -> None:
    client.force_login(world.aoki)

    page = client.get(address(world), {"differs": "category", "login": "u2"})
    taken = client.post(address(world, "overlap-rows-csv") + "?login=u3")

    assert (page.status_code, page.context["pairs"].total) == (200, 1)
    assert '<mark class="differs">' in page.content.decode()
    lines = list(csv.DictReader(io.StringIO(taken.getvalue().decode("utf-8-sig"))))
    assert [list(line.values())[1] for line in lines] == ["2022-12-07T23:30:00+09:00"] * 2
    assert [list(line.values())[8] for line in lines] == ["4", ""]
    events = AuditEvent.objects.filter(type__startswith="evidence.overlap_rows").order_by("position")
    assert [(event.type[-4:], event.detail["filter"], event.detail["pairs"]) for event in events] == [
        ("read", {"differs": "category", "login": "u2"}, 1),
        ("aken", {"login": "u3"}, 2),
    ]
    wrong = client.get(address(world), {"first": "gestern"})
    assert (wrong.status_code, "pairs" in wrong.context) == (200, False)
    client.force_login(world.chiba)
    assert client.get(address(world)).status_code == 404
    assert client.post(address(world, "overlap-rows-csv")).status_code == 404


def test_rows_of_a_source_that_names_no_system_are_shown_too(world: World, client: Client) -> None:
    LogSource.objects.filter(case=world.case).update(system=None)
    client.force_login(world.aoki)

    assert client.get(address(world)).status_code == 200


def test_rows_that_are_not_paired_yet_are_paired_by_a_job_once(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pairs, listing):
        monkeypatch.setattr(module, "basis_of", lambda _overlap: "other rows than those that were paired")
    client.force_login(world.aoki)

    waiting = client.get(address(world))
    client.post(address(world))
    running = client.get(address(world)).context["job"]
    client.post(address(world))
    jobs.run_pending()
    running.refresh_from_db()

    assert (waiting.context["kept"], waiting.context["job"]) == (None, None)
    assert (running.state, running.done, running.total) == ("done", 9, 9)
    assert OverlapPairs.objects.count() == 2
    assert [login for login, _differing in shown(world)] == ["u1", "u2", "u3", "u3"]


def test_a_page_asks_the_database_as_often_for_one_pair_as_for_four(world: World, client: Client) -> None:
    client.force_login(world.aoki)
    counts = []
    for query in ({"login": "u1"}, {"login": ""}):
        with CaptureQueriesContext(connection) as asked:
            client.get(address(world), query)
        counts.append(len(asked))

    assert counts[0] == counts[1]
