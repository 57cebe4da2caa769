"""A table inside a received file: where its head stands, what its columns mean, and its rows.

A file names its columns in its own words. `open_table` finds the head and proposes a meaning for each column;
a person (or a command that trusts the proposal) decides, and the rows are read with every problem collected.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import Problem, Rejected
from core.models import StoredFile
from core.sheets.cells import as_day, as_number, as_text, one_line
from core.sheets.sentences import rejected
from engines.sheets import Cell, Sheet, SheetError, SheetFile, column_letters, read_any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HEAD_WITHIN = 30
MOST_PROBLEMS = 200
_ORNAMENT = re.compile(r"[\s_\-・:*※()\[\]「」【】]+")


@dataclass(frozen=True)
class Column:
    """What a column can mean; `synonyms` are head texts that mean it, in any spelling of width and case."""

    name: str
    label: StrOrPromise
    synonyms: tuple[str, ...] = ()
    required: bool = False

    def known_as(self) -> set[str]:
        """All texts, folded."""
        return {fold_head(text) for text in (self.name, *self.synonyms)}


@dataclass(frozen=True)
class Reading:
    """How a file is to be read. Empty: as recognised. `mapping` is column index (from 0) → name of a Column."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    mapping: Mapping[int, str] | None = None


def fold_head(text: str) -> str:
    """Head texts that differ only in width, case, space or ornaments are the same."""
    return _ORNAMENT.sub("", unicodedata.normalize("NFKC", text).casefold())


def read_stored(stored: StoredFile, *, encoding: str = "", delimiter: str = "") -> SheetFile:
    """The whole file. Raises Rejected with the reason."""
    try:
        return read_any(
            stored.path, name=stored.name, encoding=encoding or None, delimiter=delimiter or None, from_us=True
        )
    except SheetError as error:
        raise rejected(error) from error


