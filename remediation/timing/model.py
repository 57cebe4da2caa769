from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    DONE = "done"
    ON = "on"
    IN = "in"
    BY = "by"
    FROM = "from"
    PERIOD = "period"
    FY = "fy"
    FY_HALF = "fy_half"
    FY_QUARTER = "fy_quarter"
    YEARLY = "yearly"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    EVERY_N = "every_n"
    AS_NEEDED = "as_needed"
    EVENT = "event"
    CONSIDERING = "considering"
    ONGOING = "ongoing"
    ASAP = "asap"
    STAGED = "staged"
    INTERIM = "interim"
    NONE = "none"


class Precision(StrEnum):
    DAY = "day"
    TEN_DAYS = "ten_days"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"


class Certainty(StrEnum):
    """How firmly the text speaks of its date."""

    FIRM = "firm"
    PLANNED = "planned"
    AIMED = "aimed"
    ABOUT = "about"
    PRINCIPLE = "principle"
    AT_LEAST = "at_least"
    CONSIDERING = "considering"


RECURRING = frozenset({Kind.YEARLY, Kind.HALF_YEARLY, Kind.QUARTERLY, Kind.EVERY_N})


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Timing:
    text: str
    """As written, untouched."""
    understood: bool
    kind: Kind | None = None
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None
    """An RFC 5545 RRULE without its name, e.g. FREQ=YEARLY;BYMONTH=3,4,5."""
    precision: Precision | None = None
    done: bool = False
    months: tuple[int, int] | None = None
    """First and last month of a yearly window."""
    certainty: Certainty | None = None
    alternatives: tuple[Timing, ...] = ()
    """Other readings, or the earlier dates of a revised one."""
    warnings: tuple[str, ...] = ()
    """Codes; `print_warning` makes the sentence."""
    anchor: str | None = None
    """What an event-relative timing waits for, in the words of the text."""
    partial: str | None = None
    """What is known of a date without its year: --01-30, --01, ---16, or a half or quarter (H1, Q3)."""
    within: str | None = None
    """How long after the event, as an ISO duration: P1M, P30D."""
    first: bool = False
    """`start` is the first occurrence itself («を初回として»), not the day from which occurrences are counted."""
    fiscal_start: int = 4

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "understood": self.understood,
            "kind": None if self.kind is None else self.kind.value,
            "start": _iso(self.start),
            "end": _iso(self.end),
            "recurrence": self.recurrence,
            "precision": None if self.precision is None else self.precision.value,
            "done": self.done,
            "months": None if self.months is None else list(self.months),
            "certainty": None if self.certainty is None else self.certainty.value,
            "alternatives": [other.as_json() for other in self.alternatives],
            "warnings": list(self.warnings),
            "anchor": self.anchor,
            "partial": self.partial,
            "within": self.within,
            "first": self.first,
            "fiscal_start": self.fiscal_start,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Timing:
        """The inverse of `as_json`; keys this version does not know are passed over."""
        months = data.get("months")
        return cls(
            text=data["text"],
            understood=data["understood"],
            kind=None if data["kind"] is None else Kind(data["kind"]),
            start=_day(data["start"]),
            end=_day(data["end"]),
            recurrence=data["recurrence"],
            precision=None if data["precision"] is None else Precision(data["precision"]),
            done=data["done"],
            months=None if months is None else (months[0], months[1]),
            certainty=None if data.get("certainty") is None else Certainty(data["certainty"]),
            alternatives=tuple(cls.from_json(other) for other in data["alternatives"]),
            warnings=tuple(data["warnings"]),
            anchor=data.get("anchor"),
            partial=data.get("partial"),
            within=data.get("within"),
            first=data.get("first", False),
            fiscal_start=data.get("fiscal_start", 4),
        )
