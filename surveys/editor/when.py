"""When a question or a part is asked, as it is picked line by line or written as an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.http import QueryDict

from surveys.logic.authoring import Condition, Fault, Term, condition_of, expression_of
from surveys.logic.authoring.conditions import OFFERED, Compare
from surveys.logic.definition import Question

MOST_TERMS = 20
LONGEST = 4_000


@dataclass(frozen=True)
class TermRow:
    """One line of the routing as picked so far."""

    question: str = ""
    compare: str = "any"
    values: tuple[str, ...] = ()
    link: str = "and"  # «or» joins it to the line above


@dataclass(frozen=True)
class When:
    """`way` says which of the two counts: «picked» lines, or what is «written»."""

    way: str = "picked"
    terms: tuple[TermRow, ...] = ()
    written: str = ""

    @classmethod
    def of(cls, relevant: str | None, asked: Mapping[str, Question]) -> When:
        """A condition read back into lines where that is possible."""
        condition = condition_of(relevant, asked) if relevant else Condition()
        if condition is None:
            return cls("written", written=relevant or "")
        return cls(terms=_rows_of(condition))

    @classmethod
    def posted(cls, data: QueryDict) -> When:
        """As typed; what was not on the page is empty."""
        terms = [
            TermRow(
                _text(data, f"t{place}-question"),
                _text(data, f"t{place}-compare") or "any",
                _values(data, place),
                "or" if _text(data, f"t{place}-link") == "or" else "and",
            )
            for place in range(count_of(data, "terms", MOST_TERMS))
        ]
        way = "written" if _text(data, "routing") == "written" else "picked"
        return cls(way, tuple(terms), _text(data, "relevant"))

    def after(self, go: str) -> When:
        """A line more or a line less: nothing is saved by it."""
        what, _between, place = go.partition(":")
        if what == "term-add":
            return replace(self, terms=(*self.terms, TermRow())[:MOST_TERMS])
        if what == "term-drop":
            return replace(self, terms=tuple(row for n, row in enumerate(self.terms) if str(n) != place))
        return self

    def open_faults(self, subject: str) -> list[Fault]:
        """Lines that were begun and not finished."""
        found = []
        for place, term in enumerate(self.terms if self.way == "picked" else ()):
            if not term.question or term.compare in {"answered", "empty"}:
                continue
            if not any(term.values):
                code = "condition_open" if term.compare in {"any", "none"} else "value_open"
                found.append(Fault(code, subject, f"terms:{place}"))
        return found

    def condition(self) -> Condition:
        """The lines as groups; a line without a question says nothing."""
        groups: list[tuple[Term, ...]] = []
        for row in self.terms:
            if not row.question:
                continue
            term = Term(row.question, cast("Compare", row.compare), row.values)
            if row.link == "or" and groups:
                groups[-1] = (*groups[-1], term)
            else:
                groups.append((term,))
        return Condition(tuple(groups))

    def expression(self, before: str | None, asked: Mapping[str, Question]) -> str:
        """What was not touched stays as it was written before."""
        if self.way == "written":
            return self.written
        if before and condition_of(before, asked) == self.condition():
            return before
        return expression_of(self.condition())


def offered(kind: str) -> tuple[Compare, ...]:
    """The comparisons that a question of this kind allows; none for what cannot be compared."""
    return OFFERED.get(kind, ())


def count_of(data: QueryDict, name: str, most: int) -> int:
    """How many lines were posted."""
    told = str(data.get(name, "0"))
    return min(most, int(told)) if told.isascii() and told.isdigit() and len(told) < 5 else 0


def _text(data: QueryDict, name: str) -> str:
    return str(data.get(name, "")).replace("\r\n", "\n").strip()[:LONGEST]


def _values(data: QueryDict, place: int) -> tuple[str, ...]:
    """Answers that were ticked, or the one that was typed."""
    ticked = [str(value) for value in data.getlist(f"t{place}-values")]
    typed = str(data.get(f"t{place}-value", "")).strip()
    return tuple(value for value in (ticked or [typed]) if value)


def _rows_of(condition: Condition) -> tuple[TermRow, ...]:
    return tuple(
        TermRow(term.question, term.compare, term.values, "or" if place else "and")
        for group in condition.groups
        for place, term in enumerate(group)
    )