@dataclass
class Table:
    """A sheet with its head found; `mapping` says what each column means."""

    file: SheetFile
    sheet: Sheet
    head_index: int
    columns: Sequence[Column]
    mapping: dict[int, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def heads(self) -> list[str]:
        """The head's texts; a column without one is called by its letter."""
        row = self.sheet.rows[self.head_index] if self.sheet.rows else ()
        return [as_text(value).replace("\n", " ") or column_letters(place) for place, value in enumerate(row, start=1)]

    def data_rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Number in the file and cells of each row below the head that is not empty."""
        for index in range(self.head_index + 1, len(self.sheet.rows)):
            row = self.sheet.rows[index]
            if any(value is not None and as_text(value) for value in row):
                yield self.sheet.number(index), row

    def sample(self, rows: int = 3) -> list[Sequence[Cell]]:
        """The first rows."""
        found = []
        for _number, row in self.data_rows():
            found.append(row)
            if len(found) == rows:
                break
        return found

    def readers(self) -> Iterator[RowReader]:
        """The rows, by the meaning of their columns. Read them all, then call `settle`."""
        places = {name: index for index, name in self.mapping.items()}
        heads = self.heads
        for number, row in self.data_rows():
            yield RowReader(self, number, row, places, heads)

    def check_shape(self) -> None:
        """Problems of the table itself: columns missing or meant twice, merged cells, no rows."""
        meant = list(self.mapping.values())
        for column in self.columns:
            if column.required and column.name not in meant:
                self.add(_("No column was chosen for «%(column)s».") % {"column": column.label})
            if meant.count(column.name) > 1:
                self.add(_("Two columns were chosen for «%(column)s». Choose one.") % {"column": column.label})
        for merged in self.sheet.merged:
            if merged.last_row > self.sheet.number(self.head_index) and any(
                merged.first_column <= index + 1 <= merged.last_column for index in self.mapping
            ):
                self.add(
                    _("The cells %(range)s are merged, so only the first has a value. Unmerge them and fill each cell.")
                    % {"range": merged},
                    row=merged.first_row,
                    column=column_letters(merged.first_column),
                )
        if not self.problems and next(self.data_rows(), None) is None:
            self.add(_("There are no rows below the head. Check that the right sheet was chosen."))

    def add(self, message: str, *, row: int | None = None, column: str = "") -> None:
        self.problems.append(Problem(message, sheet=self.sheet.name, row=row, column=column))

    def settle(self) -> None:
        """Raises Rejected when anything was wrong."""
        if not self.problems:
            return
        shown = sorted(self.problems, key=lambda problem: problem.row or 0)[:MOST_PROBLEMS]
        if left := len(self.problems) - len(shown):
            shown.append(Problem(_("%(count)s more problems are not shown.") % {"count": left}))
        raise Rejected(shown)


@dataclass
class RowReader:
    """One row. Each method notes a problem with its place and gives an empty value instead of raising."""

    table: Table
    number: int
    cells: Sequence[Cell]
    places: Mapping[str, int]
    heads: Sequence[str]

    def has(self, name: str) -> bool:
        """Whether the file has the column at all."""
        return name in self.places

    def cell(self, name: str) -> Cell:
        place = self.places.get(name)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def problem(self, name: str, message: str) -> None:
        place = self.places.get(name)
        self.table.add(message, row=self.number, column=self.heads[place] if place is not None else "")

    def text(self, name: str, *, required: bool = False, most: int = 200) -> str:
        """One line of text."""
        value = self.cell(name)
        try:
            found = one_line(as_text(value))
        except ValueError:
            self.problem(name, _("The cell holds an invisible control character. Type its text anew."))
            return ""
        if required and not found:
            self.problem(name, _("The cell is empty. Fill it in."))
        if len(found) > most:
            self.problem(name, _("The text is longer than %(most)s characters. Shorten it.") % {"most": most})
            return ""
        return found

    def identifier(self, name: str, *, required: bool = False, most: int = 60) -> str:
        """Text that names something; a cell that Excel has turned into a date or a fraction is a problem."""
        if isinstance(self.cell(name), date | float | bool):
            self.problem(
                name, _("Excel has changed this id to a date or a number. Format the column as text and type it again.")
            )
            return ""
        return self.text(name, required=required, most=most)

    def day(self, name: str) -> date | None:
        """A day of the calendar."""
        try:
            return as_day(self.cell(name))
        except (ValueError, KeyError, OverflowError):
            self.problem(
                name,
                _("«%(text)s» is not a date. Write it as 2023-04-01, 2023/4/1 or 令和5年4月1日.")
                % {"text": as_text(self.cell(name))[:40]},
            )
            return None

    def whole_number(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        try:
            value = as_number(self.cell(name))
        except (ValueError, OverflowError):
            value = least - 1
        if value is not None and not least <= value <= most:
            self.problem(name, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
            return None
        return value

    def one_of(self, name: str, known: Mapping[str, str], shown: Sequence[str], *, required: bool = False) -> str:
        """A value by any of its folded texts in `known`; `shown` are listed when nothing fits."""
        text = self.text(name, required=required)
        if not text:
            return ""
        value = known.get(fold_head(text))
        if value is None:
            self.problem(
                name,
                _("«%(text)s» is not known here. Write one of: %(known)s.")
                % {"text": text[:40], "known": ", ".join(shown)},
            )
            return ""
        return value


def open_table(
    file: SheetFile, columns: Sequence[Column], reading: Reading, remembered: Mapping[str, str] | None = None
) -> Table:
    """The sheet that was chosen or fits best, its head, and the chosen or proposed meaning of its columns.

    `remembered` is head text → name from an earlier file; it goes before the synonyms. Raises Rejected.
    """
    words = _words(columns, remembered or {})
    sheet = _sheet(file, reading.sheet, words)
    head_index = _head(sheet, words)[1]
    table = Table(file, sheet, head_index, columns, {})
    if reading.mapping is None:
        table.mapping = _proposal(table.heads, words)
    else:
        names = {column.name for column in columns}
        table.mapping = {
            index: name for index, name in reading.mapping.items() if name in names and 0 <= index < sheet.width
        }
    return table


def _words(columns: Sequence[Column], remembered: Mapping[str, str]) -> dict[str, str]:
    words = {word: column.name for column in columns for word in column.known_as()}
    names = {column.name for column in columns}
    return words | {fold_head(head): name for head, name in remembered.items() if name in names}


def _sheet(file: SheetFile, name: str, words: Mapping[str, str]) -> Sheet:
    if name:
        chosen = [sheet for sheet in file.sheets if sheet.name == name]
        if not chosen:
            raise Rejected([Problem(_("There is no sheet of this name. Choose one of the file's sheets."), sheet=name)])
        return chosen[0]
    filled = [sheet for sheet in file.sheets if sheet.rows]
    if not filled:
        raise Rejected([Problem(_("The file is empty. Check that the right file was chosen."))])
    return max(filled, key=lambda sheet: (_head(sheet, words)[0], not sheet.hidden))


def _head(sheet: Sheet, words: Mapping[str, str]) -> tuple[int, int]:
    """How many heads are known in the best row, and its index; without any, the first row that is not empty."""
    best = (0, -1)
    first_filled = 0
    for index, row in reversed(list(enumerate(sheet.rows[:HEAD_WITHIN]))):
        texts = [fold_head(as_text(value)) for value in row if value is not None]
        if texts:
            first_filled = index
        best = max(best, (len({words[text] for text in texts if text in words}), -index - 1))
    return (best[0], -best[1] - 1) if best[0] else (0, first_filled)


def _proposal(heads: Sequence[str], words: Mapping[str, str]) -> dict[int, str]:
    """Each meaning for the first column that carries it."""
    proposal: dict[int, str] = {}
    for index, head in enumerate(heads):
        name = words.get(fold_head(head))
        if name and name not in proposal.values():
            proposal[index] = name
    return proposal
