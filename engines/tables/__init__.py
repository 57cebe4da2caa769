"""Aggregate tables in which every percentage names its base: specifications in, counted tables out."""

from engines.tables.build import build_tables
from engines.tables.errors import TableError
from engines.tables.percent import percent, printed_count
from engines.tables.reading import read_table, read_tables, resolve
from engines.tables.specs import Base, Column, Count, Form, Measure, Note, Options, Row, TableSpec, Total
from engines.tables.suppression import suppress
from engines.tables.table import Cell, Check, Table, TableBase, TableColumn, TableRow
from engines.tables.words import DASH, Words

__all__ = [
    "DASH",
    "Base",
    "Cell",
    "Check",
    "Column",
    "Count",
    "Form",
    "Measure",
    "Note",
    "Options",
    "Row",
    "Table",
    "TableBase",
    "TableColumn",
    "TableError",
    "TableRow",
    "TableSpec",
    "Total",
    "Words",
    "build_tables",
    "percent",
    "printed_count",
    "read_table",
    "read_tables",
    "resolve",
    "suppress",
]
