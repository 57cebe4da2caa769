"""The guide and the record on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core import clock
from core.verdict import Refused
from engines.documents import render_pdf
from surveys.interviews.guide import guide_content
from surveys.interviews.queries import shown_exhibits
from surveys.models import Amendment, Interview


def _print(template: str, interview: Interview, title: str, facts: dict[str, Any], language: str) -> bytes:
    case, now = interview.case, clock.now()
    folder = Path(settings.BASE_DIR) / "templates" / "surveys" / "interviews"
    with timezone.override(case.time_zone):
        html = render_to_string(
            f"surveys/interviews/print/{template}.html",
            {"case": case, "interview": interview, "title": title, "now": now, "language": language, **facts},
        )
    return render_pdf(
        html=html,
        css=[(folder / "print" / "print.css").read_text(encoding="utf-8")],
        title=f"{title} {case.number} {interview.no}",
        language=language,
        created=now,
        author=str(case.organisation),
    )


def guide_pdf(interview: Interview, *, language: str) -> bytes:
    """The newest copy of the guide; without one, the guide as it is now."""
    with translation.override(language):
        copy = interview.guides.order_by("-ordinal").first()
        facts = {
            "copy": copy,
            "guide": copy.content if copy else guide_content(interview),
            "attendees": interview.attendees.order_by("pk"),
            "exhibits": interview.exhibits.order_by("no"),
        }
        return _print("guide", interview, translation.gettext("Interview guide"), facts, language)


def record_pdf(interview: Interview, *, language: str) -> bytes:
    """The newest record with its course and the place to sign; earlier versions are named with their hashes."""
    with translation.override(language):
        records = list(interview.records.select_related("sign_off").order_by("ordinal"))
        if not records:
            raise Refused(translation.gettext("Write the record first."))
        facts = {
            "record": records[-1],
            "records": records,
            "attendees": interview.attendees.order_by("pk"),
            "course": interview.course.select_related("exhibit").order_by("at", "pk"),
            "exhibits": shown_exhibits(interview),
        }
        return _print("record", interview, translation.gettext("Record of the interview"), facts, language)


def amendment_pdf(amendment: Amendment, lines: Any, *, language: str) -> bytes:
    """Both values side by side, with reason and decision."""
    with translation.override(language):
        case, now = amendment.base.response.wave.case, clock.now()
        title = translation.gettext("Change of answers")
        decision = getattr(amendment, "decision", None)
        facts = {"amendment": amendment, "lines": lines, "decision": decision, "person": amendment.base.response.person}
        with timezone.override(case.time_zone):
            html = render_to_string(
                "surveys/interviews/print/amendment.html",
                {"case": case, "title": title, "now": now, "language": language, **facts},
            )
        folder = Path(settings.BASE_DIR) / "templates" / "surveys" / "interviews" / "print"
        return render_pdf(
            html=html,
            css=[(folder / "print.css").read_text(encoding="utf-8")],
            title=f"{title} {case.number}",
            language=language,
            created=now,
            author=str(case.organisation),
        )
