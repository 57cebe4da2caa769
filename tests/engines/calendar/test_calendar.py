from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.calendar import (
    Span,
    add_business_days,
    era_named,
    era_of,
    fiscal_half,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_of,
    is_business_day,
    month_third,
    next_business_day,
    print_era_date,
    western_year,
)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2023, 1, 16), "令和5年1月16日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1600, 1, 1), "1600年1月1日"),
    ],
)
def test_a_day_is_printed_in_its_era(day: date, printed: str) -> None:
    assert print_era_date(day) == printed


@pytest.mark.parametrize(("era", "year", "western"), [("令和", "元", 2019), ("R", 5, 2023), ("平成", "35", 2023)])
def test_an_era_year_becomes_a_western_year(era: str, year: int | str, western: int) -> None:
    assert western_year(era_named(era), year) == western


@given(st.dates(date(1868, 10, 23), date(2200, 12, 31)))
def test_every_modern_day_belongs_to_one_era_and_comes_back(day: date) -> None:
    era = era_of(day)

    assert era is not None
    assert western_year(era, era.year_of(day)) == day.year


@given(st.integers(1900, 2150), st.integers(1, 12))
def test_halves_and_quarters_fill_the_fiscal_year_without_gap(year: int, start: int) -> None:
    whole = fiscal_year(year, start=start)
    halves = [fiscal_half(year, half, start=start) for half in (1, 2)]
    quarters = [fiscal_quarter(year, quarter, start=start) for quarter in (1, 2, 3, 4)]

    for parts in (halves, quarters):
        assert (parts[0].start, parts[-1].end) == whole
        assert all(after.start - before.end == timedelta(days=1) for before, after in itertools.pairwise(parts))
    assert {fiscal_year_of(day, start=start) for day in whole} == {year}


def test_a_month_has_three_thirds() -> None:
    assert month_third(2024, 2, 3) == Span(date(2024, 2, 21), date(2024, 2, 29))


def test_public_holidays_are_no_business_days() -> None:
    assert (is_business_day(date(2023, 5, 2)), is_business_day(date(2023, 5, 3))) == (True, False)
    assert next_business_day(date(2023, 5, 3)) == date(2023, 5, 8)


def test_business_days_are_counted_from_the_day_after() -> None:
    assert add_business_days(date(2023, 4, 28), 3) == date(2023, 5, 8)
    assert add_business_days(date(2023, 5, 8), -3) == date(2023, 4, 28)


def test_a_company_may_close_more_days() -> None:
    assert is_business_day(date(2023, 12, 29), closed={date(2023, 12, 29)}) is False
