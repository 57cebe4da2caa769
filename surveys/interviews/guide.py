"""The guide of an interview: the answers spoken of with their wording, the questions, the exhibits' titles."""

from __future__ import annotations

from typing import Any, TypedDict

from surveys.enums import WaveMode, WaveState
from surveys.logic.definition import Definition, Question, questions
from surveys.models import Interview, ResponseVersion, Wave
from surveys.sentences import local


class Line(TypedDict):
    """A question with its answer in words."""

    question: str
    label: str
    value: str


def in_words(question: Question, value: Any) -> str:
    """An answer as the person saw it."""
    if value in (None, "", []):
        return ""
    labels = {choice["name"]: local(choice["label"]) for choice in question["choices"]}
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, dict) for one in values):
        return " / ".join("、".join(str(cell) for cell in one.values() if cell not in (None, "")) for one in values)
    return "、".join(labels.get(str(one), str(one)) for one in values)


def can_read_answers(wave: Wave) -> bool:
    """While people still answer on the web, officers see who answered, not what."""
    return wave.state == WaveState.CLOSED or wave.mode != WaveMode.WEB


def answer_lines(version: ResponseVersion) -> list[Line]:
    """The answers of a version in the order of the questionnaire; what was not answered is left out."""
    definition: Definition = version.response.wave.version.definition
    lines = []
    for question in questions(definition):
        if question["type"] == "note":
            continue
        value = in_words(question, version.answers.get(question["name"]))
        if value:
            lines.append(Line(question=question["name"], label=local(question["label"]), value=value))
    return lines


def guide_content(interview: Interview) -> dict[str, Any]:
    """What is kept in a copy; also what the page shows before it is taken."""
    about = interview.about
    shown = about is not None and can_read_answers(about.response.wave)
    return {
        "wave": about.response.wave.label if about else "",
        "ordinal": about.ordinal if about else None,
        "submitted_at": about.submitted_at.isoformat() if about else None,
        "answers": answer_lines(about) if about and shown else [],
        "hidden": about is not None and not shown,
        "questions": [question.text for question in interview.questions.order_by("position")],
        "exhibits": [f"{exhibit.no} {exhibit.title}" for exhibit in interview.exhibits.order_by("no")],
    }
