"""What the respondent's pages show: sections, questions with their answers, progress."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from surveys.logic import Form
from surveys.logic.brought import HONEST_LABELS, is_skip, is_skipped, skip_name
from surveys.logic.definition import HONEST_CHOICES, UNASKED, Answer, Answers, Question, Scalar, Section
from surveys.logic.form import AnswerError, is_empty
from surveys.logic.reading import MAX_ROWS
from surveys.sentences import local


@dataclass(frozen=True)
class Option:
    """A choice as shown."""

    code: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Entry:
    """One row of a repeat as shown, counted from 1."""

    number: int
    questions: list[Asked]


@dataclass(frozen=True)
class Asked:
    """A question as shown, with the answer so far. Inside a repeat the name is «visits.0.day»."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    value: str
    options: list[Option] = field(default_factory=list)
    honest: list[Option] = field(default_factory=list)
    problem: str = ""
    appearance: str = ""
    places: list[list[Option]] = field(
        default_factory=list
    )  # of a rank: the options with the one chosen, place by place
    entries: list[Entry] = field(default_factory=list)  # of a repeat
    may_add: bool = False
    fixed: bool = False  # a repeat whose number of rows is given
    period: str = ""  # which days it asks about, where that is not the same as for the whole wave
    may_seal: bool = False  # a text that can be passed on to the designated people alone
    sealed: bool = False
    instead: bool = False  # why there is no answer to the question above

    @property
    def look(self) -> str:
        """How choices stand: minimal (a list to open), row (beside each other) or empty."""
        words = self.appearance.split()
        return "minimal" if "minimal" in words else "row" if words and self.options else ""


@dataclass(frozen=True)
class Step:
    """Where one is: «2 of 4». The review is the last step."""

    place: int
    total: int


def asked(
    question: Question, answer: Answer, problem: str = "", *, path: str = "", problems: Mapping[str, str] | None = None
) -> Asked:
    """For the page; `problems` are those of a repeat's rows, by path."""
    chosen = {str(code) for code in answer} if isinstance(answer, list) else {str(answer)}
    options = [Option(c["name"], local(c["label"]), c["name"] in chosen) for c in question["choices"]]
    plain = [option for option in options if option.code not in HONEST_CHOICES]
    name = path or question["name"]
    return Asked(
        name=name,
        kind=question["type"],
        label=local(question["label"]),
        hint=local(question["hint"]),
        required=question["required"],
        value="" if answer is None or isinstance(answer, list) else str(answer),
        options=plain or options,
        honest=[option for option in options if option.code in HONEST_CHOICES] if plain else [],
        problem=problem,
        appearance=question.get("appearance", ""),
        places=_places(options, answer) if question["type"] == "rank" else [],
        entries=list(_entries(question, answer, problems or {})),
        may_add="repeat_count" not in question and len(question.get("rows", [])) < MAX_ROWS,
        fixed="repeat_count" in question,
        instead=is_skip(question),
    )


def _places(options: list[Option], answer: Answer) -> list[list[Option]]:
    codes = [*(cast("list[str]", answer) if isinstance(answer, list) else []), *([""] * len(options))][: len(options)]
    return [[Option(option.code, option.label, option.code == code) for option in options] for code in codes]


def rows_of(answer: Answer) -> list[dict[str, Scalar]]:
    """The rows of a repeat's answer."""
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def _entries(question: Question, answer: Answer, problems: Mapping[str, str]) -> Iterator[Entry]:
    rows = rows_of(answer)
    for place, inner in enumerate(question.get("rows", [])):
        row = rows[place] if place < len(rows) else {}
        paths = [(f"{question['name']}.{place}.{below['name']}", below) for below in inner]
        shown = [asked(below, row.get(below["name"]), problems.get(path, ""), path=path) for path, below in paths]
        yield Entry(place + 1, shown)


def paths_of(questions: Iterable[Question]) -> Iterator[str]:
    """What is asked on a page, also inside the rows of repeats."""
    for question in questions:
        if question["type"] in UNASKED:
            continue
        yield question["name"]
        for place, row in enumerate(question.get("rows", [])):
            yield from (f"{question['name']}.{place}.{path}" for path in paths_of(row))


def looks_of(questions: Iterable[Question]) -> str:
    """«choices.words»: two short marks by which a page knows that other choices are open, or a wording changed."""
    choices, words = hashlib.sha256(), hashlib.sha256()
    for question in questions:
        choices.update(repr([choice["name"] for choice in question["choices"]]).encode())
        words.update(repr((question["label"], question["hint"])).encode())
        for row in question.get("rows", []):
            inner = looks_of(row).partition(".")
            choices.update(inner[0].encode())
            words.update(inner[2].encode())
    return f"{choices.hexdigest()[:12]}.{words.hexdigest()[:12]}"


def title_of(section: Section, fallback: str) -> str:
    """A section without a heading of its own bears the questionnaire's."""
    return local(section["label"]) or fallback


