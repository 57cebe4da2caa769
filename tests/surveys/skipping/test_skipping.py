"""Reasons for not answering: on the respondent's page, in files, in tables, on the list for interviews."""

import html
import re

import pytest

from reports.counting import count_afresh
from surveys import actions
from surveys.exports import response_table
from surveys.interviews.listing import define_rule, matches
from surveys.models import ResponseVersion
from surveys.results.taking.codebook import entries_of
from tests.factories import make_person
from tests.surveys.factories import answer, entered, make_version, make_wave
from tests.surveys.workbooks import YES_NO, workbook

pytestmark = pytest.mark.django_db
SURVEY = [
    ("type", "name", "label::日本語 (ja)", "label::English (en)", "required", "skip_reasons"),
    ("begin group", "when", "いつのことか", "When it was"),
    ("date", "day", "いつでしたか。", "When was it?", "yes", "yes"),
    ("select_one yes_no", "told", "伝えましたか。", "Did you tell it?", "yes"),
    ("begin repeat", "visits", "訪問", "Visits"),
    ("text", "place", "どこでしたか。", "Where?", "", "prefer_interview"),
    ("end repeat",),
    ("end group",),
]
TOLD = {"told": "no"}
WHY = {
    "id": "why",
    "title": "日を答えなかった理由",
    "unit": {"ja": "人", "en": "people"},
    "from": "answers_skipping",
    "base": {
        "id": "without",
        "sentence": "日を答えなかった人を母数とする。",
        "from": "answers_skipping",
        "where": {"column": "day", "answered": False},
    },
    "columns": [{"id": "all", "label": "計"}],
    "options": {
        "question": "day_skip",
        "kind": "single",
        "choices": [
            {"code": "dont_remember", "label": "覚えていない"},
            {"code": "not_applicable", "label": "自分にはあてはまらない"},
            {"code": "prefer_interview", "label": "面談で話したい"},
        ],
    },
}


@pytest.fixture
def version(world, tmp_path):
    return make_version(world.case, path=workbook(tmp_path, survey=SURVEY, choices=YES_NO), code="skipping")


def text(response):
    return html.unescape(response.content.decode())


def test_a_respondent_says_why_instead_of_answering(world, version):
    client = entered(make_wave(world.case, version=version))
    page = text(client.get("/answer/section/when/"))
    shown = re.findall(r'name="shown" value="([^"]*)"', page)
    assert shown == ["day", "day_skip", "told", "visits", "visits.0.place", "visits.0.place_skip"]
    assert ("答えられないときは、理由をお選びください。" in page, "自分にはあてはまらない" in page) == (True, True)
    assert "どちらでもないとき" not in page  # the reasons are its choices, and set apart from nothing

    without = answer(client, "when", shown, TOLD)
    given = answer(client, "when", shown, TOLD | {"day_skip": "not_applicable"})

    assert (without.status_code, given.status_code) == (422, 302)
    review = text(client.get("/answer/review/"))
    assert ("自分にはあてはまらない" in review, "まだ答えていません" in review) == (True, False)
    assert client.post("/answer/review/", {"base": "0"}).status_code == 302
    assert ResponseVersion.objects.get().answers == TOLD | {"day_skip": "not_applicable"}


def test_an_answer_that_came_after_all_goes_before_the_reason(world, version):
    client = entered(make_wave(world.case, version=version))
    shown = ["day", "day_skip", "told", "visits"]

    answer(client, "when", shown, TOLD | {"day": "2022-12-01", "day_skip": "not_applicable"})

    review = text(client.get("/answer/review/"))
    assert ("2022-12-01" in review, "自分にはあてはまらない" in review) == (True, False)
    client.post("/answer/review/", {"base": "0"})
    assert ResponseVersion.objects.get().answers == TOLD | {"day": "2022-12-01"}


@pytest.fixture
def closed(world, version):
    make_person(world.case, "P-003")
    make_person(world.case, "P-004")
    wave = make_wave(world.case, mode="import", version=version)
    said = {
        "P-001": {"day": "2022-12-01"},
        "P-002": {"day_skip": "dont_remember"},
        "P-003": {"day_skip": "prefer_interview"},
        "P-004": {"day": "2022-12-02", "visits": [{"place_skip": "prefer_interview"}]},
    }
    for no, answers in said.items():
        person = world.case.roster.people.get(no=no)
        actions.record_answers(wave=wave, person=person, answers=TOLD | answers, mode="import", by=world.by)
    return actions.close_wave(wave=wave, by=world.by)


def test_reasons_are_counted_with_the_base_named(world, closed):
    (table,) = count_afresh(world.case, [WHY]).tables

    assert {row.id: row.cells[0].n for row in table.rows} == {
        "dont_remember": 1,
        "not_applicable": 0,
        "prefer_interview": 1,
    }
    assert table.base.sentence.ja == "日を答えなかった人を母数とする。"
    assert [check.id for check in table.checks if not check.ok] == []


def test_reasons_stand_in_files_and_in_the_codebook(closed):
    head, rows = response_table(closed)

    place = head.index("day_skip")
    assert [row[place] for row in rows] == ["", "dont_remember", "prefer_interview", ""]
    entry = next(one for one in entries_of(closed) if one.name == "day_skip")
    assert entry.label == "いつでしたか。 / 答えられないときは、理由をお選びください。"
    assert ([code for code, _label in entry.choices], entry.required) == (
        ["dont_remember", "not_applicable", "prefer_interview"],
        False,
    )


@pytest.mark.acceptance("CB-23")
def test_whoever_would_rather_explain_is_listed_wherever_it_was_said(world, closed):
    made = define_rule(case=world.case, code="wish", kind="wish", reason="本人が面談を希望", wave=closed, by=world.by)

    assert [match.person.no for match in matches(made)] == ["P-003", "P-004"]


def test_one_reason_can_be_a_rule_of_its_own(world, closed):
    forgot = {"question": "day_skip", "holds": "any", "values": ["dont_remember"]}
    made = define_rule(
        case=world.case,
        code="forgot",
        kind="answers",
        reason="日を覚えていない",
        wave=closed,
        conditions=[forgot],
        by=world.by,
    )

    assert [match.person.no for match in matches(made)] == ["P-002"]
