"""The sentences for what engines.sheets refuses: what happened, why, what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Problem, Rejected
from engines.sheets import SheetError

_SENTENCES = {
    "empty_file": gettext_lazy("The file is empty. Check that the right file was chosen."),
    "too_large": gettext_lazy(
        "The file has %(megabytes)s MB; at most %(limit)s MB are read. Divide it into several files."
    ),
    "unreadable": gettext_lazy(
        "The file is damaged or is not what its name says. Open it in Excel, save it again as .xlsx and send that."
    ),
    "encrypted": gettext_lazy(
        "The workbook is protected by a password. Remove the password in Excel («Encrypt with Password») and send it again."
    ),
    "not_a_workbook": gettext_lazy(
        "The file is no workbook. Send an Excel file (.xlsx, .xlsm, .xls), an .ods file, or CSV with the ending .csv."
    ),
    "zip_bomb": gettext_lazy(
        "The workbook would unpack to %(megabytes)s MB, far more than its content needs; it was not opened. "
        "Copy the cells to a new workbook and send that."
    ),
    "too_many_parts": gettext_lazy(
        "The workbook consists of %(parts)s parts; at most %(limit)s are read. Copy the cells to a new workbook."
    ),
    "unsafe_xml": gettext_lazy(
        "The workbook holds definitions that Excel never writes; it was not opened. Copy the cells to a new workbook."
    ),
    "far_cell": gettext_lazy(
        "A cell far away from the others (%(cell)s) makes the sheet too large. "
        "Delete the rows and columns behind your table and save the file again."
    ),
    "too_many_rows": gettext_lazy("There are more than %(limit)s rows. Divide the file into several files."),
    "too_many_columns": gettext_lazy("There are more than %(limit)s columns. Delete the columns that are not needed."),
    "too_many_cells": gettext_lazy("There are more than %(limit)s cells. Divide the file into several files."),
    "too_much_text": gettext_lazy("The cells hold more than %(limit)s characters. Divide the file into several files."),
    "too_many_sheets": gettext_lazy("There are more than %(limit)s sheets. Delete the sheets that are not needed."),
    "timed_out": gettext_lazy(
        "Reading took longer than %(seconds)s seconds and was stopped. Copy the cells to a new workbook and send that."
    ),
    "child_killed": gettext_lazy(
        "Reading needed more memory than is allowed and was stopped. Copy the cells to a new workbook and send that."
    ),
    "wrong_encoding": gettext_lazy(
        "The text could not be read as %(encoding)s from line %(line)s on. Choose another character encoding, "
        "or save the file as «CSV UTF-8» in Excel."
    ),
    "unknown_encoding": gettext_lazy("The character encoding %(encoding)s is not known. Choose one of the list."),
    "unknown_delimiter": gettext_lazy("This delimiter is not known. Choose comma, tab, semicolon or vertical bar."),
    "nul_character": gettext_lazy(
        "Line %(line)s holds a NUL character, which no text has. Export the file again from its source."
    ),
    "unclosed_quote": gettext_lazy(
        "A quotation mark that opens on line %(line)s is never closed. Add the missing mark or remove the one too many."
    ),
    "broken_quote": gettext_lazy(
        "On line %(line)s text follows a closing quotation mark. Double the marks inside a cell, or remove them."
    ),
    "field_too_long": gettext_lazy("A cell on line %(line)s is longer than %(limit)s characters. Shorten it."),
    "ragged_row": gettext_lazy(
        "Line %(line)s has %(found)s cells where the first line has %(expected)s. "
        "A cell with a delimiter in its text needs quotation marks; or choose another delimiter."
    ),
}


def sentence(error: SheetError) -> str:
    """In the reader's language."""
    known = _SENTENCES.get(error.code)
    return str(known) % error.params if known else _("The file could not be read.")


def rejected(error: SheetError) -> Rejected:
    """The refusal of a whole file."""
    line = error.params.get("line")
    row = line if isinstance(line, int) else None
    return Rejected([Problem(sentence(error), sheet=str(error.params.get("sheet", "")), row=row)])
