"""Invented people: names, units, employers."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROSTER_HEAD = ("person", "name", "email", "affiliation", "employer", "unit", "employment_kind", "joined_on", "left_on")
WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Person:
    no: str
    name: str
    email: str
    affiliation: str
    employer: str
    unit: str
    kind: str
    joined_on: dt.date

    def row(self) -> tuple[str, ...]:
        return (
            self.no, self.name, self.email, self.affiliation, self.employer, self.unit, self.kind,
            self.joined_on.isoformat(), "",
        )  # fmt: skip


def name(rng: random.Random) -> str:
    return f"{rng.choice(WORDS['surnames'])} {rng.choice(WORDS['given'])}"


def day(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=rng.randrange((last - first).days + 1))


def pick(rng: random.Random, weighted: Sequence[Sequence[Any]]) -> str:
    value: str = rng.choices([value for value, _ in weighted], weights=[weight for _, weight in weighted])[0]
    return value
