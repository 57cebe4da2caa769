"""What the respondent's pages show: sections, questions with their answers, progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from surveys.logic import Form
from surveys.logic.definition import HONEST_CHOICES, Answer, Answers, Question, Section
from surveys.logic.form import AnswerError, is_empty
from surveys.sentences import local


@dataclass(frozen=True)
class Option:
    """A choice as shown."""

    code: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Asked:
    """A question as shown, with the answer so far."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    value: str
    options: list[Option] = field(default_factory=list)
    honest: list[Option] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Step:
    """Where one is: «2 of 4». The review is the last step."""

    place: int
    total: int


def asked(question: Question, answer: Answer, problem: str = "") -> Asked:
    """For the page."""
    chosen = set(answer) if isinstance(answer, list) else {str(answer)}
    options = [Option(c["name"], local(c["label"]), c["name"] in chosen) for c in question["choices"]]
    return Asked(
        name=question["name"],
        kind=question["type"],
        label=local(question["label"]),
        hint=local(question["hint"]),
        required=question["required"],
        value="" if answer is None or isinstance(answer, list) else str(answer),
        options=[option for option in options if option.code not in HONEST_CHOICES],
        honest=[option for option in options if option.code in HONEST_CHOICES],
        problem=problem,
    )


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
        if form.section_of[name] != section or name not in shown or question["type"] == "note":
            continue
        given = posted.get(f"q-{name}", [])
        try:
            value = form.read(question, given)
        except AnswerError:
            value = _as_typed(question, given, before.get(name))
        if is_empty(value):
            cleared.add(name)
        else:
            answers[name] = value
    return answers, cleared


def _as_typed(question: Question, given: list[str], before: Answer) -> Answer:
    if question["type"] in {"integer", "decimal", "date", "time", "text"}:
        return given[0].strip()[:20_000]
    return before  # a code that is not on the list was not chosen on our page


def spoken(question: Question, answer: Answer) -> str:
    """An answer in words, for the review."""
    if is_empty(answer):
        return ""
    labels = {choice["name"]: local(choice["label"]) for choice in question["choices"]}
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
    """All that applies, with what was answered."""
    return [
        (
            section,
            [
                Reviewed(
                    question["name"],
                    local(question["label"]),
                    spoken(question, answers.get(question["name"])),
                    question["required"],
                    problems.get(question["name"], ""),
                )
                for question in section["questions"]
                if question["type"] != "note"
            ],
        )
        for section in sections
    ]


def clock_of(moment: datetime | None, zone: str) -> str:
    """«10:31» in the case's zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") if moment else ""
