"""The rows of a file with answers, read while they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from surveys.enums import AnswerMode
from surveys.forms_of import form_of
from surveys.logic import Form
from surveys.logic.definition import Question
from surveys.models import AnonymousAnswer, Response, ResponseVersion, Wave
from surveys.nameless.rules import is_nameless
from surveys.results.taking.columns import Column, Scope, Taken, Value, answer_columns, entries, frame_columns
from surveys.sentences import local

CHUNK = 2_000
_PERSON = ("no", "affiliation__code", "employer", "unit", "employment_kind", "joined_on")
_VERSION = ("mode", "ordinal")
_REST = ("submitted_at", "language", "reason", "evidence_shown", "periods", "answers")


def rule_of(*, every_version: bool) -> str:
    """Which versions a file holds, in a sentence that stands inside it."""
    if every_version:
        return _(
            "Every version of the answers of each person; the column current marks the newest, which tables count."
        )
    return _("One row for each person with answers: the newest version, which tables count.")


def columns_of(wave: Wave, scope: Scope) -> list[Column]:
    """All columns of the wide form; a pass over the answers counts the rows of repeats, if there are any."""
    form = form_of(wave.version)
    repeats = [name for name, question in form.questions.items() if question["type"] == "repeat"]
    most = _most_rows(wave, repeats) if repeats else {}
    return [*frame_columns(wave, scope), *answer_columns(form.definition["sections"], scope, most)]


def _most_rows(wave: Wave, repeats: Sequence[str]) -> dict[str, int]:
    most = dict.fromkeys(repeats, 0)
    given: QuerySet[Any, Any] = Response.objects.filter(wave=wave, current__isnull=False).values_list(
        "current__answers", flat=True
    )
    if is_nameless(wave):
        given = AnonymousAnswer.objects.filter(wave=wave).values_list("answers", flat=True)
    for answers in given.iterator(chunk_size=CHUNK):
        for name in repeats:
            most[name] = max(most[name], len(entries(answers, name)))
    return most


def current_rows(wave: Wave, scope: Scope) -> Iterator[Taken]:
    """Everybody's newest version. Without person ids the order says nothing about who it is."""
    if is_nameless(wave):
        return _nameless(wave)
    responses: QuerySet[Response] = Response.objects.filter(wave=wave, current__isnull=False)
    responses = responses.order_by("person__no" if scope.people else "public_id")
    rows = responses.annotate(number=Count("versions")).values_list(
        *(f"person__{name}" for name in _PERSON),
        *(f"current__{name}" for name in _VERSION),
        "number",
        *(f"current__{name}" for name in _REST),
    )
    return _taken(wave, rows)


def every_row(wave: Wave, scope: Scope) -> Iterator[Taken]:
    """Every version, the versions of one person together; `versions` is the ordinal of the newest."""
    if is_nameless(wave):
        return _nameless(wave)
    versions = ResponseVersion.objects.filter(response__wave=wave, response__current__isnull=False)
    order = "response__person__no" if scope.people else "response__public_id"
    rows = versions.order_by(order, "ordinal").values_list(
        *(f"response__person__{name}" for name in _PERSON),
        *_VERSION,
        F("response__current__ordinal"),
        *_REST,
    )
    return _taken(wave, rows)


def _nameless(wave: Wave) -> Iterator[Taken]:
    """Answers without a name: the pseudonym if there is one, no time, and an order that tells nothing."""
    answers = AnonymousAnswer.objects.filter(wave=wave).order_by("public_id")
    nothing = dict.fromkeys(Taken._fields)
    for pseudonym, given in answers.values_list("pseudonym", "answers").iterator(chunk_size=CHUNK):
        yield Taken(**{**nothing, "person": pseudonym, "answers": given})


def _taken(wave: Wave, rows: Any) -> Iterator[Taken]:
    zone = ZoneInfo(wave.case.time_zone)
    for row in rows.iterator(chunk_size=CHUNK):
        taken = Taken(*row)
        yield taken._replace(submitted_at=taken.submitted_at.astimezone(zone))


def wide(columns: Sequence[Column], rows: Iterator[Taken]) -> Iterator[list[Value]]:
    """One row for each person."""
    readers = [column.read for column in columns]
    for row in rows:
        yield [read(row) for read in readers]


LONG = ("person", "affiliation", "ordinal", "current", "mode", "not_personal", "submitted_at", "language", "reason")
LONG_ANSWER = ("question", "entry", "place", "value", "label")


def long_head(scope: Scope) -> list[str]:
    return [name for name in (*LONG, *LONG_ANSWER) if scope.people or name != "person"]


def long_rows(wave: Wave, scope: Scope, rows: Iterator[Taken]) -> Iterator[list[Value]]:
    """One line for each answer of each version: of several options one line each, of a rank with its place."""
    form = form_of(wave.version)
    labels = {
        name: {choice["name"]: " ".join(local(choice["label"]).split()) for choice in question["choices"]}
        for name, question in form.everything.items()
    }
    for row in rows:
        frame: list[Value] = [
            *([row.person] if scope.people else []),
            row.affiliation,
            row.ordinal,
            int(row.ordinal == row.versions),
            row.mode,
            int(row.mode != AnswerMode.SELF),
            row.submitted_at,
            row.language,
            row.reason if scope.text else "",
        ]
        for question, entry, given in _given(form, row.answers):
            kind, name = question["type"], question["name"]
            if kind in {"text", "calculate"} and not scope.text:
                continue
            for place, value in enumerate(given if isinstance(given, list) else [given], start=1):
                ranked = place if kind == "rank" else None
                yield [*frame, name, entry, ranked, str(value), labels[name].get(str(value), "")]


def _given(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[Question, int | None, Any]]:
    """What was answered, question by question; of a repeat with the number of its row."""
    for name, question in form.questions.items():
        if question["type"] == "repeat":
            for place, entry in enumerate(entries(answers, name), start=1):
                for inner in question.get("questions", []):
                    if entry.get(inner["name"]) not in (None, "", []):
                        yield inner, place, entry[inner["name"]]
        elif answers.get(name) not in (None, "", []):
            yield question, None, answers[name]
