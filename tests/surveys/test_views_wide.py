"""Rank, repeats, cascades, defaults and repeated answers on the respondent's pages, without JavaScript and with htmx."""

import html
import re

import pytest

from surveys.exports import response_table
from surveys.models import Draft, ResponseVersion
from tests.surveys.factories import answer, entered
from tests.surveys.wide import wide_wave


@pytest.fixture
def wave(world):
    return wide_wave(world.case)


def text(response):
    return html.unescape(response.content.decode())


def looks(response):
    found = re.search(r'name="looks" value="([^"]*)"', text(response))
    return found[1] if found else ""


FIRST = ["area", "site", "order", "often"]


def send(client, section, shown, values, *, go="next", mark=None):
    data = {
        "shown": shown,
        "go": go,
        "looks": mark if mark is not None else looks(client.get(f"/answer/section/{section}/")),
    }
    data |= {f"q-{name}" if not name.startswith("rows-") else name: value for name, value in values.items()}
    return client.post(f"/answer/section/{section}/", data)


def test_a_cascade_without_javascript_shows_the_page_again_with_its_choices(wave):
    client = entered(wave)
    first = client.get("/answer/section/first/")
    assert "東第一" not in text(first)

    again = send(client, "first", FIRST, {"area": "east"})

    assert again.status_code == 200
    assert "東第一" in text(again)
    assert "<西>第一" not in text(again)
    assert send(client, "first", FIRST, {"area": "east", "site": "e1"}).status_code == 302


def test_htmx_gets_the_questions_anew_when_other_choices_are_open(wave):
    client = entered(wave)
    mark = looks(client.get("/answer/section/first/"))

    changed = client.post("/answer/section/first/save/", {"shown": FIRST, "looks": mark, "q-area": "west"})
    same = client.post("/answer/section/first/save/", {"shown": FIRST, "looks": looks(changed), "q-area": "west"})

    assert "<西>第一" in text(changed)
    assert 'id="questions"' not in text(same)


def test_a_rank_is_one_list_for_each_place(wave):
    client = entered(wave)

    send(client, "first", FIRST, {"area": "east", "order": ["b", "a"]}, mark="x.y")

    assert Draft.objects.get().answers["order"] == ["b", "a"]
    page = text(client.get("/answer/section/first/"))
    assert page.count('name="q-order"') == 2
    assert re.findall(r'<option value="(\w)" selected>', page) == ["b", "a"]


def test_a_half_filled_rank_is_kept_and_asked_about(wave):
    client = entered(wave)
    mark = looks(send(client, "first", FIRST, {"area": "east"}))

    page = send(client, "first", FIRST, {"area": "east", "order": ["b", ""]}, mark=mark)

    assert page.status_code == 422
    assert Draft.objects.get().answers["order"] == ["b"]


def test_a_wording_repeats_the_answer_escaped(wave):
    client = entered(wave)
    send(client, "first", FIRST, {"area": "west", "site": "w1"}, mark="x.y")

    raw = client.get("/answer/section/second/").content.decode()

    assert "&lt;西&gt;第一でのこと" in raw
    assert "<西>" not in raw


SECOND = ["why", "from_day", "visits", "visits.0.at", "visits.0.hours"]


def test_a_default_is_shown_and_left_empty_when_it_was_cleared(wave):
    client = entered(wave)
    assert 'value="2016-04-01"' in text(client.get("/answer/section/second/"))
    assert "from_day" not in Draft.objects.get().answers

    send(client, "second", SECOND, {"from_day": "", "rows-visits": "1"}, go="back")

    assert Draft.objects.get().answers["from_day"] is None
    assert 'value="2016-04-01"' not in text(client.get("/answer/section/second/"))


def test_a_repeat_grows_and_shrinks_without_javascript(wave):
    client = entered(wave)

    added = send(
        client, "second", SECOND, {"rows-visits": "1", "visits.0.at": "8:30", "visits.0.hours": "1.5"}, go="add:visits:"
    )
    page = text(client.get("/answer/section/second/"))

    assert added.status_code == 302
    assert Draft.objects.get().answers["visits"] == [{"at": "08:30", "hours": "1.5"}, {}]
    assert 'name="q-visits.1.at"' in page
    assert "合計 1.5 時間" in page

    send(
        client,
        "second",
        [*SECOND, "visits.1.at", "visits.1.hours"],
        {"rows-visits": "2", "visits.0.at": "8:30", "visits.1.at": "9:00"},
        go="drop:visits:0",
    )
    assert Draft.objects.get().answers["visits"] == [{"at": "09:00"}]


def test_a_row_asks_what_its_own_answers_call_for_and_names_its_problems(wave):
    client = entered(wave)

    page = send(client, "second", SECOND, {"rows-visits": "1", "visits.0.hours": "3"})

    assert page.status_code == 422
    assert 'href="#ask-visits.0.at"' in text(page)
    assert 'name="q-visits.0.long"' in text(page)


def test_everything_is_submitted_reviewed_and_exported(wave):
    client = entered(wave)
    send(client, "first", FIRST, {"area": "east", "site": "e1", "order": ["a", "b"], "often": "2"}, mark="x.y")
    send(
        client,
        "second",
        SECOND,
        {"why": "x", "from_day": "2020-01-01", "rows-visits": "1", "visits.0.at": "8:30", "visits.0.hours": "1.50"},
    )
    review = text(client.get("/answer/review/"))
    assert "1. 甲" in review
    assert "訪問 1: 時刻" in review

    client.post("/answer/review/", {"base": "0"})

    expected = {
        "area": "east",
        "site": "e1",
        "order": ["a", "b"],
        "often": "2",
        "why": "x",
        "from_day": "2020-01-01",
        "visits": [{"at": "08:30", "hours": "1.5"}],
        "total": "1.5",
    }
    assert ResponseVersion.objects.get().answers == expected
    head, rows = response_table(wave)
    [row] = list(rows)
    assert dict(zip(head, row, strict=True))["visits"] == '[{"at": "08:30", "hours": "1.5"}]'
    assert dict(zip(head, row, strict=True))["order"] == "a;b"


def test_a_made_up_row_or_repeat_changes_nothing(wave):
    client = entered(wave)

    for go in ("add:area:", "add:nothing:", "drop:visits:99", "drop:visits:x", "add:"):
        assert send(client, "second", ["why"], {"why": "x"}, go=go).status_code == 302

    assert Draft.objects.get().answers == {"why": "x"}
    assert answer(client, "second", ["visits"], {}).status_code in {200, 302}
