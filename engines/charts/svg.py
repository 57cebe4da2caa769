"""Markup: escaped text, rounded numbers, classes instead of colours."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

PRINT_STYLE = (
    "text{font-family:'Noto Sans CJK JP',sans-serif;font-size:11px;fill:#4a5560}"
    ".em{fill:#1d2733;font-weight:bold}.axis{stroke:#d9dee3;stroke-width:1;fill:none}.axis--base{stroke:#5b6772}"
    ".l1{fill:none;stroke:#0d5c63;stroke-width:2}.l2{fill:none;stroke:#a86a00;stroke-width:2;stroke-dasharray:6 3}"
    ".plan{fill:none;stroke:#5b6772;stroke-width:1.5;stroke-dasharray:2 4}"
    ".event{stroke:#5b6772;stroke-dasharray:2 3;fill:none}.g-plan{fill:#eef1f3;stroke:#5b6772;stroke-width:1}"
    ".g-done{fill:#2f7d4f}.g-on{fill:#0d5c63}.g-late{fill:#b3261e}.g-open{fill:none;stroke:#5b6772;stroke-dasharray:3 2}"
    ".g-stripe{fill:#f6f7f8}"
)
"""The theme's tokens as they are printed; a document's own style sheet does not reach inside an SVG in the PDF."""

_ROOT = "<svg "


def number(value: float) -> str:
    """One decimal at most, so that the same chart has the same bytes."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def text(x: float, y: float, words: str, *, anchor: str = "start", css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"{kind}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    return f'<path class="{css}" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>'


def path(points: Iterable[tuple[float, float]], css: str) -> str:
    steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="{css}" d="M{steps}"/>'


def rect(x: float, y: float, width: float, height: float, css: str) -> str:
    return f'<rect class="{css}" x="{number(x)}" y="{number(y)}" width="{number(max(width, 1))}" height="{number(height)}"/>'


def document(width: float, height: float, parts: Iterable[str], *, title: str, description: str, css: str) -> str:
    """The chart; what it shows in words is its name for those who do not see it."""
    name = escape(f"{title}。{description}" if description else title, quote=True)
    box = f"0 0 {number(width)} {number(height)}"
    return f'{_ROOT}class="chart {css}" viewBox="{box}" role="img" aria-label="{name}">{"".join(parts)}</svg>'


def for_print(chart: str) -> str:
    """The same chart with the printed colours inside."""
    head, close, rest = chart.partition(">")
    head = head.replace(_ROOT, '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{head}{close}<style>{PRINT_STYLE}</style>{rest}"


def width_of(words: str, size: float = 11) -> float:
    """About how wide the words are: full-width signs take the whole size, others a little over half."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.58 for sign in words)


def shortened(words: str, width: float, size: float = 11) -> str:
    """The words as far as they fit."""
    if width_of(words, size) <= width:
        return words
    kept = ""
    for sign in words:
        if width_of(kept + sign + "…", size) > width:
            break
        kept += sign
    return kept + "…"
