"""和暦: the five modern eras, both ways, with 元年 for the first year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    name: str
    letter: str
    begins: date
    ends: date | None
    """Last day; none while the era lasts."""

    def contains(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)

    def year_of(self, day: date) -> int:
        return day.year - self.begins.year + 1


ERAS = (
    Era("明治", "M", date(1868, 10, 23), date(1912, 7, 29)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), None),
)
_BY_NAME = {era.name: era for era in ERAS} | {era.letter: era for era in ERAS}


def era_named(name: str) -> Era:
    """By Japanese name or Latin letter; KeyError for anything else."""
    return _BY_NAME[name]


def era_of(day: date) -> Era | None:
    """The era that holds the day; none before 明治."""
    return next((era for era in ERAS if era.contains(day)), None)


def western_year(era: Era, year: int | str) -> int:
    """令和5 → 2023, 令和元 → 2019.

    Years after an era's end are computed too (plans written as 平成35年度 are real); ask `Era.contains`
    to learn whether a full date belongs to its era.
    """
    number = 1 if year == "元" else int(year)
    if number < 1:
        raise ValueError("an era begins with its year 1")
    return era.begins.year + number - 1


def print_era_date(day: date) -> str:
    """令和5年1月16日; the first year is 元年; the western form before 明治."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年{day.month}月{day.day}日"
    number = era.year_of(day)
    return f"{era.name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
