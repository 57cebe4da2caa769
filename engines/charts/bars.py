"""Lying bars with their numbers: steps of a way, parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.charts import svg

ROW, PAD, THICK = 24.0, 4.0, 14.0


@dataclass(frozen=True)
class Bar:
    """`value` decides the length, None draws none; `printed` stands behind it; `css` is g-on, g-done, g-late or g-plan."""

    label: str
    value: int | None
    printed: str
    css: str = "g-on"


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str,
    highest: int | None = None,
    width: float = 560,
    labels: float = 190,
) -> str:
    """All bars share one scale, up to `highest` or the longest bar. Long labels are cut; the page has them in a table."""
    top = max(highest or 0, max((bar.value or 0 for bar in bars), default=0), 1)
    notes = max((svg.width_of(bar.printed) for bar in bars), default=0) + 12
    room = width - labels - notes
    height = PAD * 2 + ROW * len(bars)
    parts = [svg.line(labels, PAD, labels, height - PAD, "axis axis--base")]
    for place, bar in enumerate(bars):
        y = PAD + ROW * place
        parts.append(svg.text(labels - 8, y + 16, svg.shortened(bar.label, labels - 12), anchor="end"))
        length = room * (bar.value or 0) / top
        if bar.value:
            parts.append(svg.rect(labels, y + (ROW - THICK) / 2, length, THICK, bar.css))
        parts.append(svg.text(labels + length + 6, y + 16, bar.printed, css="em"))
    return svg.document(width, height, parts, title=title, description=description, css="chart--bars")
