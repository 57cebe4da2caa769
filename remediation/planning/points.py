"""Nested points in the text of a measure: «…: ①… ②…», or a line for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGN = re.compile(r"[①-⑳]|(?:^|(?<=[\s、。:：]))(?:[（(]\d{1,2}[)）])")


@dataclass(frozen=True)
class Points:
    """What stands before the first point, and the points with their own signs."""

    lead: str
    points: tuple[tuple[str, str], ...]


def points_of(text: str) -> Points:
    """Fewer than two signs are no list; a sign that is only mentioned («①について») stays in the text."""
    marks = [mark for mark in _SIGN.finditer(text) if _rises(text, mark.start())]
    if len(marks) < 2 or marks[0][0] not in "①(1)（1）":
        return Points(text.strip(), ())
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return Points(
        text[: marks[0].start()].strip(),
        tuple((mark[0], text[mark.end() : end].strip(" 　、\n")) for mark, end in zip(marks, ends, strict=True)),
    )


def _rises(text: str, place: int) -> bool:
    """Not inside «【事案①②】» or «［原因⑩］»: a tag, not a point."""
    opened = max(text.rfind("【", 0, place), text.rfind("［", 0, place))
    closed = max(text.rfind("】", 0, place), text.rfind("］", 0, place))
    return opened <= closed
