"""Expressions that such plans use elsewhere, each with its reading; and what follows from a recurrence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from remediation.timing import Timing, needs_review_date, occurrences, parse, print_timing, print_warning
from remediation.timing.printing import Lang

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "timing_more.json").read_text(encoding="utf-8"))
PLAIN = {
    "understood": True, "kind": None, "start": None, "end": None, "recurrence": None, "precision": None, "partial": None,
    "anchor": None, "within": None, "done": False, "first": False, "warnings": [], "alternatives": [],
}  # fmt: skip


def _read(case: dict[str, Any]) -> Timing:
    return parse(case["text"], on=date.fromisoformat(case["on"]) if "on" in case else None)


def _name(case: dict[str, Any]) -> str:
    return f"{case['text']}@{case['on']}" if "on" in case else str(case["text"])


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_each_expression_has_its_reading(case: dict[str, Any]) -> None:
    found = _read(case)
    expected = {**PLAIN, **{key: value for key, value in case.items() if key not in {"text", "on"}}}

    shown = found.as_json() | {"alternatives": [print_timing(other, "ja") for other in found.alternatives]}

    assert {key: shown[key] for key in PLAIN} == {key: expected[key] for key in PLAIN}
    assert found.certainty in {case.get("certainty", "firm"), None}


def test_the_table_holds_far_more_than_200_expressions() -> None:
    assert len({case["text"] for case in CASES}) > 400


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("case", [case for case in CASES if case.get("understood", True)], ids=_name)
def test_what_is_printed_parses_to_the_same_reading(case: dict[str, Any], lang: Lang) -> None:
    read = _read(case)

    again = parse(print_timing(read, lang), on=date.fromisoformat(case["on"]) if "on" in case else None)

    if read.recurrence is not None or not any(code == "not_evenly" for code in read.warnings):
        assert replace(again, text="", alternatives=(), warnings=()) == replace(
            read, text="", alternatives=(), warnings=()
        )


def test_a_length_that_disagrees_with_its_dates_is_reported_in_words() -> None:
    found = parse("2023年度から2027年度までの3年間")

    assert (found.start, found.end) == (date(2023, 4, 1), date(2028, 3, 31))
    assert [print_timing(other, "ja") for other in found.alternatives] == ["2023年度～2025年度"]
    assert [print_warning(code, "en") for code in found.warnings] == [
        "The text writes 3 years, but from start to end it is 5 years."
    ]
    assert [print_warning(code, "ja") for code in found.warnings] == [
        "「3年間」と書かれていますが、始まりから終わりまでは5年間です。"
    ]


def _due(text: str, since: str, until: str, **also: Any) -> list[str]:
    found = occurrences(parse(text), since=date.fromisoformat(since), until=date.fromisoformat(until), **also)
    return [one.due_on.isoformat() for one in found]


def test_every_three_months_from_the_end_of_december_ends_with_each_month() -> None:
    assert _due("2023年12月31日を初回として3か月ごと", "2023-12-01", "2025-01-31") == [
        "2023-12-31",
        "2024-03-31",
        "2024-06-30",
        "2024-09-30",
        "2024-12-31",
    ]


@pytest.mark.parametrize(
    ("text", "since", "until", "due"),
    [
        ("毎月末", "2024-01-15", "2024-04-30", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("毎月30日", "2023-01-31", "2023-04-30", ["2023-02-28", "2023-03-30", "2023-04-30"]),
        ("毎月", "2023-02-10", "2023-03-31", ["2023-02-28", "2023-03-31"]),
        ("隔月", "2023-02-10", "2023-08-31", ["2023-03-31", "2023-05-31", "2023-07-31"]),
        ("2023年4月から3か月ごと", "2023-01-01", "2023-12-31", ["2023-06-30", "2023-09-30", "2023-12-31"]),
        ("2023年4月を初回として3か月ごと", "2023-01-01", "2023-12-31", ["2023-04-30", "2023-07-31", "2023-10-31"]),
        ("年1回", "2023-04-01", "2025-03-31", ["2024-03-31", "2025-03-31"]),
        ("半年に1回", "2023-04-01", "2024-03-31", ["2023-09-30", "2024-03-31"]),
        ("四半期ごと", "2023-05-01", "2023-12-31", ["2023-06-30", "2023-09-30", "2023-12-31"]),
        ("年2回（4月・10月）", "2023-05-01", "2024-04-30", ["2023-10-31", "2024-04-30"]),
        ("毎年3月～5月", "2023-06-01", "2025-12-31", ["2024-05-31", "2025-05-31"]),
        ("毎年11月～2月", "2023-01-01", "2024-12-31", ["2023-02-28", "2024-02-29"]),
        ("毎年4月1日", "2023-04-02", "2025-04-01", ["2024-04-01", "2025-04-01"]),
        ("毎月10日", "2023-01-11", "2023-03-10", ["2023-02-10", "2023-03-10"]),
        ("毎月第1月曜日", "2023-01-01", "2023-03-31", ["2023-01-02", "2023-02-06", "2023-03-06"]),
        ("毎月第5月曜日", "2023-01-01", "2023-05-31", ["2023-01-30", "2023-05-29"]),
        ("毎月第2営業日", "2023-04-01", "2023-06-30", ["2023-04-04", "2023-05-02", "2023-06-02"]),
        ("毎月最終営業日", "2023-04-01", "2023-04-30", ["2023-04-28"]),
        ("毎週金曜", "2023-04-01", "2023-04-15", ["2023-04-07", "2023-04-14"]),
        ("隔週", "2023-04-03", "2023-05-01", ["2023-04-09", "2023-04-23"]),
        ("2年に1回", "2023-04-01", "2027-03-31", ["2025-03-31", "2027-03-31"]),
        ("2023年度～2024年度 年1回", "2023-01-01", "2030-01-01", ["2024-03-31", "2025-03-31"]),
        ("年5回", "2023-04-01", "2027-03-31", []),
        ("2023年3月", "2023-01-01", "2027-03-31", []),
    ],
)
def test_occurrences_are_due_on_their_last_day(text: str, since: str, until: str, due: list[str]) -> None:
    assert _due(text, since, until) == due


def test_the_second_business_day_asks_the_calendar() -> None:
    golden_week = {date(2023, 5, 1), date(2023, 5, 2), date(2023, 5, 3), date(2023, 5, 4), date(2023, 5, 5)}

    found = _due(
        "毎月第2営業日", "2023-05-01", "2023-05-31", is_open=lambda day: day.weekday() < 5 and day not in golden_week
    )

    assert found == ["2023-05-09"]


def test_occurrences_of_a_recurrence_do_not_depend_on_the_window_they_are_asked_in() -> None:
    counted_from = date(2023, 2, 10)
    for text in ("隔月", "3か月ごと", "隔週", "2年に1回", "10日ごと", "毎月第2営業日", "年2回（4月・10月）"):
        whole = _due(text, "2023-02-10", "2027-12-31", counted_from=counted_from)
        later = _due(text, "2025-07-01", "2027-12-31", counted_from=counted_from)

        assert later == [day for day in whole if day >= "2025-07-01"]


def test_a_count_that_does_not_divide_its_year_needs_a_review_date() -> None:
    assert (needs_review_date(parse("年5回")), needs_review_date(parse("年4回"))) == (True, False)
