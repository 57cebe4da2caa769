"""The custody record on paper."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core import clock
from engines.documents import render_pdf
from evidence.custody.record import custody_record
from evidence.models import LogFile


def custody_pdf(log_file: LogFile, *, language: str) -> bytes:
    """The record as it stands now, as PDF/A."""
    now = clock.now()
    with translation.override(language):
        record = custody_record(log_file)
        html = render_to_string(
            "evidence/custody_print.html", {"record": record, "case": log_file.case, "now": now, "language": language}
        )
        title = str(translation.gettext("Custody record"))
    folder = Path(settings.BASE_DIR) / "templates" / "evidence"
    return render_pdf(
        html=html,
        css=[(folder / "custody_print.css").read_text(encoding="utf-8")],
        title=f"{title} {log_file.name}",
        language=language,
        created=now,
        author=str(log_file.case.organisation),
    )
