"""Tables and reports while people can still answer: the reason is said in words."""

from typing import Any

import pytest
from django.test import Client

from core.verdict import Refused
from reports import actions
from reports.content import compose, findings, issued_tables
from reports.counting import count
from reports.facts import facts_of
from reports.models import Snapshot
from tests.factories import World
from tests.reports.factories import TABLES, make_edition, make_surveyed_world

pytestmark = pytest.mark.django_db
WHO = {**TABLES[0], "id": "who", "options": None, "rows": [{"id": "all", "label": "回答者"}]}
del WHO["options"]


@pytest.fixture
def opened() -> World:
    """A surveyed world whose one wave people can still answer."""
    world = make_surveyed_world()
    world.case.waves.filter(code="w1").update(state="open", closed_at=None)
    actions.set_tables(case=world.case, tables=[*TABLES, WHO], by=world.by)
    return world


def found(edition: Any) -> Any:
    counted = count(edition.case)
    return findings(compose(edition, counted, facts_of(edition.case)), issued_tables(edition, counted), edition)


def test_each_table_that_looks_into_the_answers_names_the_open_wave_and_no_other_check(opened: World) -> None:
    tables = {table.id: table for table in count(opened.case).tables}

    for name in ("seen", "why"):
        assert [check.id for check in tables[name].failed] == ["wave_open"]
        message = tables[name].failed[0].message
        assert message.ja.startswith("「w1 第1回」の受付中です。")
        assert "受付を終えてから" in message.ja
        assert message.en.startswith("“w1 第1回” is still open.")
        assert "Close the wave first" in message.en


def test_how_many_have_answered_may_be_counted_any_time(opened: World) -> None:
    who = count(opened.case).tables[2]

    assert who.failed == ()
    assert who.cell("all", "total").n == 4


def test_a_table_of_other_waves_is_not_concerned(opened: World) -> None:
    specs = [{**table, "waves": ["w0"], "base": {**table["base"], "waves": ["w0"]}} for table in TABLES]
    actions.set_tables(case=opened.case, tables=specs, by=opened.by)

    assert {check.id for table in count(opened.case).tables for check in table.failed} & {"wave_open"} == set()


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "「w1 第1回」の受付中です"), ("en", "“w1 第1回” is still open")]
)
def test_the_freeze_is_refused_with_that_reason_once_for_all_tables(opened: World, language: str, words: str) -> None:
    edition = make_edition(opened, language=language)

    blocking = [finding for finding in found(edition) if finding.blocks]
    with pytest.raises(Refused) as refused:
        actions.freeze_now(edition=edition, by=opened.by)

    assert len(blocking) == 1
    assert "表2" in blocking[0].where or "Table 2" in blocking[0].where
    assert ("「w1 第1回」の受付中です" if language == "ja" else words) in blocking[0].message.in_language(language)
    assert "w1" in str(refused.value.reason)
    assert not Snapshot.objects.exists()


def test_after_closing_the_same_edition_freezes(opened: World) -> None:
    edition = make_edition(opened)
    wave = opened.case.waves.get(code="w1")
    opened.case.waves.update(state="closed", closed_at=wave.opened_at)

    assert actions.freeze_now(edition=edition, by=opened.by).edition == edition


def test_the_page_of_tables_says_it_in_the_readers_language(opened: World, client: Client) -> None:
    client.force_login(opened.aoki)
    url = f"/cases/{opened.case.public_id}/reports/tables/"

    assert "「w1 第1回」の受付中です" in client.get(url).content.decode()
    assert "is still open" in client.get(url, headers={"accept-language": "en"}).content.decode()
