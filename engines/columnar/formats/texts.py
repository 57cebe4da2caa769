"""Where the head and the records stand in delimited text, and in print-outs of fixed columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from engines.columnar.formats.lines import by_columns, cut, joined_heads, lines_of
from engines.columnar.formats.seen import Seen
from engines.columnar.formats.sheets import MOMENT, TOTALS, is_total
from engines.columnar.formats.unpack import Part
from engines.columnar.profiling.sampling import SAMPLE_ROWS
from engines.columnar.profiling.times import looks_like_data

SEPARATING = re.compile(r"([-=*_#~+─━═－＝]) ?\1")


def arrange(seen: Seen, rows: list[list[str]], before: Sequence[int]) -> None:
    """Where the head is: the first line, further down below titles, or several lines above the first record.

    `before`: the lines of the file before each row; blank ones are no rows, but are counted where a mapping counts.
    """
    usual = sorted(_filled(row) for row in rows)[len(rows) * 3 // 4]  # titles and separators are few, records many
    data = next((place for place, row in enumerate(rows[:40]) if _has_moment(row) and _filled(row) * 2 >= usual), None)
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    if data is not None and data > 1 and len(rows[data]) > 1:
        head_from = data
        while head_from > 0 and data - head_from < 3 and _can_be_head(rows[head_from - 1], len(rows[data])):
            head_from -= 1
        if head_from < data and (head_from > 0 or data > 1) and not looks_like_data(rows[head_from]):
            first, last = before[head_from], before[data - 1]
            seen.arrangement = {"skip_rows": first, "header_rows": last + 1 - first}
            seen.other_lines = head_from
            head = [[cell.strip().strip("\u3000") for cell in row] for row in rows[head_from:data]]
            seen.names, body = joined_heads(head), rows[data:]
            width = len(seen.names)
            _leave_out(seen, head[-1], body, width)
            return
    seen.header = not looks_like_data(rows[0])
    head_row = [name.strip().strip("\u3000") for name in rows[0]]
    seen.names = head_row if seen.header else [str(number) for number in range(1, len(rows[0]) + 1)]
    if before[0]:
        seen.arrangement = {"skip_rows": before[0]} | ({"header_rows": 1} if seen.header else {})
    _leave_out(seen, head_row, rows[1:] if seen.header else rows, len(seen.names))


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _has_moment(row: Sequence[str]) -> bool:
    return any(MOMENT.match(cell) for cell in row)


def _can_be_head(row: Sequence[str], width: int) -> bool:
    """As wide as the records, more than a title in its first cell, no day of its own («printed on …»)."""
    return len(row) == width and _filled(row) > 1 and not _has_moment(row)


def _leave_out(seen: Seen, head: list[str], body: list[list[str]], width: int) -> None:
    """Repeated heads, totals, separators and page heads are no records."""
    repeated = [row for row in body if seen.header and [cell.strip() for cell in row] == head]
    totals = [row for row in body if row not in repeated and is_total(row)]
    between = _between_pages(body, width)
    if repeated or totals or between:
        if seen.header:
            seen.arrangement.setdefault("header_rows", 1)
        seen.other_lines += len(repeated) + len(totals) + sum(between.values())
    if totals or between:
        signs = {f"^{next(cell for cell in row if cell).strip()}" for row in totals}
        seen.arrangement["skip"] = sorted(signs | set(between))
    rest = [row for row in body if row not in repeated and row not in totals and not _is_between(row, between, width)]
    seen.body_rows = len(rest)
    seen.rows = [row for row in rest if len(row) == width]


def _between_pages(body: Sequence[Sequence[str]], width: int) -> Counter[str]:
    """How lines begin that stand between the pages of a print-out: separators, and what returns with every page."""
    found = Counter(_prefix(row[0]) for row in body if len(row) == 1 < width and not MOMENT.match(row[0]))
    return Counter({sign: rows for sign, rows in found.items() if sign and (rows > 1 or SEPARATING.match(sign[1:]))})


def _is_between(row: Sequence[str], between: Mapping[str, int], width: int) -> bool:
    return len(row) == 1 < width and _prefix(row[0]) in between


def fixed_columns(part: Part, encoding: str) -> Seen | None:
    """Fixed columns, from the places that are blank in every line with a time; None when there are no such places."""
    lines = []
    for line in lines_of(part.path, encoding):
        lines.append(line.text)
        if len(lines) >= SAMPLE_ROWS:
            break
    body = [text for text in lines if any(MOMENT.match(token) for token in text.split())]
    if len(body) < 2:
        return None
    wide = [by_columns(text) for text in body]
    span = max(len(text) for text in wide)
    filled = [any(text[place : place + 1].strip(" \u3000") for text in wide) for place in range(span)]
    layout: list[tuple[int, int]] = []
    start = None
    for place in range(span + 1):
        if place < span and filled[place]:
            start = place if start is None else start
        elif start is not None:
            layout.append((start, place))
            start = None
    layout = _date_and_time(layout, wide)
    if len(layout) < 2:
        return None
    other = [text for text in lines if text.strip(" \u3000\f") and text not in body]
    head = _head_line(lines, body[0])
    names = _names(head, layout)
    starts = [1, *(begin + 1 for begin, _ in layout[1:])]
    widths = [starts[place + 1] - starts[place] for place in range(len(starts) - 1)] + [200]
    full = [(name, begin, width) for name, begin, width in zip(names, starts, widths, strict=True)]
    skip = sorted({_prefix(text) for text in other if _prefix(text)})
    arrangement: dict[str, Any] = {"format": "fixed", "layout": [list(entry) for entry in full]}
    if skip:
        arrangement["skip"] = skip
    return Seen(
        "fixed",
        names=names,
        rows=[cut(text, full) for text in body],
        encoding=encoding,
        header=bool(head),
        other_lines=len(other),
        arrangement=arrangement,
    )


def _date_and_time(layout: list[tuple[int, int]], wide: list[str]) -> list[tuple[int, int]]:
    """A day followed by a time of day is one column."""
    joined: list[tuple[int, int]] = []
    for begin, end in layout:
        if joined and all(re.fullmatch(r"\s*\d{1,2}:\d{2}(:\d{2})?\s*", text[begin:end]) for text in wide):
            before = joined[-1]
            if all(MOMENT.match(text[before[0] : before[1]]) for text in wide):
                joined[-1] = (before[0], end)
                continue
        joined.append((begin, end))
    return joined


def _head_line(lines: list[str], first: str) -> str:
    before = lines[: lines.index(first)]
    return next((text for text in reversed(before) if len(text.split()) > 1 and re.search(r"\w", text)), "")


def _names(head: str, layout: list[tuple[int, int]]) -> list[str]:
    wide = by_columns(head)
    tokens = [(found.start(), found.group().replace("\x00", "")) for found in re.finditer(r"[^ \u3000]+", wide)]
    names: list[str] = []
    for number, (begin, _) in enumerate(layout):
        until = layout[number + 1][0] if number + 1 < len(layout) else 1 << 20
        since = begin if number else 0
        name = " ".join(text for place, text in tokens if since <= place < until)
        names.append(name if name and name not in names else str(number + 1))
    return names


def _prefix(text: str) -> str:
    """How a line that is no record begins, up to its first number: «^** ページ»."""
    found = re.match(r"[^\d]{1,24}", text.strip(" \u3000\f\t"))
    word = found.group().strip() if found else ""
    return f"^{word}" if len(word) >= 2 or word in TOTALS else ""
