"""The filled rows of a sheet under our own column names."""

from __future__ import annotations

from engines.sheets import Cell, Sheet, column_letters
from surveys.logic.columns import REMARKS, TRANSLATED, Row, cell_text, column_name, split_head
from surveys.logic.workbook.findings import Findings


class RowReader(Findings):
    """Heads and cells; a filled cell under a heading that is not known is refused."""

    def rows(self, sheet: Sheet, plain: dict[str, str], translated: dict[str, str], needed: list[str]) -> list[Row]:
        filled = [(sheet.number(place), row) for place, row in enumerate(sheet.rows)]
        if not filled:
            return []
        head_number, head = filled[0]
        columns = self.columns(sheet.name, head_number, head, plain, translated)
        for name in needed:
            if name not in columns.values():
                self.problem("column_missing", sheet.name, head_number, name=name)
        refused: set[int] = set()
        found: list[Row] = []
        for number, row in filled[1:]:
            cells: dict[str, str] = {}
            letters: dict[str, str] = {}
            for place, value in enumerate(row):
                text = cell_text(value)
                if not text:
                    continue
                column = columns.get(place)
                if column is not None:
                    cells[column], letters[column] = text, column_letters(place + 1)
                elif place not in refused:
                    refused.add(place)
                    self.refuse_column(sheet.name, number, place, cell_text(head[place]) if place < len(head) else "")
            if cells:
                found.append(Row(number, cells, letters))
        return found

    def columns(
        self, sheet: str, number: int, head: tuple[Cell, ...], plain: dict[str, str], translated: dict[str, str]
    ) -> dict[int, str]:
        columns: dict[int, str] = {}
        for place, cell in enumerate(head):
            name = column_name(cell_text(cell), plain, translated, self.default_language)
            if name is None:
                continue
            if name in columns.values():
                self.problem("column_twice", sheet, number, column_letters(place + 1), name=cell_text(cell))
            columns[place] = name
        return columns

    def refuse_column(self, sheet: str, number: int, place: int, head: str) -> None:
        letter = column_letters(place + 1)
        base, _, tail = split_head(head)
        if head.strip().lower() in REMARKS:
            return
        if not head:
            self.problem("value_without_column", sheet, number, letter)
        elif tail and base in {*TRANSLATED, "label"}:
            self.problem("language_unsupported", sheet, number, letter, name=tail)
        else:
            self.problem("column_unsupported", sheet, number, letter, name=head)
