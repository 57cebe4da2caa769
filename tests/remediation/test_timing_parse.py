from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remediation.timing import Kind, Timing, parse
from remediation.timing.normalise import normalise

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "timing_cases.json").read_text(encoding="utf-8"))


@pytest.mark.acceptance(
    "CG-29", "CG-30", "CG-31", "CG-32", "TH-37", "TH-38", "TH-39", "TH-40", "TH-41", "TH-42", "TH-43", "CB-53", "CB-54",
    "CB-55", "CB-56", "CB-57", "CB-58", "KY-44", "KY-45", "KY-46", "KY-47", "KY-48", "KY-49", "KY-50",
)  # fmt: skip
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_each_published_expression_is_understood_exactly(case: dict[str, Any]) -> None:
    expected = {"warnings": [], **case}

    found = parse(case["text"]).as_json()

    assert {"understood": True, **expected} == {"understood": found["understood"]} | {
        key: found[key] for key in expected
    }


def test_there_are_86_published_occurrences() -> None:
    assert len(CASES) == 86


@pytest.mark.parametrize(
    ("text", "on", "end"),
    [
        ("1月30日までに実施しました", date(2023, 2, 10), date(2023, 1, 30)),
        ("16日完了", date(2023, 2, 3), date(2023, 1, 16)),
        ("21日完了", date(2023, 1, 27), date(2023, 1, 21)),
        ("12月実施済", date(2023, 2, 10), date(2022, 12, 31)),
        ("12月", date(2023, 2, 10), date(2023, 12, 31)),
        ("1月末まで", date(2022, 12, 20), date(2023, 1, 31)),
        ("今年度末まで", date(2023, 2, 10), date(2023, 3, 31)),
        ("年度末まで", date(2023, 2, 10), date(2023, 3, 31)),
        ("年内に", date(2023, 2, 10), date(2023, 12, 31)),
        ("来年3月", date(2023, 2, 10), date(2024, 3, 31)),
    ],
)
def test_a_missing_year_comes_from_the_reference_date(text: str, on: date, end: date) -> None:
    assert (parse(text, on=on).end, parse(text, on=on).warnings) == (end, ("year_from_reference",))
    assert (parse(text).end, parse(text).warnings) == (None, ("year_unknown",))


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("令和元年5月", "in", date(2019, 5, 1), date(2019, 5, 31)),
        ("R5.3.10", "on", date(2023, 3, 10), date(2023, 3, 10)),
        ("令和五年一月十六日", "on", date(2023, 1, 16), date(2023, 1, 16)),
        ("20２３年　３月", "in", date(2023, 3, 1), date(2023, 3, 31)),
        ("2023年 3月 10日", "on", date(2023, 3, 10), date(2023, 3, 10)),
        ("〜2023年3月末", "by", None, date(2023, 3, 31)),
        ("2023年3月末目途", "by", None, date(2023, 3, 31)),
        ("2023年2月上旬", "in", date(2023, 2, 1), date(2023, 2, 10)),
        ("2023年2月中旬から順次", "from", date(2023, 2, 11), None),
        ("2023年2月下旬", "in", date(2023, 2, 21), date(2023, 2, 28)),
        ("2023年度上期", "fy_half", date(2023, 4, 1), date(2023, 9, 30)),
        ("2023年度下期", "fy_half", date(2023, 10, 1), date(2024, 3, 31)),
        ("2023年度第4四半期", "fy_quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ("2022年12月～3月", "period", date(2022, 12, 1), date(2023, 3, 31)),
        ("2021～2023年度", "period", date(2021, 4, 1), date(2024, 3, 31)),
        ("2023年1月27～30日", "period", date(2023, 1, 27), date(2023, 1, 30)),
        ("2023年4月から6月まで", "period", date(2023, 4, 1), date(2023, 6, 30)),
        ("実施済(2023年1月18日、25日)", "done", date(2023, 1, 25), date(2023, 1, 25)),
        ("2023/1/27 ・ 実施済", "done", date(2023, 1, 27), date(2023, 1, 27)),
        ("by end of March 2023", "by", None, date(2023, 3, 31)),
        ("by 31 March 2023", "by", None, date(2023, 3, 31)),
        ("from April 2023", "from", date(2023, 4, 1), None),
        ("FY2023", "fy", date(2023, 4, 1), date(2024, 3, 31)),
        ("second half of FY2023", "fy_half", date(2023, 10, 1), date(2024, 3, 31)),
        ("from March to May 2023", "period", date(2023, 3, 1), date(2023, 5, 31)),
        ("done (26 January 2023)", "done", date(2023, 1, 26), date(2023, 1, 26)),
        ("promptly after this report", "event", None, None),
        ("under consideration", "considering", None, None),
        ("システム改修後", "event", None, None),
        ("改修が完了次第", "event", None, None),
    ],
)
def test_other_ways_to_write_it_are_understood(text: str, kind: str, start: date | None, end: date | None) -> None:
    found = parse(text)

    assert (found.understood, found.kind, found.start, found.end) == (True, kind, start, end)


