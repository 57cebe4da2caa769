from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from remediation.timing import Kind, Timing, due_on, needs_review_date, parse, print_timing, print_warning
from remediation.timing.printing import _WARNINGS, Lang

TEXTS = sorted(
    {case["text"] for case in json.loads((Path(__file__).parent / "timing_cases.json").read_text(encoding="utf-8"))}
    | {
        "2023年3月末目途", "2023年2月中旬から", "2023年度上期", "2023年度第3四半期まで", "2021～2023年度", "2023年中", "年1回以上",
        "四半期ごと", "3か月ごと", "毎月10日", "毎週", "2年に1回", "2023年度～ 年1回", "2023年3月末～5月", "暫定措置を実施済",
        "2023年12月頃", "2023年3月予定", "2023年3月10日～4月",
    }
)  # fmt: skip


def _reading(timing: Timing) -> Timing:
    """The reading without its text and the words around it."""
    return replace(timing, text="", alternatives=(), warnings=(), partial=None, anchor=None)


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize(
    "text", [text for text in TEXTS if parse(text).partial is None and parse(text).kind != "event"]
)
def test_a_printed_reading_parses_to_the_same_reading(text: str, lang: Lang) -> None:
    understood = parse(text)

    again = parse(print_timing(understood, lang))

    assert _reading(again) == _reading(understood)


@pytest.mark.parametrize(
    ("text", "ja", "en"),
    [
        ("～2023年3月10日", "2023年3月10日まで", "by 10 March 2023"),
        ("~2023年3月末", "2023年3月末まで", "by end of March 2023"),
        ("2023/1～3", "2023年1月～2023年3月", "from January 2023 to March 2023"),
        ("【2021年10月実施済】", "2021年10月実施済", "done: October 2021"),
        ("【毎年3月～5月】", "毎年3月～5月", "once a year, March to May"),
        ("1回/年 (原則8月)", "毎年8月（原則）", "once a year, August (in principle)"),
        ("本報告後 すみやかに", "本報告後", "after: 本報告"),
        ("1月30日まで", "1月30日まで", "by 30 January"),
        ("今年度末まで", "今年度末まで", "by end of this fiscal year"),
        ("読めない語", "読めない語", "読めない語"),
    ],
)
def test_a_reading_is_printed_in_plain_words(text: str, ja: str, en: str) -> None:
    assert (print_timing(parse(text), "ja"), print_timing(parse(text), "en")) == (ja, en)


def test_every_warning_has_a_sentence_in_both_languages() -> None:
    assert [code for code in _WARNINGS if not (print_warning(code, "ja") and print_warning(code, "en"))] == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("～2023年3月10日", date(2023, 3, 10)),
        ("2023/12", date(2023, 12, 31)),
        ("2023/1～3", date(2023, 3, 31)),
        ("2023年2月3日", date(2023, 2, 3)),
        ("2023年度", date(2024, 3, 31)),
        ("2023年度上期", date(2023, 9, 30)),
        ("2023年6月～", date(2023, 6, 1)),
        ("実施済(2023年1月18日)", None),
        ("1月30日までに実施しました", None),
        ("年1回実施", date(2024, 3, 31)),
        ("毎年3月～5月", date(2024, 5, 31)),
        ("1回/年 (原則8月)", date(2023, 8, 31)),
        ("1回/半年", date(2023, 9, 30)),
        ("四半期ごと", date(2023, 6, 30)),
        ("毎月", date(2023, 6, 30)),
        ("都度", None),
        ("検討", None),
        ("速やかに着手", None),
        ("最終形", None),
        ("本報告後 すみやかに", None),
        ("読めない語", None),
    ],
)
def test_the_due_day_follows_from_the_kind(text: str, due: date | None) -> None:
    assert due_on(parse(text), after=date(2023, 6, 15)) == due


def test_a_recurring_measure_has_no_due_day_without_a_day_to_count_from() -> None:
    assert due_on(parse("年1回")) is None


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("検討", True),
        ("都度", True),
        ("速やかに", True),
        ("読めない語", True),
        ("3月末まで", True),
        ("-", True),
        ("2023年3月", False),
        ("2023年3月～", False),
        ("年1回", False),
        ("実施済", False),
    ],
)
def test_a_timing_without_a_due_day_needs_a_review_date(text: str, *, needed: bool) -> None:
    assert needs_review_date(parse(text)) == needed


def test_kinds_are_the_published_twenty_one() -> None:
    assert [kind.value for kind in Kind] == [
        "done",
        "on",
        "in",
        "by",
        "from",
        "period",
        "fy",
        "fy_half",
        "fy_quarter",
        "yearly",
        "half_yearly",
        "quarterly",
        "every_n",
        "as_needed",
        "event",
        "considering",
        "ongoing",
        "asap",
        "staged",
        "interim",
        "none",
    ]
