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
        "The file is in none of the known encodings (UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP). "
        "Save it as UTF-8 and send it again."
    ),
    "encoding_unsupported": gettext_lazy(
        "The encoding «%(encoding)s» is not supported. Choose UTF-8, UTF-16, CP932, EUC-JP or ISO-2022-JP."
    ),
    "encoding_wrong": gettext_lazy("The file is not written in %(encoding)s. Choose another encoding."),
    "file_empty": gettext_lazy("The file has no rows. Check whether the right file was sent."),
    "header_unreadable": gettext_lazy("The first line cannot be read as column names. Check the file's head."),
    "line_too_long": gettext_lazy("Line %(line)s is longer than a log line can be. Check whether this is a text file."),
    "missing_column": gettext_lazy("The file has no column «%(column)s». Map its columns anew."),
    "missing_mapping": gettext_lazy("No column is mapped to «%(column)s». Map one."),
    "not_text": gettext_lazy("This is not a text file. Send the log as CSV."),
    "time_zone_unknown": gettext_lazy("The time zone «%(time_zone)s» is unknown. Use a name such as Asia/Tokyo."),
    "archive_bomb": gettext_lazy(
        "The archive unpacks to more than %(megabytes)s MB, far more than a log of its size would. Nothing was read."
    ),
    "archive_broken": gettext_lazy("The archive is damaged or incomplete. Ask for it to be sent again."),
    "archive_empty": gettext_lazy("The archive holds no files. Check whether the right file was sent."),
    "archive_nested": gettext_lazy("The archive holds another archive. Unpack it once and send what is inside."),
    "archive_too_many": gettext_lazy("The archive holds more than %(limit)s files. Divide it into several archives."),
    "blind_text_only": gettext_lazy("Only delimited text can be blinded. Save the file as CSV first."),
    "class_unknown": gettext_lazy("What is said about the customer column «%(column)s» is not understood."),
    "computed_wrong": gettext_lazy("The computed column «%(column)s» is not complete or not possible."),
    "format_other": gettext_lazy("The file is %(found)s, but its mapping expects %(wanted)s."),
    "format_unknown": gettext_lazy("«%(format)s» is not a form that a log can have here."),
    "is_archive_unknown": gettext_lazy("This kind of archive cannot be opened. Send the log as ZIP, gzip or zstd."),
    "is_database": gettext_lazy("This is a database file. Export the log as CSV and send that."),
    "evtx_broken": gettext_lazy(
        "The event log (EVTX) is damaged or incomplete: no event in it can be read. "
        "Save it once more, in the event viewer or with wevtutil epl."
    ),
    "evtx_reader_ended": gettext_lazy(
        "The event log (EVTX) could not be read to its end; nothing of it was taken in. "
        "Save it as XML or CSV in the event viewer and send that."
    ),
    "is_evtx": gettext_lazy(
        "This is an event log as Windows keeps it (EVTX), and this machine has no reader for it. "
        "Save it as XML or CSV in the event viewer and send that."
    ),
    "is_pdf": gettext_lazy("This is a PDF. Ask for the log itself, as CSV or from the system's own export."),
    "is_picture": gettext_lazy("This is a picture. Ask for the log itself, as CSV or from the system's own export."),
    "json_no_list": gettext_lazy("The JSON holds no list of entries. Send one object per line, or a list of objects."),
    "json_too_large": gettext_lazy(
        "A JSON document may have at most %(megabytes)s MB. Send one object per line, or several files."
    ),
    "key_wrong": gettext_lazy("The key file has to hold 16 to 64 bytes. Name an empty place to have one made."),
    "layout_missing": gettext_lazy("The file has fixed columns, but its mapping does not say where they begin."),
    "layout_wrong": gettext_lazy("The layout of the columns is not possible at «%(column)s»."),
    "lookup_wrong": gettext_lazy(
        "The look-up table of «%(column)s» is empty or has more than %(limit)s entries. Correct the mapping."
    ),
    "not_locked": gettext_lazy("The file is not protected by a password, so it needs none."),
    "parquet_broken": gettext_lazy("The Parquet file is damaged or incomplete. Ask for it to be sent again."),
    "parts_differ": gettext_lazy(
        "«%(part)s» has other columns than the parts before it. Hand the parts in separately, each with its mapping."
    ),
    "parts_mixed": gettext_lazy("The archive holds files of several forms (%(forms)s). Hand them in separately."),
    "password_needed": gettext_lazy("The file is protected by a password. Enter it once; it is not kept."),
    "password_wrong": gettext_lazy("The password does not open the file. Check it and try again."),
    "pattern_too_long": gettext_lazy("The expression of «%(column)s» is longer than %(limit)s signs. Shorten it."),
    "pattern_wrong": gettext_lazy(
        "The expression of «%(column)s» cannot be used. Look-around and back references are not possible."
    ),
    "plain_without_reason": gettext_lazy(
        "The customer column «%(column)s» is hashed. Reading it in plain or encrypted needs a reason. "
        "Give the reason, or leave it hashed."
    ),
    "workbook_no_table": gettext_lazy(
        "No sheet of the workbook has rows with a time. Say in which rows the head stands."
    ),
    "workbook_refused": gettext_lazy(
        "The workbook cannot be opened (%(reason)s). Save it again as .xlsx or as CSV and send that."
    ),
    "xml_broken": gettext_lazy("The XML is damaged or incomplete. Export it again."),
    "xml_no_events": gettext_lazy("The XML holds no Windows events. Send the event list as the event viewer saves it."),
    "xml_unsafe": gettext_lazy("The XML declares entities, which no event list does; it was not opened."),
    "sign_unknown": gettext_lazy("«%(sign)s» is not a sign that values or numbers can have here."),
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
    "not_json": gettext_lazy("No JSON object"),
    "not_xml": gettext_lazy("The list of events breaks off"),
    "evtx_record": gettext_lazy("An event that cannot be read"),
    "evtx_checksum": gettext_lazy(
        "An event in a block whose checksum does not match (damaged, or copied while in use)"
    ),
    "evtx_block": gettext_lazy("A part of the event log that is damaged"),
    "evtx_cut": gettext_lazy("The event log breaks off here"),
    "pattern": gettext_lazy("Another form than the lines of this log"),
    "layout": gettext_lazy("Does not fit the fixed columns"),
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
