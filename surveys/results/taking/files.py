"""Answers as CSV, as a workbook, and for SPSS: written while they are read, and no cell computes anything."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import chain

from engines.sheets import MARK, DataSheet, OpenEnd, as_text, stream_csv, stream_workbook
from surveys.results.taking.columns import Column, Value


def printed(value: Value) -> str:
    """As text: days and times in ISO form, in the case's zone. What looks like a formula is marked as text."""
    match value:
        case None:
            return ""
        case str():
            return as_text(value)
        case bool():
            return str(int(value))
        case datetime():
            return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case _:
            return str(value)


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[Value]], *, mark: bool = False) -> Iterator[str]:
    """The head and the rows; with `mark` Excel knows the encoding."""
    return stream_csv(chain([head], ([printed(cell) for cell in row] for row in rows)), mark=mark)


def workbook_pieces(
    head: Sequence[str], rows: Iterable[Sequence[Value]], about: Sequence[tuple[str, str]], names: tuple[str, str]
) -> Iterator[bytes]:
    """A sheet that tells what the file is, and the answers."""
    return stream_workbook([DataSheet(names[0], ("", ""), about), DataSheet(names[1], head, rows)])


def spss_pieces(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], about: Sequence[tuple[str, str]]
) -> Iterator[bytes]:
    """A zip with the data as CSV and the syntax that reads them: names, labels, values, missing as empty."""
    sink = OpenEnd()
    widths = [1] * len(columns)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with archive.open(f"{name}.csv", "w") as part:
            lines = csv_pieces(spss_names(columns), _measured(columns, rows, widths))
            for piece in lines:
                part.write(piece.encode())
                yield sink.take()
        archive.writestr(f"{name}.sps", MARK + syntax(name, columns, widths, about))
    yield sink.take()


def _measured(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], widths: list[int]
) -> Iterator[Sequence[Value]]:
    """The rows, each on one line; notes how wide each text is in bytes."""
    texts = [place for place, column in enumerate(columns) if column.kind in {"text", "code"}]
    for row in rows:
        cells = list(row)
        for place in texts:
            cell = cells[place]
            if isinstance(cell, str):
                cells[place] = cell = " / ".join(cell.splitlines())
                widths[place] = max(widths[place], len(printed(cell).encode()))
        yield cells


def spss_names(columns: Sequence[Column]) -> list[str]:
    """Names that SPSS takes: at most 64 bytes, letters first, different without regard to case."""
    taken: set[str] = set()
    names = []
    for column in columns:
        base = "".join(sign if sign.isalnum() or sign in "._" else "_" for sign in column.name)
        base = base if base[:1].isalpha() else f"v_{base}"
        base = base.rstrip("._") or "v"
        chosen, number = _bytes(base, 64), 1
        while chosen.casefold() in taken:
            number += 1
            chosen = f"{_bytes(base, 60)}_{number}"
        taken.add(chosen.casefold())
        names.append(chosen)
    return names


def _bytes(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


_FORMATS = {
    "flag": "F1.0",
    "whole": "F12.0",
    "decimal": "F20.6",
    "date": "SDATE10",
    "time": "TIME5",
    "moment": "YMDHMS19",
}


def syntax(name: str, columns: Sequence[Column], widths: Sequence[int], about: Sequence[tuple[str, str]]) -> str:
    """What SPSS and PSPP run; the file lies beside the data."""
    names = spss_names(columns)
    lines = [f"* {title}: {text}." if text else f"* {title}." for title, text in about]
    lines += ["SET UNICODE=ON.", f"GET DATA /TYPE=TXT /FILE='{name}.csv' /ENCODING='UTF8' /ARRANGEMENT=DELIMITED"]
    lines += ["  /DELCASE=LINE /FIRSTCASE=2 /DELIMITERS=',' /QUALIFIER='\"' /VARIABLES="]
    for one, column, width in zip(names, columns, widths, strict=True):
        shape = _FORMATS.get(column.kind) or f"A{min(32_767, width)}"
        lines.append(f"  {one} {shape}")
    lines[-1] += "."
    lines.append("VARIABLE LABELS")
    labelled = [
        f"  {one} {_quoted(_bytes(column.label or column.name, 250))}"
        for one, column in zip(names, columns, strict=True)
    ]
    lines.append("\n".join(labelled) + ".")
    for one, column in zip(names, columns, strict=True):
        if column.values:
            values = "\n".join(f"  {_quoted(code)} {_quoted(_bytes(label, 118))}" for code, label in column.values)
            lines.append(f"VALUE LABELS {one}\n{values}.")
    flags = [one for one, column in zip(names, columns, strict=True) if column.kind == "flag"]
    if flags:
        lines.append(f"VARIABLE LEVEL {' '.join(flags)} (NOMINAL).")
    lines.append(f"SAVE OUTFILE='{name}.sav'.\n")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"
