"""The fonts a document may use: directories chosen by us, seen through a private fontconfig file."""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from engines.documents.errors import DocumentError

DEFAULT_FONT_DIRECTORIES = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-sans-cjk-fonts"),
)
SANS, SERIF, MONO = "Noto Sans CJK JP", "Noto Serif CJK JP", "Noto Sans Mono CJK JP"

_FAMILIES = {"sans-serif": SANS, "serif": SERIF, "monospace": MONO, "system-ui": SANS}
_FONT_SUFFIXES = (".ttc", ".otf", ".ttf")
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")
_NOT_TEXT = re.compile(r"<(style|script)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_SELECTORS = range(0xFE00, 0xFE10)
_IDEOGRAPHIC_SELECTORS = range(0xE0100, 0xE01F0)


def font_directories(chosen: Sequence[Path] | None) -> list[Path]:
    """Those of the wished ones that hold fonts. Raises DocumentError `no_fonts`."""
    wished = DEFAULT_FONT_DIRECTORIES if chosen is None else tuple(chosen)
    found = [directory for directory in wished if font_files(directory)]
    if not found:
        raise DocumentError("no_fonts", {"directories": ", ".join(str(directory) for directory in wished)})
    return found


@lru_cache(maxsize=8)
def font_files(directory: Path) -> tuple[Path, ...]:
    if not directory.is_dir():
        return ()
    return tuple(sorted(path for path in directory.rglob("*") if path.suffix.lower() in _FONT_SUFFIXES))


def fontconfig(directories: Sequence[Path], cache: Path) -> str:
    """A configuration that knows these directories only."""
    places = "".join(f"<dir>{escape(str(directory))}</dir>" for directory in directories)
    names = "".join(
        f"<alias binding='same'><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"
        for generic, family in _FAMILIES.items()
    )
    return (
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"{places}<cachedir>/var/cache/fontconfig</cachedir><cachedir>{escape(str(cache))}</cachedir>"
        f"{names}</fontconfig>"
    )


def missing_glyphs(html_text: str, directories: Sequence[Path] | None = None) -> set[str]:
    """The signs of the text for which no font has a glyph: they would be printed as empty boxes."""
    text = html.unescape(_NOT_TEXT.sub(" ", html_text))
    known: set[int] = set()
    for directory in font_directories(directories):
        for path in font_files(directory):
            known |= _code_points(path)
    return {sign for sign in set(text) if _is_visible(sign) and ord(sign) not in known}


def _is_visible(sign: str) -> bool:
    if unicodedata.category(sign) in _INVISIBLE:
        return False
    return ord(sign) not in _SELECTORS and ord(sign) not in _IDEOGRAPHIC_SELECTORS


@lru_cache(maxsize=32)
def _code_points(path: Path) -> frozenset[int]:
    """Of the first face; the faces of a Noto collection share their repertoire."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- slow import

    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})
