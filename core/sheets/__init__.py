"""Received tables: from a stored file to typed rows, every fault with its sheet, row, column and remedy."""

from core.sheets.sentences import rejected, sentence
from core.sheets.table import Column, Reading, RowReader, Table, open_table, read_stored

__all__ = ["Column", "Reading", "RowReader", "Table", "open_table", "read_stored", "rejected", "sentence"]
