"""What a note would move in the published figures, if the person's class changed. Nothing is changed by looking.

Counted from the case's present data twice: as they are, and with one person's answer about viewing, or with the rows of one
person taken out of the log. Only tables that read what would change are counted, and only the files that they read are
written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.files import scratch_dir
from engines.tables import Change, Given, Recoded, Table, TableSpec, build_supposing, may_move, read_table, reads_of
from evidence.enums import NoteType, ReconciliationClass
from evidence.models import DiscrepancyNote, ViewingMap
from reports import dataset
from reports.models import Edition, ReportTable
from surveys.models import Wave


class Assumed(StrEnum):
    """What would be known of the person."""

    ANSWER_YES = "answer_yes"
    ANSWER_NO = "answer_no"
    NOT_IN_LOG = "not_in_log"


LABELS = {
    Assumed.ANSWER_YES: _("If the person corrects the answer to «viewed»"),
    Assumed.ANSWER_NO: _("If the person corrects the answer to «did not view»"),
    Assumed.NOT_IN_LOG: _("If the rows turn out to be somebody else's"),
}
POSSIBLE = {
    NoteType.DENIED_THOUGH_LOGGED: (Assumed.ANSWER_YES, Assumed.NOT_IN_LOG),
    NoteType.UNSURE: (Assumed.ANSWER_YES, Assumed.ANSWER_NO, Assumed.NOT_IN_LOG),
    NoteType.NO_ANSWER: (Assumed.NOT_IN_LOG,),
    NoteType.NOT_ASKED: (Assumed.NOT_IN_LOG,),
    NoteType.REPORTED_THOUGH_NOT_LOGGED: (Assumed.ANSWER_NO,),
    NoteType.PERIOD_UNCLEAR: (Assumed.ANSWER_NO,),
    NoteType.VOLUME_OUTLIER: (Assumed.NOT_IN_LOG,),
    NoteType.CONTRADICTION: (Assumed.ANSWER_YES, Assumed.ANSWER_NO),
    NoteType.OTHER: (Assumed.ANSWER_YES, Assumed.ANSWER_NO, Assumed.NOT_IN_LOG),
}


@dataclass(frozen=True)
class Moved:
    """One cell before and after; `in_edition` is the ordinal of the newest edition that prints the table, or 0."""

    table_id: str
    table: str
    row: str
    column: str
    before: str
    after: str
    in_edition: int


@dataclass(frozen=True)
class Effect:
    """What would move under one assumption."""

    assumed: Assumed
    label: str
    moved: Sequence[Moved]


def effects_of(note: DiscrepancyNote, language: str) -> list[Effect]:
    """The cells that each possible assumption would move; a note about an id moves none."""
    if note.person is None:
        return []
    suppositions = {assumed: _changes(note, assumed) for assumed in POSSIBLE.get(NoteType(note.type), ())}
    changes = [change for one in suppositions.values() for change in one]
    stored = ReportTable.objects.filter(case=note.case).order_by("position", "pk").values_list("spec", flat=True)
    read = (read_table(spec, str(spec.get("id", "table"))) for spec in stored)
    specs = [spec for spec in read if may_move(spec, changes)]
    editions = _editions(note)
    with scratch_dir() as folder:
        dataset.export(note.case, folder, only=_read_by(specs))
        before, supposed = build_supposing(specs, folder, list(suppositions.values()))
    return [
        Effect(assumed, str(LABELS[assumed]), list(_differences(before, after, editions, language)))
        for assumed, after in zip(suppositions, supposed, strict=True)
    ]


def _read_by(specs: Sequence[TableSpec]) -> dict[str, set[str]]:
    """The columns of each relation that these tables look at."""
    found: dict[str, set[str]] = {}
    for spec in specs:
        for relation, columns in reads_of(spec).items():
            found.setdefault(relation, set()).update(columns)
    return found


def _editions(note: DiscrepancyNote) -> dict[str, int]:
    """The newest edition that prints each table."""
    found: dict[str, int] = {}
    for edition in Edition.objects.filter(case=note.case).order_by("ordinal"):
        for section in edition.sections:
            found.update(dict.fromkeys(section.get("tables", []), edition.ordinal))
    return found


def _changes(note: DiscrepancyNote, assumed: Assumed) -> list[Change]:
    assert note.person is not None  # noqa: S101 -- the caller has looked
    no, incident = note.person.no, note.incident.no
    of_incident = {"person_no": no, "incident": incident}
    placed = Recoded({kind: _class_under(kind, assumed) for kind in ReconciliationClass.values})
    if assumed is Assumed.NOT_IN_LOG:
        unseen: dict[str, Given] = {"logged": False, "views": 0, "contracts": 0, "class": placed}
        return [Change("views", of_incident, {"person_no": None}), Change("comparison", of_incident, unseen)]
    yes = assumed is Assumed.ANSWER_YES
    changes = [Change("comparison", of_incident, {"reported": yes, "answered": True, "class": placed})]
    viewing = ViewingMap.objects.filter(incident=note.incident).order_by("-number").first()
    codes = (viewing.yes if yes else viewing.no) if viewing else []
    if viewing and codes:
        waves = Wave.objects.filter(case=note.case, code__in=viewing.waves).select_related("version__questionnaire")
        asked = {"person_no": no, "wave": [str(code) for code in viewing.waves]}
        answers = dict.fromkeys(map(str, viewing.questions), str(codes[0]))
        questionnaires = sorted({wave.version.questionnaire.code for wave in waves})
        changes += [Change(f"answers_{code}", asked, answers) for code in questionnaires]
    return changes


def _class_under(kind: str, assumed: Assumed) -> str:
    """The class that somebody of this class would stand in."""
    if assumed is Assumed.NOT_IN_LOG:
        if kind == "log_yes_answer_yes":
            return "answer_yes_period_unknown"
        return kind.replace("log_yes_", "log_no_", 1)
    if kind == "log_not_usable":
        return kind
    in_log = kind.startswith("log_yes")
    if assumed is Assumed.ANSWER_YES:
        return "log_yes_answer_yes" if in_log else "answer_yes_period_unknown"
    return "log_yes_answer_no" if in_log else "log_no_answer_no"


def _differences(
    before: Sequence[Table], after: Sequence[Table], editions: dict[str, int], language: str
) -> list[Moved]:
    moved = []
    for old, new in zip(before, after, strict=True):
        rows = {row.id: row for row in new.rows}
        for row in old.rows:
            for column, cell, other in zip(old.columns, row.cells, rows[row.id].cells, strict=True):
                was, now = cell.printed.in_language(language), other.printed.in_language(language)
                if was != now:
                    moved.append(
                        Moved(
                            old.id,
                            old.title.in_language(language),
                            row.label.in_language(language),
                            column.label.in_language(language),
                            was,
                            now,
                            editions.get(old.id, 0),
                        )
                    )
    return moved
