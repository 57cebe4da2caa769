"""Workbooks and delimited text, read and written.

Everything that reads an uploaded workbook happens in a child process with its own limits; the web process
only ever sees plain typed rows or a `SheetError` with a code. Nothing here translates.
"""

from engines.sheets.checking import FileCheck, check_file
from engines.sheets.delimited import DELIMITERS, ENCODINGS, as_text, read_csv, write_csv
from engines.sheets.errors import SheetError
from engines.sheets.model import Cell, Limits, MergedRange, Sheet, SheetFile, column_letters
from engines.sheets.reading import read_any, read_workbook
from engines.sheets.streaming import MARK, DataSheet, OpenEnd, stream_csv, stream_workbook
from engines.sheets.writing import OutCell, OutSheet, write_workbook

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "MARK",
    "Cell",
    "DataSheet",
    "FileCheck",
    "Limits",
    "MergedRange",
    "OpenEnd",
    "OutCell",
    "OutSheet",
    "Sheet",
    "SheetError",
    "SheetFile",
    "as_text",
    "check_file",
    "column_letters",
    "read_any",
    "read_csv",
    "read_workbook",
    "stream_csv",
    "stream_workbook",
    "write_csv",
    "write_workbook",
]