def read_posted(
    form: Form, section: str, posted: Mapping[str, list[str]], before: Answers, today: date
) -> tuple[Answers, set[str]]:
    """The answers of one page, and the questions that were left empty on it.

    Only questions that were on the page count (`shown`). Text that is no date or number is kept as it was typed,
    so that nothing is lost; the page says what is wrong with it.
    """
    shown = set(posted.get("shown", []))
    answers: Answers = {}
    cleared: set[str] = set()
    for name, question in form.questions.items():
        if form.section_of[name] != section or name not in shown or question["type"] in UNASKED:
            continue
        if question["type"] == "repeat":
            rows = _posted_rows(form, name, posted, rows_of(before.get(name)))
            if rows:
                answers[name] = rows
            else:
                cleared.add(name)
            continue
        value = _posted(form, question, posted.get(f"q-{name}", []), before.get(name))
        if not is_empty(value):
            answers[name] = value
        elif "default" in question:
            answers[name] = None  # left empty on purpose: the default does not come back
        else:
            cleared.add(name)
    return answers, cleared


def _posted(form: Form, question: Question, given: list[str], before: Answer) -> Answer:
    try:
        return form.read(question, given)
    except AnswerError:
        return _as_typed(question, given, before)


def _posted_rows(
    form: Form, repeat: str, posted: Mapping[str, list[str]], before: list[dict[str, Scalar]]
) -> list[dict[str, Scalar]]:
    """As many rows as the page showed, also those left empty: a row that was added stays."""
    told = posted.get(f"rows-{repeat}", ["0"])[0]
    number = min(MAX_ROWS, int(told)) if told.isascii() and told.isdigit() and len(told) < 4 else 0
    shown = set(posted.get("shown", []))
    rows: list[dict[str, Scalar]] = []
    for place in range(number):
        row = dict(before[place]) if place < len(before) else {}
        for name, question in form.inner(repeat).items():
            path = f"{repeat}.{place}.{name}"
            if path not in shown or question["type"] in UNASKED:
                continue
            value = cast("Scalar", _posted(form, question, posted.get(f"q-{path}", []), row.get(name)))
            row.pop(name, None)
            if not is_empty(value) or "default" in question:
                row[name] = value
        rows.append(row)
    return rows


def changed_rows(answer: Answer, step: str) -> Answer:
    """A repeat after «add» or «drop:1»; anything else changes nothing."""
    rows = rows_of(answer)
    what, _, place = step.partition(":")
    if what == "add" and len(rows) < MAX_ROWS:
        return [*rows, {}]
    if what == "drop" and place.isascii() and place.isdigit() and int(place[:4]) < len(rows):
        return [row for index, row in enumerate(rows) if index != int(place)]
    return cast("Answer", rows)


def _as_typed(question: Question, given: list[str], before: Answer) -> Answer:
    if question["type"] in {"integer", "decimal", "date", "time", "text"}:
        return given[0].strip()[:20_000]
    return before  # a code that is not on the list was not chosen on our page


def spoken(question: Question, answer: Answer) -> str:
    """An answer in words, for the review."""
    if is_empty(answer):
        return ""
    labels = {choice["name"]: local(choice["label"]) for choice in question["choices"]}
    if question["type"] == "rank" and isinstance(answer, list):
        return "\n".join(f"{place}. {labels.get(str(code), str(code))}" for place, code in enumerate(answer, start=1))
    if isinstance(answer, list):
        return "\n".join(_row(part) if isinstance(part, dict) else labels.get(part, part) for part in answer)
    return labels.get(str(answer), str(answer))


def _row(row: Mapping[str, object]) -> str:
    """A row of a repeat in one line."""
    return "、".join(str(value) for value in row.values() if value not in (None, "", []))


@dataclass(frozen=True)
class Reviewed:
    """One line of the review."""

    name: str
    label: str
    answer: str
    required: bool
    problem: str = ""


def review(
    sections: list[Section], answers: Answers, problems: Mapping[str, str]
) -> list[tuple[Section, list[Reviewed]]]:
    """All that applies, with what was answered; each row of a repeat with its own lines."""
    return [
        (section, [line for question in section["questions"] for line in _reviewed(question, answers, problems)])
        for section in sections
    ]


def _reviewed(question: Question, answers: Mapping[str, Answer], problems: Mapping[str, str]) -> Iterator[Reviewed]:
    name, label = question["name"], local(question["label"])
    if question["type"] in UNASKED or is_skip(question):
        return
    required = question["required"] and not is_skipped(question, answers)
    rows = rows_of(answers.get(name))
    if question["type"] != "repeat" or is_empty(answers.get(name)):
        problem = problems.get(name) or next((p for path, p in problems.items() if path.startswith(f"{name}.")), "")
        yield Reviewed(name, label, _said(question, answers), required, problem)
        return
    for place, inner in enumerate(question.get("rows", [])):
        row = rows[place] if place < len(rows) else {}
        if is_empty([row]) and "repeat_count" not in question:
            continue
        for below in inner:
            if below["type"] in UNASKED or is_skip(below):
                continue
            path = f"{name}.{place}.{below['name']}"
            needed = below["required"] and not is_skipped(below, row)
            said = _said(below, row)
            words = f"{label} {place + 1}: {local(below['label'])}".strip()
            yield Reviewed(path, words, said, needed, problems.get(path, ""))


def _said(question: Question, answers: Mapping[str, Answer]) -> str:
    """The answer, or why there is none."""
    if is_skipped(question, answers):
        return local(HONEST_LABELS[str(answers[skip_name(question["name"])])])
    return spoken(question, answers.get(question["name"]))


def clock_of(moment: datetime | None, zone: str) -> str:
    """«10:31» in the case's zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") if moment else ""
