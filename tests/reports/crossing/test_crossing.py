"""Any question by anything the roster says: counted by the one engine, after closing, kept as a table."""

from datetime import date

import pytest

from audit.models import AuditEvent
from core.verdict import Refused
from engines.tables import suppress
from reports.counting import count, count_one
from reports.crossing.actions import keep_crossing
from reports.crossing.source import Words, groups_of, options_of, sources_of
from reports.crossing.specs import crossing_spec
from reports.models import ReportTable
from surveys.models import QuestionnaireVersion
from tests.factories import make_person
from tests.reports.factories import DEFINITION, make_answer, make_surveyed_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_surveyed_world()
    definition = {**DEFINITION, "sections": [dict(DEFINITION["sections"][0])]}
    questions = [dict(question) for question in definition["sections"][0]["questions"]]
    questions[0]["choices"] = [{"name": "yes", "label": {"ja": "はい"}}, {"name": "no", "label": {"ja": "いいえ"}}]
    questions[1]["choices"] = [{"name": "asked", "label": {"ja": "頼まれた"}}, {"name": "other", "label": {"ja": "他"}}]
    questions.append({"name": "times", "type": "integer", "label": {"ja": "回数"}})
    definition["sections"][0]["questions"] = questions
    QuestionnaireVersion.objects.update(definition=definition)
    return world


def spec_of(world, column, by, *, joined="", **facts):
    source = sources_of(world.case)[0]
    waves = [wave.code for wave in source.waves]
    question = source.questions[column]
    return crossing_spec(
        name=f"x-{column}-{by}",
        questionnaire=source.code,
        waves=waves,
        question=question,
        options=options_of(world.case, source, waves, question),
        groups=groups_of(world.case, waves, by, joined),
        by=Words("所属", "Affiliation"),
        **facts,
    )


def numbers(table):
    return {row.id: [cell.n for cell in row.cells] for row in table.rows}


def url(world, query=""):
    return f"/cases/{world.case.public_id}/reports/crossing/{query}"


def test_single_answers_add_up_to_the_base_in_every_part(world):
    table = count_one(world.case, spec_of(world, "seen", "affiliation"))

    assert numbers(table) == {"yes": [2, 1, 3], "no": [1, 0, 1], "base": [3, 1, 4]}
    assert (table.failed, [str(cell.p) for cell in table.rows[0].cells]) == ((), ["66.7", "100", "75.0"])
    assert "この設問に回答した" in table.base.sentence.ja


def test_of_several_answers_each_person_counts_once_in_each_line_and_the_base(world):
    table = count_one(world.case, spec_of(world, "why", "affiliation"))

    assert numbers(table) == {"asked": [2, 0, 2], "other": [1, 1, 2], "base": [2, 1, 3]}
    assert any("複数回答" in note.ja for note in table.notes)


def test_the_base_may_be_everybody_who_answered_the_survey(world):
    table = count_one(world.case, spec_of(world, "why", "affiliation", of_respondents=True))

    assert numbers(table)["base"] == [3, 1, 4]


def test_people_are_told_apart_by_the_day_they_joined(world):
    for no, day in (("P-1", date(2019, 3, 31)), ("P-2", date(2019, 4, 1))):
        world.case.roster.people.filter(no=no).update(joined_on=day)

    table = count_one(world.case, spec_of(world, "seen", "joined", joined="2019-04-01"))

    assert numbers(table)["yes"] == [1, 1, 1, 3]


def test_many_departments_stand_in_rows_and_add_up(world):
    wave = world.case.waves.get(code="w1")
    for number in range(10, 20):
        make_answer(wave, make_person(world.case, f"Q-{number}", unit=f"第{number}課"), seen="yes")

    table = count_one(world.case, spec_of(world, "seen", "person_unit"))

    assert (len(table.rows), numbers(table)["total"], table.failed) == (12, [13, 1, 14], ())


def test_numbers_are_counted_in_what_was_answered(world):
    wave = world.case.waves.get(code="w1")
    for place, person in enumerate(world.case.roster.people.filter(no__in=["P-1", "P-2", "P-3"]).order_by("no")):
        make_answer(wave, person, seen="yes", times=[1, 5, 5][place])

    assert numbers(count_one(world.case, spec_of(world, "times", "affiliation"))) == {
        "v1": [1, 0, 1],
        "v2": [2, 0, 2],
        "base": [3, 0, 3],
    }


def test_many_different_numbers_are_counted_in_four_parts_that_add_up(world):
    wave = world.case.waves.get(code="w1")
    for number in range(20):
        make_answer(wave, make_person(world.case, f"N-{number:02}"), seen="yes", times=number * 10)

    table = count_one(world.case, spec_of(world, "times", "mode"))

    assert [cells[-1] for cells in numbers(table).values()] == [5, 5, 5, 5, 20]


def test_small_numbers_are_hidden_with_those_that_would_betray_them(world):
    shown = suppress(count_one(world.case, spec_of(world, "seen", "affiliation")), below=3)

    assert numbers(count_one(world.case, spec_of(world, "seen", "affiliation")))["yes"] == [2, 1, 3]
    assert numbers(shown)["yes"] == [None, None, None]


def test_a_crossing_is_kept_as_a_table_and_recorded(world):
    before = ReportTable.objects.count()
    spec = spec_of(world, "seen", "affiliation")

    keep_crossing(case=world.case, spec=spec, by=world.by)

    assert (ReportTable.objects.count(), count(world.case).tables[-1].id) == (before + 1, "x-seen-affiliation")
    assert AuditEvent.objects.get(type="reports.table_kept").detail == {"table": "x-seen-affiliation"}
    with pytest.raises(Refused):
        keep_crossing(case=world.case, spec=spec, by=world.by)


def test_while_a_wave_is_open_nothing_of_it_is_crossed(client, world):
    spec = spec_of(world, "seen", "affiliation")
    world.case.waves.update(state="open", closed_at=None)
    client.force_login(world.aoki)

    assert sources_of(world.case) == []
    assert client.get(url(world, "?question=seen&by=affiliation&base=answerers")).context.get("table") is None
    with pytest.raises(Refused):
        keep_crossing(case=world.case, spec=spec, by=world.by)


def test_the_page_counts_and_keeps(client, world):
    client.force_login(world.aoki)
    asked = {"survey": "np", "question": "seen", "by": "affiliation", "base": "answerers", "below": "0"}

    table = client.get(url(world), asked).context["table"]
    kept = client.post(url(world, "keep/"), asked)

    assert [row.cells[-1].count for row in table.rows] == ["3", "1", "4"]
    assert (kept.status_code, ReportTable.objects.filter(table_id__startswith="x-seen").count()) == (302, 1)


def test_outsiders_find_no_such_page(client, world):
    client.force_login(world.chiba)

    assert client.get(url(world)).status_code == 404
