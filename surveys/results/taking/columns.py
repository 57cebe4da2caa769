"""The columns of a file with answers, one after the other: what they are called, what they mean, how they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import EmploymentKind
from engines.sheets import OutCell
from surveys.enums import AnswerMode, Identity
from surveys.logic.definition import Question, Section
from surveys.models import Wave
from surveys.nameless.rules import is_nameless
from surveys.sentences import local

Value = OutCell | time


class Taken(NamedTuple):
    """One version of one person's answers, as it is read from the database."""

    person: str
    affiliation: str
    employer: str
    unit: str
    employment_kind: str
    joined_on: date | None
    mode: str
    ordinal: int
    versions: int
    submitted_at: datetime
    language: str
    reason: str
    evidence_shown: bool
    periods: Mapping[str, Any] | None
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """`kind`: text, code, flag (0/1), whole, decimal, date, time or moment; `values` are the labels of codes."""

    name: str
    label: str
    kind: str
    read: Callable[[Taken], Value]
    values: tuple[tuple[str, str], ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Scope:
    """What is taken: with or without person ids, with or without free text."""

    people: bool = True
    text: bool = True


def frame_columns(wave: Wave, scope: Scope) -> list[Column]:
    """What stands beside the answers: who (if wanted), which version, how it was given, which period was asked about."""
    labels = tuple((a.code, a.label) for a in wave.case.roster.affiliations.order_by("position", "pk"))
    modes = tuple((str(value), str(label)) for value, label in AnswerMode.choices)
    kinds = tuple((str(value), str(label)) for value, label in EmploymentKind.choices)
    who = [
        Column("person", _("Person id"), "text", lambda row: row.person),
        Column("employer", _("Employer"), "text", lambda row: row.employer),
        Column("unit", _("Department"), "text", lambda row: row.unit),
        Column("employment_kind", _("Kind of employment"), "code", lambda row: row.employment_kind, kinds),
        Column("joined_on", _("Joined on"), "date", lambda row: row.joined_on),
    ]
    version = wave.version.number
    questionnaire = wave.version.questionnaire.code
    if is_nameless(wave):
        pseudonym = Column("pseudonym", _("Pseudonym"), "text", lambda row: row.person)
        return [
            *([pseudonym] if wave.identity == Identity.PSEUDONYMOUS else []),
            Column("wave", _("Wave"), "text", lambda _row: wave.code),
            Column("questionnaire", _("Questionnaire"), "text", lambda _row: questionnaire),
            Column("questionnaire_version", _("Version of the questionnaire"), "whole", lambda _row: version),
        ]
    return [
        *(who if scope.people else []),
        Column("affiliation", _("Affiliation"), "code", lambda row: row.affiliation, labels),
        Column("wave", _("Wave"), "text", lambda _row: wave.code),
        Column("questionnaire", _("Questionnaire"), "text", lambda _row: questionnaire),
        Column("questionnaire_version", _("Version of the questionnaire"), "whole", lambda _row: version),
        Column("mode", _("How the answers were given"), "code", lambda row: row.mode, modes),
        Column("not_personal", _("Not answered personally"), "flag", lambda row: int(row.mode != AnswerMode.SELF)),
        Column("ordinal", _("Which version of the answers"), "whole", lambda row: row.ordinal),
        Column("versions", _("How many versions there are"), "whole", lambda row: row.versions),
        Column("submitted_at", _("Submitted at"), "moment", lambda row: row.submitted_at),
        Column("language", _("Language of the pages"), "text", lambda row: row.language),
        Column("evidence_shown", _("Records were shown before"), "flag", lambda row: int(row.evidence_shown)),
        Column("asked_from", _("Asked about: from"), "date", lambda row: _asked(row, 0)),
        Column("asked_to", _("Asked about: to"), "date", lambda row: _asked(row, 1)),
    ]


def _asked(row: Taken, side: int) -> date | None:
    """The person's own period, as it was shown."""
    shown = (row.periods or {}).get("")
    return date.fromisoformat(shown[side]) if shown and shown[side] else None


def answer_columns(sections: Iterable[Section], scope: Scope, rows: Mapping[str, int]) -> Iterator[Column]:
    """Of every question of the questionnaire, in its order; `rows` says how many rows each repeat has at most."""
    for section in sections:
        for question in section["questions"]:
            if question["type"] == "repeat":
                yield from _repeat(question, scope, rows.get(question["name"], 0))
            else:
                yield from _columns(question, scope, lambda row: row.answers)


def _repeat(question: Question, scope: Scope, most: int) -> Iterator[Column]:
    name, label = question["name"], local(question["label"])
    yield Column(f"{name}__rows", _("%(label)s (rows)") % {"label": label}, "whole", _count(name), (), name)
    for place in range(most):
        for inner in question.get("questions", []):
            for column in _columns(inner, scope, _entry(name, place)):
                yield Column(
                    f"{name}__{place + 1}__{column.name}",
                    f"{label} {place + 1}: {column.label}",
                    column.kind,
                    column.read,
                    column.values,
                    column.question,
                )


def _count(name: str) -> Callable[[Taken], Value]:
    return lambda row: len(entries(row.answers, name)) or None


def entries(answers: Mapping[str, Any], repeat: str) -> list[Mapping[str, Any]]:
    """The rows of a repeat."""
    found = answers.get(repeat)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _entry(repeat: str, place: int) -> Callable[[Taken], Mapping[str, Any]]:
    def read(row: Taken) -> Mapping[str, Any]:
        found = entries(row.answers, repeat)
        return found[place] if place < len(found) else {}

    return read


def _columns(question: Question, scope: Scope, of: Callable[[Taken], Mapping[str, Any]]) -> Iterator[Column]:
    name, kind, label = question["name"], question["type"], " ".join(local(question["label"]).split())
    choices = tuple((choice["name"], " ".join(local(choice["label"]).split())) for choice in question["choices"])
    if kind == "select_multiple":
        for code, wording in choices:
            yield Column(f"{name}__{code}", f"{label}: {wording}", "flag", _chosen(of, name, code), (), name)
        yield Column(f"{name}__unlisted", _("%(label)s: codes of no list") % {"label": label}, "text",
                     _unlisted(of, name, {code for code, _wording in choices}), (), name)  # fmt: skip
    elif kind == "rank":
        for place in range(len(choices)):
            ranked = _("%(label)s: place %(place)s") % {"label": label, "place": place + 1}
            yield Column(f"{name}__{place + 1}", ranked, "code", _ranked(of, name, place), choices, name)
    elif kind == "select_one":
        yield Column(name, label, "code", _text(of, name), choices, name)
    elif kind == "integer":
        yield Column(name, label, "whole", _whole(of, name), (), name)
    elif kind == "decimal":
        yield Column(name, label, "decimal", _decimal(of, name), (), name)
    elif kind == "date":
        yield Column(name, label, "date", _day(of, name), (), name)
    elif kind == "time":
        yield Column(name, label, "time", _clock(of, name), (), name)
    elif kind in {"text", "calculate"} and scope.text:
        yield Column(name, label or name, "text", _text(of, name), (), name)


Of = Callable[[Taken], Mapping[str, Any]]


def _chosen(of: Of, name: str, code: str) -> Callable[[Taken], Value]:
    """1 and 0 where the question was answered; empty where it was not."""

    def read(row: Taken) -> Value:
        given = of(row).get(name)
        return int(code in given) if isinstance(given, list) and given else None

    return read


def _unlisted(of: Of, name: str, known: set[str]) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        given = of(row).get(name)
        return ";".join(str(code) for code in given if code not in known) if isinstance(given, list) else None

    return read


def _ranked(of: Of, name: str, place: int) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        given = of(row).get(name)
        return str(given[place]) if isinstance(given, list) and place < len(given) else None

    return read


def _text(of: Of, name: str) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        value = of(row).get(name)
        return None if value is None else str(value)

    return read


def _whole(of: Of, name: str) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        value = of(row).get(name)
        return value if isinstance(value, int) else None if value in (None, "") else str(value)

    return read


def _decimal(of: Of, name: str) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        value = of(row).get(name)
        return None if value in (None, "") else Decimal(str(value))

    return read


def _day(of: Of, name: str) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        value = of(row).get(name)
        return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None

    return read


def _clock(of: Of, name: str) -> Callable[[Taken], Value]:
    def read(row: Taken) -> Value:
        value = of(row).get(name)
        return time.fromisoformat(value) if isinstance(value, str) and value else None

    return read
