"""Aggregate tables in which every percentage names its base: specifications in, counted tables out."""

from engines.tables.build import build_tables
from engines.tables.errors import TableError
from engines.tables.percent import percent, printed_count
from engines.tables.reading import read_table, read_tables, resolve
from engines.tables.specs import Base, Column, Count, Form, Measure, Note, Options, Row, TableSpec, Total
from engines.tables.supposing import Change, Given, Recoded, build_supposing, may_move, reads_of
from engines.tables.suppression import suppress
from engines.tables.table import Cell, Check, Table, TableBase, TableColumn, TableRow
from engines.tables.words import DASH, Words

__all__ = [
    "DASH",
    "Base",
    "Cell",
    "Change",
    "Check",
    "Column",
    "Count",
    "Form",
    "Given",
    "Measure",
    "Note",
    "Options",
    "Recoded",
    "Row",
    "Table",
    "TableBase",
    "TableColumn",
    "TableError",
    "TableRow",
    "TableSpec",
    "Total",
    "Words",
    "build_supposing",
    "build_tables",
    "may_move",
    "percent",
    "printed_count",
    "read_table",
    "read_tables",
    "reads_of",
    "resolve",
    "suppress",
]
