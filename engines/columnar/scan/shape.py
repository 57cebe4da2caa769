"""The proof, at memory speed, that every line of a block is one record with all its fields."""

from __future__ import annotations

from engines.columnar.scan.blocks import FORBIDDEN, has_long_line


class Shape:
    """Only delimiters, quotes and line ends of a block are kept and compared with the pattern they must have."""

    def __init__(self, delimiter: str, width: int) -> None:
        self.delimiter = delimiter.encode()
        self.width = width
        kept = self.delimiter + b'\n\r"' + b"".join(FORBIDDEN)
        self._discard = bytes(value for value in range(256) if value not in kept)
        self._bare = self.delimiter * (width - 1) + b"\n"

    def plain(self, block: bytes) -> tuple[bytes, int] | None:
        """The lines without quoting, and how many; None: look at them one by one.

        `block` is UTF-8 and ends with a line end. Quotes go only if each opens or closes a whole field, in the
        same columns of every line, and no field holds a delimiter, a quote or a line end.
        """
        rows = block.count(b"\n")
        signs = block.translate(None, self._discard)
        if signs != self._bare * rows:
            if not self._is_quoted(block, signs, rows):
                return None
            block = block.translate(None, b'"')
        if self.width == 1 and (b"\n\n" in block or block.startswith(b"\n")):
            return None
        return None if has_long_line(block) else (block, rows)

    def _is_quoted(self, block: bytes, signs: bytes, rows: int) -> bool:
        first = signs[: signs.find(b"\n") + 1]
        fields = first[:-1].split(self.delimiter)
        if len(fields) != self.width or not {b"", b'""'}.issuperset(fields) or signs != first * rows:
            return False
        quoted = [bool(field) for field in fields]
        if quoted[0] and not block.startswith(b'"'):
            return False
        if all(quoted):  # the signs stand in their order: each delimiter and line end needs a quote on both sides
            between = {b'"' + self.delimiter + b'"': (self.width - 1) * rows, b'"\n"': rows - 1}
            return block.endswith(b'"\n') and all(block.count(pair) == wanted for pair, wanted in between.items())
        beside = {
            self.delimiter + b'"': sum(quoted[1:]) * rows,
            b'"' + self.delimiter: sum(quoted[:-1]) * rows,
            b'\n"': quoted[0] * (rows - 1),
            b'"\n': quoted[-1] * rows,
        }
        return all(block.count(pair) == wanted for pair, wanted in beside.items() if wanted)
