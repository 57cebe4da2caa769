"""A workbook written while its rows are read: as many rows as one likes, in the same memory.

`write_workbook` is for people's tables, with widths, lists and totals; this is for data. Text is always text: a cell
that looks like a formula is marked as quoted and never computes. Give `stream_workbook` to a streaming response.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from xml.sax.saxutils import escape

from engines.sheets.delimited import looks_like_formula
from engines.sheets.model import column_letters
from engines.sheets.writing import OutCell, clean_text

ROWS_AT_ONCE = 500
LINES_AT_ONCE = 200
MARK = "\ufeff"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 -- a workbook knows no zones
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN, _BOLD, _QUOTED, _DAY, _MOMENT, _TIME = range(6)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="10.5"/><name val="Yu Gothic"/></font>'
    '<font><b/><sz val="10.5"/><name val="Yu Gothic"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def stream_csv(rows: Iterable[Sequence[str]], *, mark: bool = False) -> Iterator[str]:
    """Lines in handfuls, the cells as they are given (`as_text`); with `mark` Excel knows the encoding."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    target.write(MARK if mark else "")
    for number, row in enumerate(rows):
        writer.writerow(row)
        if number and number % LINES_AT_ONCE == 0:
            yield target.getvalue()
            target.seek(0)
            target.truncate()
    yield target.getvalue()


@dataclass(frozen=True)
class DataSheet:
    """A head and rows, read once, while they are written."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[OutCell | time]]


class OpenEnd(io.RawIOBase):
    """The open end of an archive: `zipfile` writes into it, what it wrote is handed on and forgotten."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.sent = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # any buffer comes as bytes here
        self.pieces.append(bytes(data))
        self.sent += len(data)
        return len(data)

    def tell(self) -> int:
        return self.sent

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def stream_workbook(sheets: Sequence[DataSheet]) -> Iterator[bytes]:
    """The bytes of an .xlsx, piece by piece. Sheet names must be different and of at most 31 plain signs."""
    pipe = OpenEnd()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        for name, content in _frame([sheet.name for sheet in sheets]):
            book.writestr(_part(name), content)
        for number, sheet in enumerate(sheets, start=1):
            with book.open(_part(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for piece in _sheet(sheet):
                    part.write(piece.encode())
                    if pipe.pieces:
                        yield pipe.take()
    yield pipe.take()


def _part(name: str) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name, _ZIP_TIME)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = 0o600 << 16
    return about


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The small parts around the sheets."""
    numbers = range(1, len(names) + 1)
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}worksheet+xml"/>' for n in numbers
        )
        + "</Types>",
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
    )
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{package}">{links}<Relationship Id="rId{len(names) + 1}" '
        f'Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
    )
    yield "xl/styles.xml", _STYLES


def _sheet(sheet: DataSheet) -> Iterator[str]:
    """The head stays in sight; rows come in handfuls."""
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
    )
    letters = [column_letters(place) for place in range(1, len(sheet.head) + 1)]
    yield _row(1, [_text(f"{letter}1", title, _BOLD) for letter, title in zip(letters, sheet.head, strict=True)])
    ready: list[str] = []
    for number, row in enumerate(sheet.rows, start=2):
        cells = [_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=False)]
        ready.append(_row(number, cells))
        if len(ready) == ROWS_AT_ONCE:
            yield "".join(ready)
            ready.clear()
    yield "".join(ready) + "</sheetData></worksheet>"


def _row(number: int, cells: Iterable[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: OutCell | time) -> str:
    match value:
        case None | "":
            return ""
        case str():
            return _text(place, value, _QUOTED if looks_like_formula(value) else _PLAIN)
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case int() | float() | Decimal():
            return f'<c r="{place}"><v>{value}</v></c>'
        case datetime():
            return f'<c r="{place}" s="{_MOMENT}"><v>{(value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86400}</v></c>'
        case date():
            return f'<c r="{place}" s="{_DAY}"><v>{(value - _EPOCH.date()).days}</v></c>'
        case time():
            return f'<c r="{place}" s="{_TIME}"><v>{(value.hour * 60 + value.minute) / 1440}</v></c>'


def _text(place: str, text: str, style: int) -> str:
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(clean_text(text))}</t></is></c>'
    )
