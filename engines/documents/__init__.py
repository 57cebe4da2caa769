"""HTML to PDF in a short-lived child process that can reach nothing: no network, no files but the fonts.

The same arguments give the same bytes as long as the library and the fonts stay the same.
"""

from engines.documents.errors import DocumentError
from engines.documents.fonts import DEFAULT_FONT_DIRECTORIES, missing_glyphs
from engines.documents.rendering import Attached, DocumentLimits, render_pdf

__all__ = [
    "DEFAULT_FONT_DIRECTORIES",
    "Attached",
    "DocumentError",
    "DocumentLimits",
    "missing_glyphs",
    "render_pdf",
]
