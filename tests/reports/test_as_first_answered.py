"""A table counts the newest version of each answer, and on request the first one, and says so."""

import pytest
from django.test import Client

from core.actor import Actor
from reports.actions import set_tables
from reports.counting import count
from surveys.amendments.actions import decide_amendment
from tests.config.worlds import document
from tests.factories import PASSWORD, World, make_person, make_world
from tests.surveys.interviews.test_amendments import after_query
from tests.surveys.interviews.worlds import answered_wave

pytestmark = pytest.mark.django_db
SPEC = {
    "id": "viewers",
    "title": "閲覧の有無",
    "unit": "人",
    "from": "answers_np",
    "base": {"id": "answered", "sentence": "母数は回答者です。", "from": "answers_np"},
    "columns": [{"id": "total", "label": "合計"}],
    "rows": [{"id": "yes", "label": "ある", "where": {"column": "q1_viewed", "eq": "yes"}}],
}


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    make_person(world.case, "P-001")
    make_person(world.case, "P-002", affiliation="contractor")
    decide_amendment(
        amendment=after_query(world, answered_wave(world), {"q1_viewed": "no"}), accept=True, by=Actor.respondent("p")
    )
    set_tables(case=world.case, tables=[SPEC], by=world.by)
    return world


@pytest.mark.acceptance("CB-23")
def test_an_amended_answer_counts_and_the_first_one_on_request(world: World) -> None:
    now, first = count(world.case).tables[0], count(world.case, as_first_answered=True).tables[0]

    assert (now.cell("yes", "total").n, first.cell("yes", "total").n) == (0, 1)
    assert now.base.sentence.ja == "母数は回答者です。"
    assert first.base.sentence.ja == "母数は回答者です。回答は、後の訂正を含めず、最初に提出されたものを数えています。"


def test_the_command_counts_as_first_answered(world: World) -> None:
    shown = document("tables", world.case.number, "--as-first-answered")

    assert (shown["versions"], shown["tables"][0]["rows"][0]["cells"][0]["n"]) == ("first", 1)
    assert "versions" not in document("tables", world.case.number)


def test_the_page_prints_both_beside_each_other(world: World) -> None:
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    url = f"/cases/{world.case.public_id}/reports/tables/"

    pages = [client.get(f"{url}{query}").content.decode() for query in ("", "?versions=first")]

    assert ["最初に提出されたもの" in page for page in pages] == [False, True]
