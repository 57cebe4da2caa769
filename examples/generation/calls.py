"""When people work: moments inside a log window, in local time."""

from __future__ import annotations

import bisect
import datetime as dt
import random
from collections.abc import Iterable
from itertools import accumulate

from generation.people import WORDS

# How two of the systems write the customer category; their mapping.toml turns it back.
CATEGORY_WORDS = {"np": "他社", "lr": "最終保障", "fit": "買取", "own": "自社"}
RETAILERS: tuple[str, ...] = tuple(WORDS["retailers"])
_HOURS = (
    (8, 4),
    (9, 13),
    (10, 14),
    (11, 12),
    (12, 6),
    (13, 12),
    (14, 13),
    (15, 12),
    (16, 10),
    (17, 7),
    (18, 3),
    (19, 2),
)
_NEW_YEAR = {(12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


class Calendar:
    """Draws moments from a window: busy on working days, quiet at weekends, nearly still at the new year."""

    def __init__(self, first: dt.date, last: dt.date, closed: Iterable[tuple[dt.datetime, dt.datetime]] = ()) -> None:
        self.days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
        self._day_sums = list(accumulate(self._weight(day) for day in self.days))
        self._hour_sums = list(accumulate(weight for _, weight in _HOURS))
        self._closed = tuple(closed)

    @staticmethod
    def _weight(day: dt.date) -> float:
        if (day.month, day.day) in _NEW_YEAR:
            return 0.03
        return 0.18 if day.weekday() > 4 else 1.0

    def moment(self, rng: random.Random) -> dt.datetime:
        """A moment of work; never inside a closed span (an emergency, in which other rules hold)."""
        while True:
            day = self.days[bisect.bisect(self._day_sums, rng.random() * self._day_sums[-1])]
            hour = _HOURS[bisect.bisect(self._hour_sums, rng.random() * self._hour_sums[-1])][0]
            second = int(rng.random() * 3600)
            at = dt.datetime(day.year, day.month, day.day, hour, second // 60, second % 60)  # noqa: DTZ001 -- local wall time
            if not any(start <= at < end for start, end in self._closed):
                return at


def contract_numbers(count: int, rng: random.Random, prefix: str) -> list[str]:
    """Invented contract numbers, all different: a prefix and ten digits."""
    return [f"{prefix}{number:010d}" for number in rng.sample(range(10**10), count)]
