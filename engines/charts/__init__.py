"""Charts as SVG, the same on the page and in the PDF: plain data in, markup with class names out.

Colours come from the page's style sheet by class; `for_print` puts the printed colours inside. Every chart has a title
and a description in words, and nothing in it that is not escaped.
"""

from engines.charts.bars import Bar, bar_chart
from engines.charts.gantt import GanttRow, Stretch, gantt
from engines.charts.lines import Series, line_chart
from engines.charts.routes import RouteRow, routes
from engines.charts.svg import for_print

__all__ = [
    "Bar",
    "GanttRow",
    "RouteRow",
    "Series",
    "Stretch",
    "bar_chart",
    "for_print",
    "gantt",
    "line_chart",
    "routes",
]
