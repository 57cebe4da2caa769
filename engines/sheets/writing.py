"""Workbooks for people: styled, the same bytes for the same content, and no cell that computes.

openpyxl turns «=…» into a formula, cuts at 32,767 characters without a word and refuses control characters;
here text stays text, a cut is visible, and control characters are written in Excel's own escape (_x0001_).
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from engines.sheets.delimited import looks_like_formula
from engines.sheets.model import column_letters

OutCell = str | int | float | bool | date | datetime | Decimal | None

_FONT = "Yu Gothic"
_MOST = 32_767
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class OutSheet:
    """A sheet to write: lines above, a head, rows, lines below.

    `formats` are Excel number formats by column (from 0); `widths` are in characters, guessed when not given;
    `title` is set larger; `emphasised` are indexes of rows in bold, such as totals. `lists` are the values that Excel
    offers and accepts in a column; `kinds` is what else a column accepts: date, whole or decimal.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[OutCell]]
    title: str = ""
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    widths: Sequence[int] | None = None
    formats: Mapping[int, str] = field(default_factory=dict)
    emphasised: frozenset[int] = frozenset()
    lists: Mapping[int, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)


def write_workbook(
    target: Path | IO[bytes], sheets: Sequence[OutSheet], *, created: datetime, title: str = "", language: str = "ja"
) -> None:
    """Writes an .xlsx. The same arguments give the same bytes; `created` is the time the file tells."""
    from openpyxl import Workbook  # noqa: PLC0415 -- slow import

    book = Workbook(write_only=True)
    stamp = created.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    book.properties.creator = "Shirabe"
    book.properties.title = clean_text(title) or None
    book.properties.language = language
    book.properties.created = stamp
    names: set[str] = set()
    style = _Style()
    offered: list[Sequence[str]] = []
    for sheet in sheets:
        _write_sheet(book.create_sheet(_sheet_name(sheet.name, names)), sheet, style, offered)
    if offered:
        _write_offered(book.create_sheet(_sheet_name("lists", names)), offered, style)
    raw = BytesIO()
    book.save(raw)
    data = _steady(raw.getvalue(), stamp)
    if isinstance(target, Path):
        target.write_bytes(data)
    else:
        target.write(data)


def clean_text(text: str) -> str:
    """What may stand in a cell: escaped control signs, and a visible end where text was too long."""
    safe = _ESCAPE_LIKE.sub("_x005F_", text)
    safe = _ILLEGAL.sub(_escaped, safe)
    if len(safe) > _MOST:
        safe = safe[: _MOST - 20] + f" …(+{len(safe) - _MOST + 20:,})"
    return safe


def _escaped(found: re.Match[str]) -> str:
    sign = ord(found.group())
    return f"_x{sign:04X}_" if sign < 0x20 else "�"


class _Style:
    """The few looks of a sheet, made once for a book."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 -- slow import

        self.looks: dict[object, Any] = {}
        self.body = Font(name=_FONT, size=10.5)
        self.bold = Font(name=_FONT, size=10.5, bold=True)
        self.title = Font(name=_FONT, size=14, bold=True)
        self.note = Font(name=_FONT, size=9.5, color="5B6772")
        self.head_fill = PatternFill("solid", fgColor="E3EEEE")
        self.head_line = Border(bottom=Side(style="medium", color="0D5C63"))
        self.line = Border(bottom=Side(style="hair", color="D9DEE3"))
        self.wrapped = Alignment(vertical="top", wrap_text=True)
        self.number = Alignment(vertical="top", horizontal="right")


def _write_offered(page: Any, offered: Sequence[Sequence[str]], style: _Style) -> None:
    """The values behind the lists, a column each, on a hidden sheet: inside a formula they would be cut at 255 signs."""
    page.sheet_state = "hidden"
    for values in zip_longest(*offered):
        page.append([_cell(page, value, None, style.body, style) for value in values])


def _accept(page: Any, sheet: OutSheet, first: int, last: int, offered: list[Sequence[str]]) -> None:
    """Excel refuses what is neither in the list nor of the kind; an empty cell is always fine."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- slow import

    for column, values in sheet.lists.items():
        offered.append(list(values))
        letter = column_letters(len(offered))
        rule = DataValidation(type="list", formula1=f"lists!${letter}$1:${letter}${len(values)}", allow_blank=True)
        rule.showErrorMessage = True
        rule.add(f"{column_letters(column + 1)}{first}:{column_letters(column + 1)}{last}")
        page.data_validations.append(rule)
    for column, kind in sheet.kinds.items():
        least = "1" if kind == "date" else "-1000000000"
        rule = DataValidation(type=kind, operator="greaterThanOrEqual", formula1=least, allow_blank=True)
        rule.showErrorMessage = True
        rule.add(f"{column_letters(column + 1)}{first}:{column_letters(column + 1)}{last}")
        page.data_validations.append(rule)


