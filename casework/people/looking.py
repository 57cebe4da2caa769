"""A received file as it is understood, before anything of it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actions import remembered_mapping
from accounts.imports import Plan
from accounts.imports.foreign import Foreign, foreign_kind, shown_heads, shown_values
from accounts.models import PeopleFile
from casework.models import Case
from casework.people.forms import DELIMITER_NAMES, ENCODING_NAMES, ReadingForm, delimiter_of
from casework.people.importing import columns_for, plan_import
from core.errors import Problem, Rejected
from core.sheets import Column, Reading, Table, open_table, read_stored
from core.sheets.table import fold_head
from engines.sheets import SheetFile


@dataclass
class SeenColumn:
    """One column of the file on the screen."""

    name: str
    head: str
    samples: Sequence[object]
    chosen: str
    state: str


@dataclass
class Look:
    """A received file as it was understood under certain wishes."""

    reading: Reading = field(default_factory=Reading)
    content: SheetFile | None = None
    table: Table | None = None
    plan: Plan | None = None
    form: ReadingForm | None = None
    columns: list[SeenColumn] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    foreign: Foreign | None = None

    @property
    def encoding(self) -> str:
        """For people."""
        return ENCODING_NAMES.get((self.content and self.content.encoding) or "", "")

    @property
    def delimiter(self) -> object:
        """For people."""
        return DELIMITER_NAMES.get((self.content and self.content.delimiter) or "", "")

    @property
    def head_row(self) -> int:
        """Its number in the file."""
        return self.table.sheet.number(self.table.head_index) if self.table else 0

    @property
    def data_count(self) -> int:
        """Rows below the head."""
        return sum(1 for _row in self.table.data_rows()) if self.table else 0


def look_at(case: Case, file: PeopleFile, wishes: QueryDict) -> Look:
    """Reads the file as wished; every refusal becomes a list of problems to show."""
    look = Look()
    columns = columns_for(case, file.kind)
    try:
        look.content = read_stored(
            file.stored, encoding=wishes.get("encoding", ""), delimiter=delimiter_of(wishes.get("delimiter", ""))
        )
        sheets = [sheet.name for sheet in look.content.sheets if sheet.name]
        width = max((sheet.width for sheet in look.content.sheets), default=0)
        look.form = ReadingForm(wishes, sheets=sheets, width=width, columns=columns)
        if not look.form.is_valid():
            raise BadRequest
        look.reading = look.form.reading()
        remembered = remembered_mapping(file)
        look.table = open_table(look.content, columns, look.reading, remembered)
        look.columns = _seen(look.table, columns, remembered)
        look.plan = plan_import(case=case, kind=file.kind, table=look.table)
    except Rejected as rejected:
        look.problems = rejected.problems
        if look.table is not None:
            _cover_foreign(look, look.table)
        if look.form is None:
            look.form = ReadingForm(wishes, sheets=[], width=0, columns=columns)
    return look


def _cover_foreign(look: Look, table: Table) -> None:
    """Of a file that is something else nothing is shown, neither in its columns nor in sentences that quote a row."""
    look.foreign = foreign_kind(table)
    if look.foreign is None:
        return
    for index, column in enumerate(look.columns):
        column.samples = shown_values([row[index] for row in table.sample()], own=False)
    if quoting := [problem for problem in look.problems if problem.row is not None]:
        rest = [problem for problem in look.problems if problem.row is None]
        said = _("The rows do not fit either; their values are not shown (%(count)s problems).")
        look.problems = [*rest, Problem(said % {"count": len(quoting)})]


def _seen(table: Table, columns: tuple[Column, ...], remembered: Mapping[str, str]) -> list[SeenColumn]:
    earlier = {fold_head(head): name for head, name in remembered.items()}
    words = {word: column.name for column in columns for word in column.known_as()}
    samples, shown = table.sample(), shown_heads(table)
    seen = []
    for index, head in enumerate(table.heads):
        chosen = table.mapping.get(index, "")
        state = "none"
        if chosen:
            known = fold_head(head)
            state = "earlier" if earlier.get(known) == chosen else "known" if words.get(known) == chosen else "chosen"
        cells = shown_values([row[index] for row in samples], own=bool(chosen))
        seen.append(SeenColumn(f"c{index}", shown[index], cells, chosen, state))
    return seen
