"""Look-up tables as people give them: two columns, pasted or as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from core import files
from core.sheets.sentences import sentence
from engines.columnar.computed import MAX_LOOKUP
from engines.sheets import SheetError, read_any

SHOWN = 5


def pasted_rows(text: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of pasted text: from a spreadsheet (tabs), as CSV, or «value = meaning»."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if "\t" in line:
            cells = line.split("\t")
        elif "," in line:
            cells = next(csv.reader(io.StringIO(line)))
        else:
            cells = line.replace("＝", "=").split("=", 1)
        found.append((number, [cell.strip() for cell in cells]))
    return found


def file_rows(upload: File[bytes]) -> list[tuple[int, list[str]]]:
    """(row, cells) of the first sheet of an uploaded file. Raises ValidationError."""
    with files.scratch_dir() as folder:
        path = folder / f"table{Path(upload.name or '').suffix.lower()[:8]}"
        with path.open("wb") as out:
            out.writelines(upload.chunks())
        try:
            sheet = read_any(path, name=upload.name or "").sheets[0]
        except SheetError as error:
            raise ValidationError(sentence(error)) from error
        return [
            (sheet.number(place), ["" if cell is None else str(cell).strip() for cell in row])
            for place, row in enumerate(sheet.rows)
            if any(cell is not None and str(cell).strip() for cell in row)
        ]


def table_from(rows: Sequence[tuple[int, list[str]]], *, has_head: bool) -> dict[str, str]:
    """Value → meaning. Raises ValidationError: not two columns, one value with two meanings, none, too many."""
    found: dict[str, str] = {}
    twice: list[str] = []
    for number, cells in rows[1:] if has_head else rows:
        filled = cells[:2] if not any(cells[2:]) else cells
        if len(filled) != 2 or not all(filled):
            raise ValidationError(
                _("Line %(line)s has not two columns with a value in each. Write the value, a comma and its meaning."),
                params={"line": number},
            )
        if found.setdefault(filled[0], filled[1]) != filled[1]:
            twice.append(filled[0])
    if twice:
        raise ValidationError(
            _("%(count)s values stand there with two meanings: %(values)s. Keep one meaning for each."),
            params={"count": len(twice), "values": "、".join(dict.fromkeys(twice[:SHOWN]))},
        )
    if not found:
        raise ValidationError(_("The table is empty. Paste two columns, or choose a file."))
    if len(found) > MAX_LOOKUP:
        raise ValidationError(
            _("The table has %(count)s values; %(limit)s are possible. Leave out those that the log does not have."),
            params={"count": len(found), "limit": MAX_LOOKUP},
        )
    return found


def as_text(table: Mapping[str, object]) -> str:
    """The table for its field."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(_pairs(table.items()))
    return out.getvalue()


def _pairs(items: Iterable[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    return ((old, str(new)) for old, new in items)