def _write_sheet(page: Any, sheet: OutSheet, style: _Style, offered: list[Sequence[str]]) -> None:
    rows = [list(row) for row in sheet.rows]
    for position, width in enumerate(sheet.widths or _widths(sheet.head, rows), start=1):
        page.column_dimensions[column_letters(position)].width = width
    over = ([sheet.title] if sheet.title else []) + list(sheet.above)
    if sheet.head:
        head_row = len(over) + 1
        page.freeze_panes = f"A{head_row + 1}"
        page.auto_filter.ref = f"A{head_row}:{column_letters(len(sheet.head))}{head_row + len(rows)}"
        page.print_title_rows = f"{head_row}:{head_row}"
    page.sheet_properties.pageSetUpPr = _fit_to_width()
    page.page_setup.orientation = "landscape" if len(sheet.head) > 6 else "portrait"
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    for position, line in enumerate(over):
        page.append([_text_cell(page, line, style.title if sheet.title and position == 0 else style.note)])
    if sheet.head:
        page.append([_head_cell(page, text, style) for text in sheet.head])
    for index, row in enumerate(rows):
        font = style.bold if index in sheet.emphasised else style.body
        page.append([_cell(page, value, sheet.formats.get(column), font, style) for column, value in enumerate(row)])
    if rows and (sheet.lists or sheet.kinds):
        first = len(over) + bool(sheet.head) + 1
        _accept(page, sheet, first, first + len(rows) - 1, offered)
    for line in sheet.below:
        page.append([_text_cell(page, line, style.note)])


def _fit_to_width() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 -- slow import

    return PageSetupProperties(fitToPage=True)


def _text_cell(page: Any, text: str, font: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- slow import

    cell = WriteOnlyCell(page, clean_text(text))
    cell.data_type = "s"
    cell.font = font
    if looks_like_formula(text):
        cell.quotePrefix = True
    return cell


def _head_cell(page: Any, text: str, style: _Style) -> Any:
    cell = _text_cell(page, text, style.bold)
    cell.fill, cell.border, cell.alignment = style.head_fill, style.head_line, style.wrapped
    return cell


def _cell(page: Any, value: OutCell, number_format: str | None, font: Any, style: _Style) -> Any:
    """A cell with the look of its kind. Looks are made once a book: making them anew takes three quarters of the time."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- slow import

    quoted = isinstance(value, str) and looks_like_formula(value)
    if isinstance(value, str):
        value = clean_text(value)
    elif isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)  # a workbook knows no zones; callers pass local times
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"
    key = (type(value), quoted, number_format, font is style.bold)
    if key not in style.looks:
        _dress(cell, value, number_format, font, style)
        cell.quotePrefix = quoted
        style.looks[key] = cell._style  # noqa: SLF001 -- the library has no public way to share a look
    cell._style = style.looks[key]  # noqa: SLF001 -- the same
    return cell


def _dress(cell: Any, value: OutCell, number_format: str | None, font: Any, style: _Style) -> None:
    cell.font, cell.border = font, style.line
    if isinstance(value, str):
        cell.alignment = style.wrapped
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.alignment = style.number
        cell.number_format = number_format or ("#,##0" if isinstance(value, int) else "General")
    elif isinstance(value, datetime):
        cell.number_format = number_format or "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
        cell.number_format = number_format or "yyyy-mm-dd"


def _widths(head: Sequence[str], rows: Sequence[Sequence[OutCell]]) -> list[int]:
    """Wide enough for most of the first rows; Japanese signs count twice."""
    columns = max([len(head), *(len(row) for row in rows[:200])])
    widths = []
    for column in range(columns):
        texts = [head[column]] if column < len(head) else []
        texts += [str(row[column]) for row in rows[:200] if column < len(row) and row[column] is not None]
        widths.append(min(60, max(8, 3 + max((_width(text) for text in texts), default=0))))
    return widths


def _width(text: str) -> int:
    return max((sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in text[:200].splitlines()), default=0)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Excel's rules: 31 signs, none of []:*?/\\, unique without regard to case."""
    base = _SHEET_NAME.sub(" ", clean_text(name)).strip(" '")[:31] or "Sheet"
    chosen, number = base, 1
    while chosen.casefold() in taken:
        number += 1
        ending = f" ({number})"
        chosen = base[: 31 - len(ending)] + ending
    taken.add(chosen.casefold())
    return chosen


def _steady(data: bytes, stamp: datetime) -> bytes:
    """The archive again with fixed times; the library writes the clock into each part."""
    steady = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                modified = rb"\g<1>" + stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", modified, content)
            about = zipfile.ZipInfo(part.filename, _ZIP_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            new.writestr(about, content)
    return steady.getvalue()
