"""The form of one question: as it was posted, as it is shown, and the question it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from django.http import QueryDict

from surveys.logic.authoring import Condition, Fault, Limits, Term, condition_of, expression_of, limits_of
from surveys.logic.authoring.conditions import OFFERED, Compare, limits_expression
from surveys.logic.definition import (
    HONEST_CHOICES,
    OTHER,
    SELECTS,
    UNASKED,
    Choice,
    Question,
    QuestionType,
    Text,
    new_question,
)
from surveys.logic.workbook import OTHER_LABEL

LONGEST = 4_000
MOST_OPTIONS = 200
MOST_TERMS = 20
HONEST_LABELS: dict[str, Text] = {
    "dont_remember": {"ja": "覚えていない", "en": "I don't remember"},
    "prefer_interview": {"ja": "面談で説明したい", "en": "I'd rather explain in an interview"},
}


@dataclass(frozen=True)
class OptionRow:
    """One option as typed; `columns` is «area=north; kind=a»."""

    code: str = ""
    label: Text = field(default_factory=dict)
    columns: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.code and not any(self.label.values())


@dataclass(frozen=True)
class TermRow:
    """One line of the routing as picked so far."""

    question: str = ""
    compare: str = "any"
    values: tuple[str, ...] = ()
    link: str = "and"  # «or» joins it to the line above


@dataclass(frozen=True)
class QuestionSheet:
    """All fields as text. `routing` is picked or written; so are the limits of an answer."""

    name: str
    kind: str
    home: str
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    required: bool = False
    required_message: Text = field(default_factory=dict)
    options: tuple[OptionRow, ...] = ()
    or_other: bool = False
    routing: str = "picked"
    terms: tuple[TermRow, ...] = ()
    relevant: str = ""
    limiting: str = "picked"
    low: str = ""
    high: str = ""
    constraint: str = ""
    constraint_message: Text = field(default_factory=dict)
    choice_filter: str = ""
    default: str = ""
    appearance: str = ""
    calculation: str = ""
    repeat_count: str = ""

    # --- in

    @classmethod
    def of(cls, question: Question, home: str, asked: Mapping[str, Question]) -> QuestionSheet:
        """A question of the draft, routing read back into lines where that is possible."""
        relevant = question["relevant"] or ""
        condition = condition_of(relevant, asked) if relevant else Condition()
        constraint = question["constraint"] or ""
        limits = limits_of(constraint) if constraint else Limits()
        return cls(
            name=question["name"],
            kind=question["type"],
            home=home,
            label=dict(question["label"]),
            hint=dict(question["hint"]),
            required=question["required"],
            required_message=dict(question.get("required_message", {})),
            options=tuple(_option(choice) for choice in question["choices"]),
            or_other=bool(question.get("or_other")),
            routing="picked" if condition is not None else "written",
            terms=_rows_of(condition),
            relevant="" if condition is not None else relevant,
            limiting="picked" if limits is not None else "written",
            low=limits.low if limits else "",
            high=limits.high if limits else "",
            constraint="" if limits is not None else constraint,
            constraint_message=dict(question["constraint_message"]),
            choice_filter=question.get("choice_filter", ""),
            default=question.get("default", ""),
            appearance=question.get("appearance", ""),
            calculation=question.get("calculation", ""),
            repeat_count=question.get("repeat_count", ""),
        )

    @classmethod
    def posted(cls, data: QueryDict, languages: list[str]) -> QuestionSheet:
        """As typed; what was not on the page is empty."""

        def text(name: str) -> str:
            return str(data.get(name, "")).replace("\r\n", "\n").strip()[:LONGEST]

        def words(name: str) -> Text:
            found = {code: text(f"{name}-{code}") for code in languages}
            return {code: said for code, said in found.items() if said}

        options = [
            OptionRow(text(f"o{place}-code"), words(f"o{place}-label"), text(f"o{place}-columns"))
            for place in range(_count(data, "options", MOST_OPTIONS))
        ]
        terms = [
            TermRow(
                text(f"t{place}-question"),
                text(f"t{place}-compare") or "any",
                _values(data, place),
                "or" if text(f"t{place}-link") == "or" else "and",
            )
            for place in range(_count(data, "terms", MOST_TERMS))
        ]
        return cls(
            name=text("name"),
            kind=text("type"),
            home=text("home"),
            label=words("label"),
            hint=words("hint"),
            required="required" in data,
            required_message=words("required_message"),
            options=tuple(options),
            or_other="or_other" in data,
            routing="written" if text("routing") == "written" else "picked",
            terms=tuple(terms),
            relevant=text("relevant"),
            limiting="written" if text("limiting") == "written" else "picked",
            low=text("low"),
            high=text("high"),
            constraint=text("constraint"),
            constraint_message=words("constraint_message"),
            choice_filter=text("choice_filter"),
            default=text("default"),
            appearance=text("appearance"),
            calculation=text("calculation"),
            repeat_count=text("repeat_count"),
        )

    def after(self, go: str) -> QuestionSheet:
        """A line more, a line less, a line moved: nothing is saved by it."""
        what, _between, place = go.partition(":")
        at = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else -1
        match what:
            case "option-add":
                return replace(self, options=(*self.options, OptionRow(), OptionRow())[:MOST_OPTIONS])
            case "option-drop":
                return replace(self, options=tuple(row for n, row in enumerate(self.options) if n != at))
            case "option-up":
                return replace(self, options=_moved(self.options, at, -1))
            case "option-down":
                return replace(self, options=_moved(self.options, at, 1))
            case "honest":
                known = {row.code for row in self.options}
                rows = [row for row in self.options if not row.is_blank]
                rows += [OptionRow(code, dict(HONEST_LABELS[code])) for code in HONEST_CHOICES if code not in known]
                return replace(self, options=tuple(rows))
            case "term-add":
                return replace(self, terms=(*self.terms, TermRow())[:MOST_TERMS])
            case "term-drop":
                return replace(self, terms=tuple(row for n, row in enumerate(self.terms) if n != at))
        return self

    # --- out

    @property
    def has_options(self) -> bool:
        return self.kind in SELECTS

    @property
    def is_asked(self) -> bool:
        """Whether somebody gives an answer to it."""
        return self.kind not in UNASKED and self.kind != "repeat"

    def question(
        self, languages: list[str], before: Question | None = None, asked: Mapping[str, Question] | None = None
    ) -> Question:
        """What is to be kept: of a kind only what has a meaning for it. `before` is the question as it was."""
        made = new_question(self.name, cast("QuestionType", self.kind), self.label)
        made["relevant"] = self._relevant(before, asked or {}) or None
        if self.kind != "calculate":
            made["hint"] = self.hint
        if self.is_asked:
            made["required"] = self.required
            if self.required and self.required_message:
                made["required_message"] = self.required_message
            made["constraint"] = self._constraint(before) or None
            made["constraint_message"] = self.constraint_message if made["constraint"] else {}
            if self.default:
                made["default"] = self.default
        if self.has_options:
            made["choices"] = list(self._choices(languages))
            if self.choice_filter:
                made["choice_filter"] = self.choice_filter
            if self.or_other and self.kind != "rank":
                made["or_other"] = True
        if self.appearance and self.kind in _LOOKS:
            made["appearance"] = self.appearance
        if self.kind == "calculate":
            made["calculation"] = self.calculation
        if self.kind == "repeat":
            made["questions"] = []
            if self.repeat_count:
                made["repeat_count"] = self.repeat_count
        return made

    def open_faults(self) -> list[Fault]:
        """Lines of the routing that were begun and not finished."""
        found = []
        for place, term in enumerate(self.terms if self.routing == "picked" else ()):
            if not term.question or term.compare in {"answered", "empty"}:
                continue
            if not any(term.values):
                code = "condition_open" if term.compare in {"any", "none"} else "value_open"
                found.append(Fault(code, self.name, f"terms:{place}"))
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

    def _relevant(self, before: Question | None, asked: Mapping[str, Question]) -> str:
        """What was not touched stays as it was written."""
        if self.routing == "written":
            return self.relevant
        old = (before["relevant"] if before else None) or ""
        return old if old and condition_of(old, asked) == self.condition() else expression_of(self.condition())

    def _constraint(self, before: Question | None) -> str:
        if self.limiting == "written" or self.kind not in LIMITED:
            return self.constraint
        old = (before["constraint"] if before else None) or ""
        limits = Limits(self.low, self.high)
        return old if old and limits_of(old) == limits else limits_expression(limits)

    def _choices(self, languages: list[str]) -> list[Choice]:
        taken = {row.code for row in self.options}
        number = 0
        found: list[Choice] = []
        for row in self.options:
            if row.is_blank:
                continue
            code = row.code
            while not code:
                number += 1
                code = "" if f"a{number}" in taken else f"a{number}"
            taken.add(code)
            choice: Choice = {"name": code, "label": {c: row.label[c] for c in languages if row.label.get(c)}}
            if columns := _columns(row.columns):
                choice["columns"] = columns
            found.append(choice)
        if self.or_other and self.kind != "rank" and OTHER not in taken:
            found.append({"name": OTHER, "label": {c: OTHER_LABEL[c] for c in languages if c in OTHER_LABEL}})
        return found


LIMITED = frozenset({"integer", "decimal", "date", "time"})
_LOOKS: dict[str, tuple[str, ...]] = {
    "select_one": ("", "minimal", "horizontal", "likert"),
    "select_multiple": ("", "horizontal"),
    "text": ("", "multiline", "numbers"),
}


def looks_of_kind(kind: str) -> tuple[str, ...]:
    return _LOOKS.get(kind, ())


def offered(kind: str) -> tuple[Compare, ...]:
    """The comparisons that a question of this kind allows; none for what cannot be compared."""
    return OFFERED.get(kind, ())


def _rows_of(condition: Condition | None) -> tuple[TermRow, ...]:
    return tuple(
        TermRow(term.question, term.compare, term.values, "or" if place else "and")
        for group in (condition.groups if condition else ())
        for place, term in enumerate(group)
    )


def _option(choice: Choice) -> OptionRow:
    columns = "; ".join(f"{name}={value}" for name, value in choice.get("columns", {}).items())
    return OptionRow(choice["name"], dict(choice["label"]), columns)


def _columns(text: str) -> dict[str, str]:
    """«area=north; kind=a» → columns; what is no pair is left out of them and so told by the checks."""
    found: dict[str, str] = {}
    for part in text.replace("；", ";").replace("＝", "=").split(";"):
        name, between, value = part.partition("=")
        if between and name.strip() and value.strip():
            found[name.strip()] = value.strip()
    return {name: found[name] for name in sorted(found)}


def _count(data: QueryDict, name: str, most: int) -> int:
    told = str(data.get(name, "0"))
    return min(most, int(told)) if told.isascii() and told.isdigit() and len(told) < 5 else 0


def _values(data: QueryDict, place: int) -> tuple[str, ...]:
    """Answers that were ticked, or the one that was typed."""
    ticked = [str(value) for value in data.getlist(f"t{place}-values")]
    typed = str(data.get(f"t{place}-value", "")).strip()
    return tuple(value for value in (ticked or [typed]) if value)


def _moved(rows: tuple[OptionRow, ...], at: int, by: int) -> tuple[OptionRow, ...]:
    target = at + by
    if not 0 <= at < len(rows) or not 0 <= target < len(rows):
        return rows
    changed = list(rows)
    changed[at], changed[target] = changed[target], changed[at]
    return tuple(changed)
