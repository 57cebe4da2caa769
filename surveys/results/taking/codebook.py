"""The codebook: every question with its wording, whom it is asked, its codes, and its columns in the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from django.utils.translation import gettext as _

from core import clock
from engines.sheets import OutCell, OutSheet, write_workbook
from surveys.forms_of import form_of
from surveys.logic.brought import full_label
from surveys.logic.definition import Question
from surveys.models import Wave
from surveys.results.taking.columns import Column, Scope
from surveys.results.taking.rows import columns_of, rule_of
from surveys.sentences import local


@dataclass(frozen=True)
class Entry:
    """One question as the codebook shows it."""

    name: str
    section: str
    kind: str
    label: str
    hint: str
    condition: str
    required: bool
    choices: list[tuple[str, str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


def entries_of(wave: Wave) -> list[Entry]:
    """In the order of the questionnaire; questions of a repeat after it."""
    form = form_of(wave.version)
    columns = columns_of(wave, Scope())
    found = []
    for section in form.definition["sections"]:
        heading = local(section["label"])
        for question in section["questions"]:
            if question["type"] == "note":
                continue
            asked = (question, *question.get("questions", []))
            found += [_entry(one, local(full_label(one, form.everything)), heading, columns) for one in asked]
    return found


def _entry(question: Question, label: str, heading: str, columns: list[Column]) -> Entry:
    return Entry(
        name=question["name"],
        section=heading,
        kind=question["type"],
        label=label,
        hint=local(question["hint"]),
        condition=question["relevant"] or "",
        required=question["required"],
        choices=[(choice["name"], local(choice["label"])) for choice in question["choices"]],
        columns=[column.name for column in columns if column.question == question["name"]],
    )


def about_wave(wave: Wave, *, every_version: bool = False) -> list[tuple[str, str]]:
    """What the files are, for the first sheet and the head of the syntax."""
    version = wave.version
    return [
        (_("Case"), f"{wave.case.number} {wave.case.label}"),
        (_("Wave"), f"{wave.code} {wave.label}"),
        (
            _("Questionnaire"),
            _("%(code)s version %(number)s") % {"code": version.questionnaire.code, "number": version.number},
        ),
        (_("Hash of the questionnaire"), version.content_hash),
        (_("Which versions"), rule_of(every_version=every_version)),
        (
            _("Several options"),
            _("One column for each option: 1 chosen, 0 not chosen, empty where nothing was answered."),
        ),
        (_("Answers by others"), _("mode says how the answers were given; not_personal is 1 where others wrote them.")),
        (_("Times"), _("In the time zone %(zone)s.") % {"zone": wave.case.time_zone}),
    ]


def codebook_workbook(wave: Wave, language: str) -> bytes:
    """Three sheets: what it is, the questions with their codes, the columns of the files."""
    out = BytesIO()
    entries = entries_of(wave)
    sheets = [
        OutSheet(_("About this file"), [_("What"), _("Content")], [list(pair) for pair in about_wave(wave)]),
        OutSheet(_("Questions and codes"), _question_head(), _question_rows(entries)),
        OutSheet(
            _("Columns of the files"),
            [_("Column"), _("Meaning"), _("Kind"), _("Question")],
            [[column.name, column.label, column.kind, column.question] for column in columns_of(wave, Scope())],
        ),
    ]
    write_workbook(out, sheets, created=clock.now(), title=wave.label, language=language)
    return out.getvalue()


def _question_head() -> list[str]:
    return [
        _("Part of the questionnaire"),
        _("Name"),
        _("Kind"),
        _("Question"),
        _("Asked if"),
        _("Required"),
        _("Code"),
        _("Wording of the option"),
    ]


def _question_rows(entries: list[Entry]) -> Iterator[list[OutCell]]:
    """A line for each question, then one for each of its options."""
    for entry in entries:
        asked = entry.condition or _("everybody")
        yield [
            entry.section,
            entry.name,
            entry.kind,
            entry.label,
            asked,
            _("yes") if entry.required else _("no"),
            "",
            "",
        ]
        for code, label in entry.choices:
            yield ["", entry.name, "", "", "", "", code, label]