@pytest.mark.parametrize(
    ("text", "kind", "recurrence"),
    [
        ("毎年3月～5月", "yearly", "FREQ=YEARLY;BYMONTH=3,4,5"),
        ("毎年11月～2月", "yearly", "FREQ=YEARLY;BYMONTH=11,12,1,2"),
        ("1回/年 (原則8月)", "yearly", "FREQ=YEARLY;BYMONTH=8"),
        ("年1回", "yearly", "FREQ=YEARLY"),
        ("1回/半年", "half_yearly", "FREQ=MONTHLY;INTERVAL=6"),
        ("四半期ごと", "quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("3か月に1回", "every_n", "FREQ=MONTHLY;INTERVAL=3"),
        ("隔月", "every_n", "FREQ=MONTHLY;INTERVAL=2"),
        ("毎月10日", "every_n", "FREQ=MONTHLY;BYMONTHDAY=10"),
        ("毎週", "every_n", "FREQ=WEEKLY"),
        ("2年に1回", "every_n", "FREQ=YEARLY;INTERVAL=2"),
        ("every year in March to May", "yearly", "FREQ=YEARLY;BYMONTH=3,4,5"),
        ("every two weeks", "every_n", "FREQ=WEEKLY;INTERVAL=2"),
    ],
)
def test_a_recurrence_carries_its_rule(text: str, kind: str, recurrence: str) -> None:
    assert (parse(text).kind, parse(text).recurrence) == (kind, recurrence)


def test_a_recurrence_may_begin_on_a_day() -> None:
    found = parse("2023年度～ 年1回")

    assert (found.kind, found.start) == (Kind.YEARLY, date(2023, 4, 1))


@pytest.mark.parametrize(
    ("text", "end", "before"),
    [
        ("2023年3月末から6月末に延期", date(2023, 6, 30), date(2023, 3, 31)),
        ("2023年6月（当初2023年3月）", date(2023, 6, 30), date(2023, 3, 31)),
        ("2023/3→2023/6", date(2023, 6, 30), date(2023, 3, 31)),
    ],
)
def test_a_revised_date_keeps_the_earlier_one_beside_it(text: str, end: date, before: date) -> None:
    found = parse(text)

    assert (found.end, [other.end for other in found.alternatives]) == (end, [before])


def test_year_and_fiscal_year_are_not_confused() -> None:
    assert (parse("2023年～").start, parse("2023年度～").start) == (date(2023, 1, 1), date(2023, 4, 1))


def test_the_fiscal_year_begins_where_the_organisation_says() -> None:
    found = parse("2023年度", fiscal_start=1)

    assert (found.start, found.end) == (date(2023, 1, 1), date(2023, 12, 31))


def test_half_of_a_plain_year_is_left_open_with_both_readings() -> None:
    found = parse("2023年上期")

    assert (found.understood, found.kind, found.warnings) == (False, None, ("year_or_fiscal_year",))
    assert [(other.start, other.end) for other in found.alternatives] == [
        (date(2023, 4, 1), date(2023, 9, 30)),
        (date(2023, 1, 1), date(2023, 6, 30)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "2023",
        "2023/13",
        "2023年2月30日",
        "2023年2月29日まで",
        "①2023年3月",
        "2023年3月²",
        "2023/1 /3",
        "30日以内",
        "1年以内に",
        "2023年3月未実施",
        "検討済み?",
        "実施",
        "その後速やかに",
        "2023年1月 2023年3月",
        "実施済（2023年1月）、2023年3月",
        "2023年5月～2023年3月",
        "5年3月まで",
        "2023年5月まで継続",
        "2023年3月末まで一時停止",
        "経済",
        "あ" * 500,
    ],
)
def test_what_is_not_understood_is_said_and_not_guessed(text: str) -> None:
    found = parse(text)

    assert (found.understood, found.kind, found.start, found.end, len(found.warnings)) == (False, None, None, None, 1)


@pytest.mark.parametrize(
    ("text", "kind", "done"),
    [
        ("16日完了", "done", True),
        ("2023年3月完了", "done", True),
        ("2023年3月末実施済", "done", True),
        ("2023年3月末までに実施しました", "by", True),
        ("2023年3月までに完了", "by", False),
        ("2023年3月完了予定", "in", False),
        ("2023年3月末完了目途", "by", False),
        ("2023年4月までに設置完了予定", "by", False),
        ("completed by 30 January 2023", "by", True),
        ("to be completed by 30 January 2023", "by", False),
    ],
)
def test_what_is_only_to_be_completed_is_not_done(text: str, kind: str, *, done: bool) -> None:
    assert (parse(text).kind, parse(text).done) == (kind, done)


def test_a_plan_that_claims_to_be_done_is_not_understood() -> None:
    assert parse("2023年3月実施済、予定").understood is False


def test_the_text_stays_untouched() -> None:
    assert parse("　2023年３月　").text == "　2023年３月　"


def test_a_wrong_weekday_is_pointed_out() -> None:
    assert (parse("2023年3月10日（金）").warnings, parse("2023年3月10日（木）").warnings) == ((), ("weekday_differs",))


PIECES = st.sampled_from(
    [
        *"0123456789０１２年月日度末～~〜/.-（）()・、 　〇一二三十元",
        *[
            "令和",
            "平成",
            "昭和",
            "R",
            "H",
            "上旬",
            "下旬",
            "上期",
            "四半期",
            "第1",
            "まで",
            "から",
            "以降",
            "実施済",
            "予定",
        ],
        *[
            "毎年",
            "年1回",
            "ごと",
            "都度",
            "検討",
            "速やかに",
            "当初",
            "に変更",
            "→",
            "今年度",
            "March",
            "FY",
            "2023",
            "by ",
        ],
        *[
            "'23",
            "FY23",
            "20230401",
            "3年間",
            "か月間",
            "前半",
            "翌年",
            "同年",
            "初回",
            "を初回として",
            "だったが",
            "毎月",
            "第2営業日",
        ],
        *[
            "中旬",
            "23年",
            "おき",
            "時",
            "以内",
            "（",
            "）",
            "\n",
            "①",
            "：",
            "期限",
            "以前",
            "次年度",
            "再来月",
            "月末",
            "年2回",
        ],
        *[
            "next month",
            "this fiscal year",
            "first half of ",
            "2Q",
            "every Monday",
            "for 3 years",
            "twice a ",
            "半ば",
            "夏",
        ],
        *["from ", " to ", "Q1", "H2", "every ", "once a ", "year", "end of ", "done", "後", "次第", "12", "31"],
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join))


@settings(max_examples=600, deadline=None)
@given(TEXTS, st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2190, 1, 1))), st.integers(1, 12))
def test_no_text_raises_and_every_reading_survives_json(text: str, on: date | None, fiscal_start: int) -> None:
    found = parse(text, on=on, fiscal_start=fiscal_start)

    assert found.text == text
    assert Timing.from_json(json.loads(json.dumps(found.as_json()))) == found
    assert found.understood == (found.kind is not None)


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_no_date_is_understood_that_the_text_does_not_contain(text: str) -> None:
    found = parse(text)
    years = _years_written(normalise(text))

    counted = {found.end} if "end_from_length" in found.warnings else set()
    for day in (found.start, found.end):
        if day is not None and day not in counted:
            assert day.year in years
    if found.precision == "day" and found.end is not None and found.end == found.start and found.partial is None:
        numbers = re.findall("[0-9]+", normalise(text))
        days = {str(int(number)) for number in numbers} | {
            str(int(number[-2:])) for number in numbers if len(number) == 8
        }
        assert str(found.end.day) in days | _ends(text)


def _years_written(text: str) -> set[int]:
    """Years of the text, and the year after each (fiscal years and windows over the new year end there)."""
    first = {"M": 1868, "明治": 1868, "T": 1912, "大正": 1912, "S": 1926, "昭和": 1926, "H": 1989, "平成": 1989}
    eras = first | {"R": 2019, "令和": 2019}
    found = {int(year) for year in re.findall("(?<![0-9])[0-9]{4}(?![0-9])", text)}
    for era, year in re.findall(f"({'|'.join(eras)})([0-9]{{1,2}}|元)", text):
        found.add(eras[era] + (1 if year == "元" else int(year)) - 1)
    found |= {
        2000 + int(year)
        for year in re.findall("(?:'|FY ?'?|fiscal(?: year)? '?)([0-9]{2})(?![0-9])", text, re.IGNORECASE)
    }
    found |= {int(year) for year in re.findall("(?<![0-9])([0-9]{4})[0-9]{4}(?![0-9])", text)}
    return found | {year + 1 for year in found} | {year - 1 for year in found}


def _ends(text: str) -> set[str]:
    return {"28", "29", "30", "31", "10", "20"} if "末" in text or "end" in text else set()
