# ruff: noqa: S314 -- the charts are our own
from __future__ import annotations

import re
from datetime import date
from xml.etree.ElementTree import fromstring

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.charts import GanttRow, Series, Stretch, for_print, gantt, line_chart
from engines.charts.gantt import span
from engines.charts.svg import shortened

TODAY = date(2023, 6, 30)
WORDS = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20)
DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def _gantt(rows: list[GanttRow]) -> str:
    return gantt(rows, today=TODAY, today_word="今日", title="工程表", description="説明")


def _texts(chart: str) -> list[str]:
    return ["".join(found.itertext()) for found in fromstring(chart).iter("text")]


@given(WORDS, WORDS, st.lists(st.integers(0, 100_000), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_words_and_numbers_make_one_well_formed_chart(title: str, label: str, values: list[int]) -> None:
    chart = line_chart([Series(label, values)], ["1"] * max(len(values), 1), title=f"t{title}", description="説明")

    assert fromstring(chart).get("role") == "img"
    assert fromstring(chart).get("aria-label") == f"t{title}。説明"
    assert "style=" not in chart


@given(st.lists(st.tuples(WORDS, DAYS, DAYS), max_size=12))
@settings(max_examples=40, deadline=None)
def test_every_bar_lies_inside_the_picture(rows: list[tuple[str, date, date]]) -> None:
    chart = fromstring(_gantt([GanttRow(w, Stretch(min(a, b), max(a, b)), None) for w, a, b in rows]))
    width = float((chart.get("viewBox") or "").split()[2])

    bars = [(float(r.get("x", 0)), float(r.get("width", 0))) for r in chart.iter("rect")]
    assert [bar for bar in bars if bar[0] < 0 or bar[0] + bar[1] > width + 0.2] == []


def test_words_cannot_leave_their_place() -> None:
    chart = _gantt([GanttRow("<script>&\"'", None, None, note="</svg>")])

    assert "<script" not in chart
    assert _texts(chart)[-3:-1] == ["<script>&\"'", "</svg>"]


def test_the_plan_stands_beside_what_happened() -> None:
    chart = fromstring(
        _gantt([GanttRow("研修", Stretch(date(2023, 4, 1), date(2023, 5, 31)), Stretch(date(2023, 4, 15)), "g-late")])
    )

    assert [bar.get("class") for bar in chart.iter("rect")] == ["g-plan", "g-late"]


def test_a_stretch_without_an_end_is_drawn_open_to_the_end_of_the_chart() -> None:
    rows = [GanttRow("点検", Stretch(date(2023, 4, 1)), None), GanttRow("", Stretch(TODAY, date(2023, 9, 3)), None)]
    chart = fromstring(_gantt(rows))

    assert [bar.get("class") for bar in chart.iter("rect")] == ["g-stripe", "g-open", "g-plan"]
    assert span(rows, TODAY) == (date(2023, 4, 1), date(2023, 9, 30))


def test_labels_at_the_end_of_curves_do_not_stand_on_each_other() -> None:
    chart = line_chart(
        [Series("申告 11", [0, 11]), Series("確認 11", [0, 11], "l2")], ["1月", "2月"], title="t", description=""
    )

    heights = [float(y) for y in re.findall(r'y="([\d.]+)" text-anchor="start" class="em"', chart)]
    assert heights[1] - heights[0] >= 14


def test_the_printed_chart_is_the_same_with_its_colours_inside() -> None:
    chart = line_chart([Series("a", [1, 2])], ["1", "2"], title="t", description="d")

    printed = for_print(chart)

    assert fromstring(printed).find("{http://www.w3.org/2000/svg}style") is not None
    assert re.sub(r"<style>.*?</style>", "", printed).replace(' xmlns="http://www.w3.org/2000/svg"', "") == chart


def test_long_words_are_cut_where_they_end_to_fit() -> None:
    assert (shortened("研修", 100), shortened("研修を行い記録する", 50)) == ("研修", "研修を…")


def test_the_same_data_give_the_same_bytes() -> None:
    rows = [GanttRow("研修", Stretch(date(2023, 4, 1), date(2023, 5, 31)), None)]

    assert _gantt(rows) == _gantt(list(rows))
