"""How far the coding of a question is, and how well two coders agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from surveys.coding.agreement import Agreement, Sets, by_code, overall
from surveys.coding.answers import Coded
from surveys.coding.frames import Code, Codes


@dataclass(frozen=True)
class Line:
    """A code with how many answers count as it (an answer with several codes counts in each)."""

    code: Code
    n: int


@dataclass(frozen=True)
class Standing:
    """`uncoded` is everything without a code that counts: not coded yet, or differing and not decided yet."""

    texts: int
    coded: int
    double: int
    differing: int
    lines: list[Line]

    @property
    def uncoded(self) -> int:
        return self.texts - self.coded


def standing(texts: list[Coded], codes: Codes) -> Standing:
    """Figures over all texts, codes in their order; merged ones stand under what they went into."""
    counts: Counter[str] = Counter(code for one in texts for code in one.final or ())
    return Standing(
        texts=len(texts),
        coded=sum(1 for one in texts if one.final),
        double=sum(1 for one in texts if len(one.given) > 1),
        differing=sum(1 for one in texts if one.differs),
        lines=[Line(code, counts[code.code]) for code in codes.known.values() if not code.into],
    )


@dataclass(frozen=True)
class Coders:
    """Two coders, the answers both have coded, and how well they agree."""

    first: str
    second: str
    overall: Agreement
    codes: list[tuple[Code, Agreement]]


def coders(texts: list[Coded], codes: Codes) -> list[Coders]:
    """Every two people who have coded the same answers, as they coded them; decisions change nothing here."""
    pairs: dict[tuple[str, str], list[Sets]] = {}
    labels: dict[str, str] = {}
    for one in texts:
        given = sorted(one.given, key=lambda given: given.coder)
        labels |= {each.coder: each.label for each in given}
        for place, first in enumerate(given):
            for second in given[place + 1 :]:
                pairs.setdefault((first.coder, second.coder), []).append((first.codes, second.codes))
    found = []
    for (first_id, second_id), coded in sorted(pairs.items()):
        each = by_code(coded, [code.code for code in codes.known.values() if not code.into])
        used = [(codes.known[code], one) for code, one in each.items() if any(code in a | b for a, b in coded)]
        found.append(Coders(labels[first_id], labels[second_id], overall(coded), used))
    return found
