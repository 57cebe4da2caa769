"""Files into rows, and cells into facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import Problem, Rejected
from core.models import StoredFile
from core.sheets import Column, Reading, RowReader, Table, open_table, read_stored, rejected
from core.sheets.cells import as_text
from core.sheets.table import fold_head
from engines.sheets import SheetError, SheetFile, read_any
from remediation.enums import CitationKind

Source = StoredFile | Path | None
LONGEST_PROSE = 4000
YES = {"yes", "true", "1", "on", "はい", "○", "〇", "する"}
NO = {"", "no", "false", "0", "off", "いいえ", "×", "-"}


@contextmanager
def collected(problems: list[Problem]) -> Iterator[None]:
    """Problems of several tables are shown together."""
    try:
        yield
    except Rejected as refusal:
        problems.extend(refusal.problems)


def open_source(source: StoredFile | Path) -> SheetFile:
    if isinstance(source, StoredFile):
        return read_stored(source)
    try:
        return read_any(source, name=source.name, from_us=True)
    except SheetError as error:
        raise rejected(error) from error


def table_of(source: Source, columns: Sequence[Column]) -> Table | None:
    """The table with its own name in every problem. None: there is no file.

    A table may end with its head: a plan without any link, or without any measure yet, is a plan too.
    """
    if source is None:
        return None
    try:
        file = open_source(source)
        table = open_table(file, columns, Reading())
        if not table.sheet.name:
            table.sheet = replace(table.sheet, name=source.name)
        if next(table.data_rows(), None) is not None:
            table.check_shape()
            table.settle()
    except Rejected as refusal:
        raise Rejected([_at(problem, source.name) for problem in refusal.problems]) from refusal
    return table


def _at(problem: Problem, name: str) -> Problem:
    return problem if problem.sheet else Problem(problem.message, name, problem.row, problem.column)


def codes(text: str) -> list[str]:
    """«I-1;I-2», «I-1、I-2»."""
    for sign in "、,；":
        text = text.replace(sign, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def listed(text: str) -> list[str]:
    """Parts that may hold commas themselves: only semicolons part them."""
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def prose(row: RowReader, name: str, *, required: bool = False) -> str:
    """Text whose line breaks mean something."""
    row.text(name, required=required, most=LONGEST_PROSE)
    return "\n".join(" ".join(line.split()) for line in as_text(row.cell(name)).splitlines())[:LONGEST_PROSE]


def number(row: RowReader, name: str, seen: set[str]) -> str:
    no = row.identifier(name, required=True, most=20)
    if no and no in seen:
        row.problem(name, _("The number «%(no)s» stands in two rows. Numbers are unique.") % {"no": no})
    seen.add(no)
    return no


def axes(row: RowReader, name: str) -> dict[str, str]:
    """«要素=機会;統制=物理的»."""
    found = {}
    for part in listed(row.text(name, most=LONGEST_PROSE)):
        axis, sign, value = part.partition("=")
        if not sign or not axis.strip() or not value.strip():
            row.problem(name, _("«%(text)s» is no grouping. Write axis=value, several parted by ;.") % {"text": part})
        else:
            found[axis.strip()] = value.strip()
    return found


def citations(row: RowReader, name: str) -> list[tuple[str, str]]:
    """«table:q3-1;rule:行動規範»: kind and target of each."""
    found = []
    for part in listed(row.text(name, most=LONGEST_PROSE)):
        kind, _sign, target = part.partition(":")
        if kind.strip() not in CitationKind.values or not target.strip():
            row.problem(
                name,
                _("«%(text)s» names no source. Write kind:name, with one of the kinds %(kinds)s.")
                % {"text": part[:40], "kinds": ", ".join(CitationKind.values)},
            )
        else:
            found.append((kind.strip(), target.strip()[:300]))
    return found


def flag(row: RowReader, name: str) -> bool:
    text = row.text(name).casefold()
    if text not in YES | NO:
        row.problem(name, _("Write yes or no."))
    return text in YES


def words_of(choices: type[models.TextChoices]) -> Mapping[str, str]:
    """Codes and both languages' words."""
    known = {fold_head(value): value for value in choices.values}
    for language in ("ja", "en"):
        with override(language):
            known |= {fold_head(str(label)): value for value, label in choices.choices}
    return known
