"""What a note would move in the published figures, if the person's class changed. Nothing is changed by looking.

The tables are counted twice over a copy of the case's data: as they are, and with one person's answer about viewing, or
with the rows of one person taken out of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.files import scratch_dir
from engines.columnar.door import Door, identifier
from engines.tables import Table, build_tables, read_table
from evidence.enums import NoteType
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
    specs = list(ReportTable.objects.filter(case=note.case).order_by("position", "pk").values_list("spec", flat=True))
    read = [read_table(spec, str(spec.get("id", "table"))) for spec in specs]
    editions = _editions(note)
    found = []
    with scratch_dir() as folder:
        plain = folder / "plain"
        plain.mkdir()
        dataset.export(note.case, plain)
        before = build_tables(read, plain)
        for assumed in POSSIBLE.get(NoteType(note.type), ()):
            changed = folder / assumed
            changed.mkdir()
            _copy_with(plain, changed, note, assumed)
            after = build_tables(read, changed)
            found.append(Effect(assumed, str(LABELS[assumed]), list(_differences(before, after, editions, language))))
    return found


def _editions(note: DiscrepancyNote) -> dict[str, int]:
    """The newest edition that prints each table."""
    found: dict[str, int] = {}
    for edition in Edition.objects.filter(case=note.case).order_by("ordinal"):
        for section in edition.sections:
            found.update(dict.fromkeys(section.get("tables", []), edition.ordinal))
    return found


def _copy_with(plain: Path, target: Path, note: DiscrepancyNote, assumed: Assumed) -> None:
    """Every relation as it is, but for what the assumption changes."""
    changes = _changes(note, assumed)
    with Door(directories=[plain, target]) as door:
        for path in sorted(plain.glob("*.parquet")):
            if path.stem in changes:
                door.register_parquet("source", path)
                names = {str(row[0]): str(row[1]) for row in door.query("DESCRIBE source")}
                door.copy_to_parquet(_changed_sql(changes[path.stem], names, door), target / path.name)
            else:
                (target / path.name).hardlink_to(path)


@dataclass(frozen=True)
class _Change:
    """Columns to set for the rows of a person (of an incident, or of waves)."""

    person_no: str
    values: tuple[tuple[str, Any], ...]
    incident: str = ""
    waves: tuple[str, ...] = ()


def _changes(note: DiscrepancyNote, assumed: Assumed) -> dict[str, _Change]:
    assert note.person is not None  # noqa: S101 -- the caller has looked
    no, incident = note.person.no, note.incident.no
    if assumed is Assumed.NOT_IN_LOG:
        logged = (("logged", False), ("views", 0), ("contracts", 0))
        return {
            "views": _Change(no, (("person_no", None),), incident=incident),
            "comparison": _Change(no, logged, incident=incident),
        }
    yes = assumed is Assumed.ANSWER_YES
    changes = {"comparison": _Change(no, (("reported", yes), ("answered", True)), incident=incident)}
    viewing = ViewingMap.objects.filter(incident=note.incident).order_by("-number").first()
    codes = (viewing.yes if yes else viewing.no) if viewing else []
    if viewing and codes:
        waves = Wave.objects.filter(case=note.case, code__in=viewing.waves).select_related("version__questionnaire")
        for code in {wave.version.questionnaire.code for wave in waves}:
            values = tuple((question, codes[0]) for question in viewing.questions)
            changes[f"answers_{code}"] = _Change(no, values, waves=tuple(viewing.waves))
    return changes


def _changed_sql(change: _Change, names: dict[str, str], door: Door) -> str:
    """The relation with the change in it. Values are the case's own codes, written as literals of their columns."""
    conditions = [f"person_no = {_literal(change.person_no)}"]
    if change.incident:
        conditions.append(f"incident = {_literal(change.incident)}")
    if change.waves:
        conditions.append(f"wave IN ({', '.join(_literal(wave) for wave in change.waves)})")
    where = " AND ".join(conditions)
    columns = {name: identifier(name, names) for name in names}
    for name, value in (*change.values, *_new_class(change, where, names, door)):
        if name in names:
            shown = f"[{_literal(value)}]" if names[name].endswith("[]") else _literal(value)
            own = identifier(name, names)
            columns[name] = f"CASE WHEN {where} THEN CAST({shown} AS {names[name]}) ELSE {own} END AS {own}"
    return f"SELECT {', '.join(columns.values())} FROM source"  # noqa: S608 -- literals


def _new_class(change: _Change, where: str, names: dict[str, str], door: Door) -> list[tuple[str, Any]]:
    """The class that the person would stand in."""
    if "class" not in names:
        return []
    rows = door.query(f"SELECT class FROM source WHERE {where}")  # noqa: S608 -- literals
    if not rows:
        return []
    kind = str(rows[0][0])
    facts = dict(change.values)
    if facts.get("logged") is False:
        return [("class", _without_log(kind))]
    start = "log_yes" if kind.startswith("log_yes") else "log_no"
    if kind == "log_not_usable":
        return []
    if facts.get("reported"):
        return [("class", "log_yes_answer_yes" if start == "log_yes" else "answer_yes_period_unknown")]
    return [("class", f"{start}_answer_no")]


def _without_log(kind: str) -> str:
    """Where somebody of this class would stand without rows in the log."""
    if kind == "log_yes_answer_yes":
        return "answer_yes_period_unknown"
    return kind.replace("log_yes_", "log_no_", 1)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"


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
