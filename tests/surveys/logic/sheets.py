"""Questionnaires as dicts by column, without a file."""

from collections.abc import Iterable, Mapping
from datetime import date

from engines.sheets import OutSheet, Sheet
from surveys.logic import Form, Reading, read_sheets
from surveys.logic.export import sheets

TODAY = date(2023, 2, 15)
Rows = Iterable[Mapping[str, object]]


def sheet(name, rows):
    rows = list(rows)
    heads = list(dict.fromkeys(key for row in rows for key in row))
    return Sheet(name, [tuple(heads), *(tuple(row.get(head) for head in heads) for row in rows)], len(heads))


def read(survey: Rows, choices: Rows = (), settings: Rows = ()) -> Reading:
    found = [sheet("survey", survey)]
    if choices:
        found.append(sheet("choices", choices))
    if settings:
        found.append(sheet("settings", settings))
    return read_sheets(found)


def form(survey: Rows, choices: Rows = (), settings: Rows = ()) -> Form:
    reading = read(survey, choices, settings)
    assert [(p.code, p.row, p.column, dict(p.params)) for p in reading.problems] == []
    return Form(reading.definition)


def refused(survey: Rows, choices: Rows = ()) -> list[tuple[str, int | None, str]]:
    return [(p.code, p.row, p.column) for p in read(survey, choices).problems]


def again(definition) -> Reading:
    """Written out and read back, without a file."""
    return read_sheets([_plain(out) for out in sheets(definition)])


def _plain(out: OutSheet) -> Sheet:
    rows = [tuple(out.head), *(tuple(value or None for value in row) for row in out.rows)]
    return Sheet(out.name, rows, len(out.head))


def q(kind, name, **columns):
    return {"type": kind, "name": name, "label": columns.pop("label", f"問 {name}"), **columns}


def c(listed, *codes, **columns):
    return [{"list_name": listed, "name": code, "label": f"選 {code}", **columns} for code in codes]
