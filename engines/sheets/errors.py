"""Why a file was refused, as a code; the room that asked makes the sentence."""

from collections.abc import Mapping

CODES = (
    "empty_file",
    "too_large",
    "unreadable",
    "encrypted",
    "not_a_workbook",
    "zip_bomb",
    "too_many_parts",
    "unsafe_xml",
    "far_cell",
    "too_many_rows",
    "too_many_columns",
    "too_many_cells",
    "too_much_text",
    "too_many_sheets",
    "timed_out",
    "child_killed",
    "wrong_encoding",
    "unknown_encoding",
    "unknown_delimiter",
    "nul_character",
    "unclosed_quote",
    "broken_quote",
    "field_too_long",
    "ragged_row",
)


class SheetError(Exception):
    """A file, or a place in it, that cannot be read. `params` are plain numbers and text for the sentence."""

    def __init__(self, code: str, params: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.params = dict(params or {})
        super().__init__(f"{code} {self.params}" if self.params else code)
