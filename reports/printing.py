"""A report as HTML: the chapters for the page, the whole document for the PDF."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from engines.documents import DEFAULT_FONT_DIRECTORIES
from reports import wording
from reports.content import Report

CODE_MARK = "@@VERIFICATION-CODE@@"
HASH_MARK = "@@SNAPSHOT-SHA256@@"
FOLDER = Path("templates") / "reports" / "print"
FONTS = ("NotoSansCJK-Regular", "NotoSansCJK-Bold", "NotoSerifCJK-Regular", "NotoSerifCJK-Bold")


def words_of(language: str) -> dict[str, str]:
    """The fixed words of the printed report."""
    return {name: words.in_language(language) for name, words in wording.LABELS.items()} | {
        "people": wording.PEOPLE.in_language(language)
    }


def chapters_html(report: Report) -> str:
    """What the page shows: the same lines that are printed."""
    return render_to_string("reports/print/body.html", {"report": report, "words": words_of(report.language)})


def document_html(report: Report) -> str:
    """The whole document; the snapshot's hash and code are marks until they are known."""
    context: dict[str, Any] = {"report": report, "words": words_of(report.language)}
    return render_to_string("reports/print/report.html", context | {"mark_code": CODE_MARK, "mark_hash": HASH_MARK})


def with_marks(html: str, *, code: str, sha256: str) -> str:
    """The document of a snapshot."""
    grouped = " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8))
    return html.replace(CODE_MARK, code).replace(HASH_MARK, grouped)


def stylesheet() -> str:
    return (Path(settings.BASE_DIR) / FOLDER / "print.css").read_text(encoding="utf-8")


def template_hashes() -> dict[str, str]:
    """Of every template and style sheet that makes the document."""
    folder = Path(settings.BASE_DIR) / FOLDER
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def font_hashes() -> dict[str, str]:
    """Of the fonts that the document asks for, as far as they are installed."""
    found: dict[str, str] = {}
    for directory in DEFAULT_FONT_DIRECTORIES:
        for path in sorted(directory.glob("*")) if directory.is_dir() else []:
            if path.stem in FONTS:
                found[path.name] = _hash(path, path.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=16)
def _hash(path: Path, changed: int) -> str:
    del changed  # part of the key only
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
