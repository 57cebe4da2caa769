"""Sentences for what the log engine says in codes: what happened, why, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.columnar.logs import LogError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILE_PROBLEMS: dict[str, StrOrPromise] = {
    "column_twice": gettext_lazy("The column «%(column)s» stands twice in the head of the file. Rename one of them."),
    "delimiter_unknown": gettext_lazy("The columns of the file cannot be told apart. Say which sign separates them."),
    "encoding_unknown": gettext_lazy(
        "The file is neither UTF-8 nor CP932 (Shift_JIS). Save it as UTF-8 and send it again."
    ),
    "encoding_unsupported": gettext_lazy("The encoding «%(encoding)s» is not supported. Choose UTF-8 or CP932."),
    "encoding_wrong": gettext_lazy("The file is not written in %(encoding)s. Choose another encoding."),
    "file_empty": gettext_lazy("The file has no rows. Check whether the right file was sent."),
    "header_unreadable": gettext_lazy("The first line cannot be read as column names. Check the file's head."),
    "line_too_long": gettext_lazy("Line %(line)s is longer than a log line can be. Check whether this is a text file."),
    "missing_column": gettext_lazy("The file has no column «%(column)s». Map its columns anew."),
    "missing_mapping": gettext_lazy("No column is mapped to «%(column)s». Map one."),
    "not_text": gettext_lazy("This is not a text file. Send the log as CSV."),
    "time_zone_unknown": gettext_lazy("The time zone «%(time_zone)s» is unknown. Use a name such as Asia/Tokyo."),
    "unknown_canonical": gettext_lazy("«%(column)s» is not a column that a log can have here."),
}
ROW_PROBLEMS: dict[str, StrOrPromise] = {
    "encoding": gettext_lazy("Signs that do not belong to the encoding"),
    "control_character": gettext_lazy("Control characters"),
    "line_too_long": gettext_lazy("Longer than a log line can be"),
    "field_count": gettext_lazy("More or fewer columns than the head"),
    "unclosed_quote": gettext_lazy("A quotation mark that is not closed"),
    "malformed_quote": gettext_lazy("A quotation mark in a wrong place"),
    "missing_at": gettext_lazy("No time"),
    "bad_timestamp": gettext_lazy("A time that cannot be read"),
    "missing_identity": gettext_lazy("Neither a log-in id nor a terminal"),
}


def sentence_of(error: LogError) -> str:
    """The whole sentence for a file or mapping that cannot be used."""
    known = FILE_PROBLEMS.get(error.code)
    if known is None:
        return _("The file could not be read (%(code)s). Check it and send it again.") % {"code": error.code}
    return str(known) % error.params


def reason_of(code: str) -> str:
    """Why a row was not accepted, in words."""
    return str(ROW_PROBLEMS.get(code, code))
