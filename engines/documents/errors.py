"""Why a document could not be made, as a code; the room that asked makes the sentence."""

from collections.abc import Mapping

CODES = ("no_fonts", "input_too_large", "asset_missing", "too_many_pages", "timed_out", "child_killed", "failed")


class DocumentError(Exception):
    """`params` are plain numbers and text for the sentence."""

    def __init__(self, code: str, params: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.params = dict(params or {})
        super().__init__(f"{code} {self.params}" if self.params else code)
