"""The days of a fiscal year as squares."""

from __future__ import annotations

from datetime import date

import pytest

from evidence.heat import Year, begin_late, fiscal_year, squares, years_of
from evidence.person_log import Span, short_hash
from evidence.timeline.strip import steps_of

SPANS = [Span(date(2022, 11, 20), date(2023, 1, 20))]


@pytest.mark.parametrize(
    ("day", "start", "year"),
    [(date(2023, 3, 31), 4, 2022), (date(2023, 4, 1), 4, 2023), (date(2023, 1, 1), 1, 2023)],
)
def test_a_fiscal_year_has_the_number_of_its_beginning(day: date, start: int, year: int) -> None:
    assert fiscal_year(day, start) == year


def test_every_day_of_the_year_is_a_square() -> None:
    cells, months = squares(2023, {}, [], 4)

    assert (len(cells), cells[0].day, cells[-1].day) == (366, date(2023, 4, 1), date(2024, 3, 31))
    assert [month.first.month for month in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]


def test_days_without_a_log_are_not_days_without_views() -> None:
    cells, _months = squares(2022, {date(2022, 12, 1): 1, date(2022, 12, 2): 6}, SPANS, 4)
    css = {cell.day: cell.css for cell in cells}

    assert [css[date(2022, 11, 19)], css[date(2022, 11, 20)], css[date(2022, 12, 1)], css[date(2022, 12, 2)]] == [
        "gap",
        "",
        "h1",
        "h4",
    ]


def test_a_year_whose_logs_begin_late_is_shown_from_its_end() -> None:
    early = [Span(date(2022, 5, 1), date(2022, 5, 31))]

    assert [begin_late(squares(2022, {}, spans, 4)[0]) for spans in (SPANS, early, [*SPANS, *early])] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("counts", "ends"),
    [((), [1, 2, 3]), ((1, 1, 1, 2), [1, 2, 3]), ((1, 2, 3, 4, 50, 60, 70, 80), [3, 50, 70]), ((5,), [5, 6, 7])],
)
def test_no_two_shades_end_at_the_same_number(counts: tuple[int, ...], ends: list[int]) -> None:
    days = {date(2022, 12, day): count for day, count in enumerate(counts, start=1)}

    assert steps_of(days) == ends


def test_years_are_those_that_logs_cover() -> None:
    spans = [*SPANS, Span(date(2020, 5, 1), date(2020, 5, 31))]

    assert years_of({date(2022, 12, 1): 3}, spans, 4) == [Year(2020, 0), Year(2021, None), Year(2022, 3)]


def test_a_contract_is_shown_as_the_ends_of_its_code() -> None:
    assert short_hash("7f3a" + "0" * 26 + "c1") == "k:7f3a…c1"
    assert short_hash(None) == ""
