"""A workbook per site to be filled in without a network, with the choices as lists inside the sheet.

It comes back through the import of answers (`surveys.imports`), which checks every cell again.
"""

from __future__ import annotations

import io

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit import trail
from core import clock
from core.actor import Actor
from engines.sheets import OutCell, OutSheet, write_workbook
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.forms_of import form_of
from surveys.imports import mode_words
from surveys.letters import open_invitations, site_of
from surveys.logic.definition import Question
from surveys.models import Wave
from surveys.sentences import local

KINDS = {"date": "date", "integer": "whole", "decimal": "decimal"}


def sites_of(wave: Wave) -> list[tuple[str, int]]:
    """Site and how many there have not finished."""
    counts: dict[str, int] = {}
    for one in open_invitations(wave):
        counts[site_of(one)] = counts.get(site_of(one), 0) + 1
    return sorted(counts.items())


@transaction.atomic
def offline_list(*, wave: Wave, site: str, by: Actor) -> bytes:
    """One row for each person of the site who has not finished; the head bears the questions' names, row 2 their words."""
    rules.can_list_offline(wave).require()
    people = [one for one in open_invitations(wave) if site_of(one) == site]
    trail.record(
        "surveys.offline_list_taken",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"people": len(people)},
    )
    target = io.BytesIO()
    with translation.override(wave.case.language):
        questions = [question for question in form_of(wave.version).questions.values() if question["type"] != "note"]
        head = ["person", _("Full name"), "mode", "submitted_at", *(question["name"] for question in questions)]
        first = 4
        lists = {2: mode_words()} | {
            first + place: [local(choice["label"]) or choice["name"] for choice in question["choices"]]
            for place, question in enumerate(questions)
            if question["type"] == "select_one"
        }
        kinds = {3: "date"} | {
            first + place: KINDS[question["type"]]
            for place, question in enumerate(questions)
            if question["type"] in KINDS
        }
        rows: list[list[OutCell]] = [
            [one.person.no, one.person.name, None, None, *(None for _question in questions)] for one in people
        ]
        sheet = OutSheet(name=_("Answers"), head=head, rows=rows, lists=lists, kinds=kinds, widths=_widths(questions))
        guide = OutSheet(
            name=_("Questions"),
            title=f"{wave.label} {site}",
            above=[_("Write the answers into the first sheet, one row for each person. Empty cells are not answered.")],
            head=[_("Column"), _("Question"), _("Choices"), _("How to write it")],
            rows=[_explained(question) for question in questions],
        )
        write_workbook(target, [sheet, guide], created=clock.now(), title=wave.label, language=wave.case.language)
    return target.getvalue()


def _widths(questions: list[Question]) -> list[int]:
    return [14, 20, 14, 14, *(24 for _question in questions)]


def _explained(question: Question) -> list[OutCell]:
    ways = {
        "select_one": _("Choose one from the list."),
        "select_multiple": _("Write the codes of all that apply, with a semicolon between them."),
        "date": _("A day such as 2023-04-01."),
    }
    return [
        question["name"],
        local(question["label"]),
        "\n".join(f"{choice['name']}: {local(choice['label'])}" for choice in question["choices"]),
        ways.get(question["type"], ""),
    ]
