"""The form of one question: as it was posted, as it is shown, and the question it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from django.http import QueryDict

from surveys.editor.when import LONGEST, When, count_of
from surveys.logic.authoring import Fault, Limits, limits_of
from surveys.logic.authoring.conditions import limits_expression
from surveys.logic.brought import HONEST_LABELS, OTHER_LABEL, SKIPPABLE
from surveys.logic.definition import (
    DONT_REMEMBER,
    HONEST_CHOICES,
    OTHER,
    PREFER_INTERVIEW,
    SELECTS,
    UNASKED,
    Choice,
    Question,
    QuestionType,
    Text,
    new_question,
)

MOST_OPTIONS = 200
OFFERED_HONEST = (DONT_REMEMBER, PREFER_INTERVIEW)
"""What the button adds to a list of options; whether «does not apply» fits, the options themselves decide."""


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
class QuestionSheet:
    """All fields as text. The limits of an answer are picked or written, like the routing."""

    name: str
    kind: str
    home: str
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    required: bool = False
    required_message: Text = field(default_factory=dict)
    options: tuple[OptionRow, ...] = ()
    or_other: bool = False
    skip_reasons: tuple[str, ...] = ()
    asks_who: bool = False
    when: When = field(default_factory=When)
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
        constraint = question["constraint"] or ""
        limits = limits_of(constraint) if question["type"] in LIMITED else None
        limits = limits if constraint else Limits()
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
            skip_reasons=tuple(question.get("skip_reasons", ())),
            asks_who=bool(question.get("asks_who")),
            when=When.of(question["relevant"], asked),
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
            for place in range(count_of(data, "options", MOST_OPTIONS))
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
            skip_reasons=tuple(code for code in HONEST_CHOICES if code in data.getlist("skip_reasons")),
            asks_who="asks_who" in data,
            when=When.posted(data),
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
                rows += [OptionRow(code, dict(HONEST_LABELS[code])) for code in OFFERED_HONEST if code not in known]
                return replace(self, options=tuple(rows))
        return replace(self, when=self.when.after(go))

    # --- out

    @property
    def has_options(self) -> bool:
        return self.kind in SELECTS

    @property
    def is_asked(self) -> bool:
        """Whether somebody gives an answer to it."""
        return self.kind not in UNASKED and self.kind != "repeat"

    @property
    def can_skip(self) -> bool:
        """Whether a reason can stand in place of an answer."""
        return self.kind in SKIPPABLE

    def question(
        self, languages: list[str], before: Question | None = None, asked: Mapping[str, Question] | None = None
    ) -> Question:
        """What is to be kept: of a kind only what has a meaning for it. `before` is the question as it was."""
        made = new_question(self.name, cast("QuestionType", self.kind), self.label)
        made["relevant"] = self.when.expression(before["relevant"] if before else None, asked or {}) or None
        if self.kind != "calculate":
            made["hint"] = self.hint
        if self.is_asked:
            self._put_answering(made, before)
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
        if before is not None:
            _keep_other_languages(made, before, languages)
        return made

    def _put_answering(self, made: Question, before: Question | None) -> None:
        """What is said about answers: whether one is needed, which are allowed, what may stand in place of one."""
        made["required"] = self.required
        if self.required_message:
            made["required_message"] = self.required_message
        made["constraint"] = self._constraint(before) or None
        made["constraint_message"] = self.constraint_message
        if self.asks_who:
            made["asks_who"] = "yes"
        if self.can_skip and self.skip_reasons:
            made["skip_reasons"] = list(self.skip_reasons)
        if self.default:
            made["default"] = self.default

    def open_faults(self) -> list[Fault]:
        """Lines of the routing that were begun and not finished."""
        return self.when.open_faults(self.name)

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


def looks_of(sheet: QuestionSheet) -> list[str]:
    """Those that are offered for its kind, and the one that a workbook gave it."""
    return list(dict.fromkeys([*_LOOKS.get(sheet.kind, ()), *([sheet.appearance] if sheet.kind in _LOOKS else [])]))


def _keep_other_languages(made: Question, before: Question, languages: list[str]) -> None:
    """Wordings in languages that the page does not show are no less there for it."""
    old = {choice["name"]: choice["label"] for choice in before["choices"]}
    pairs = [(made["label"], before["label"]), (made["hint"], before["hint"])]
    pairs += [(made["constraint_message"], before["constraint_message"])]
    pairs += [(made.get("required_message", {}), before.get("required_message", {}))]
    pairs += [(choice["label"], old.get(choice["name"], {})) for choice in made["choices"]]
    for words, earlier in pairs:
        words.update({code: said for code, said in earlier.items() if code not in languages})


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


def _moved(rows: tuple[OptionRow, ...], at: int, by: int) -> tuple[OptionRow, ...]:
    target = at + by
    if not 0 <= at < len(rows) or not 0 <= target < len(rows):
        return rows
    changed = list(rows)
    changed[at], changed[target] = changed[target], changed[at]
    return tuple(changed)
