"""The overview as one sheet of paper and as a workbook. The paper cuts long lists and says so; the workbook has all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engines.charts import for_print
from engines.documents import render_pdf
from engines.sheets import OutSheet, write_workbook
from remediation.perspectives.curve import chart_of
from remediation.queries import SOON, Standing
from reports.executive.overview import Line, Overview

FOLDER = Path("templates") / "reports" / "print_executive"


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "ja"


def _stamp(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def pdf_of(page: Overview) -> bytes:
    """A4, one page."""
    chart = for_print(chart_of(page.curve, page.on, width=520, height=150))
    context = {"page": page, "soon_days": SOON, "language": _language(), "chart": mark_safe(chart)}  # noqa: S308 -- escaped by engines.charts
    html = render_to_string("reports/print_executive/sheet.html", context)
    return render_pdf(
        html=html,
        css=[(Path(settings.BASE_DIR) / FOLDER / "sheet.css").read_text(encoding="utf-8")],
        title=_("Overview for executives"),
        language=_language(),
        created=_stamp(page.on),
    )


def workbook_of(page: Overview) -> bytes:
    """Every figure and every measure; no respondent."""
    out = BytesIO()
    title = _("Overview for executives")
    write_workbook(out, list(_sheets(page)), created=_stamp(page.on), title=title, language=_language())
    return out.getvalue()


def _sheets(page: Overview) -> Iterable[OutSheet]:
    counts = [
        _("Done"),
        _("In time"),
        _("In %(soon_days)s days") % {"soon_days": SOON},
        _("Late"),
        _("No day"),
        _("Sum"),
    ]
    parts = (
        (_("Case"), [*page.by_case, page.total]),
        (_("Target of measure"), page.by_target),
        (_("Category of measure"), page.by_category),
    )
    rows: list[list[str | int]] = [[part, _label(line), *_counts(line)] for part, lines in parts for line in lines]
    truth = page.truth
    yield OutSheet(
        name=_("Figures"),
        title=f"{_('Overview for executives')} {page.on.isoformat()}",
        above=[
            _("Claimed %(claimed)s, confirmed %(confirmed)s, effective %(effective)s")
            % {"claimed": truth.claimed, "confirmed": truth.confirmed, "effective": truth.effective},
            _("Lateness is counted from the day that was promised first."),
        ],
        head=["", "", *counts],
        rows=rows,
        widths=[18, 40, 10, 10, 12, 10, 10, 10],
        emphasised=frozenset({len(page.by_case)}),
    )
    head = [
        _("Case"), _("Number"), _("Measure"), _("Target of measure"), _("Category of measure"), _("Responsible"),
        _("Timing as written"), _("Promised first"), _("Put off (times)"), _("Due now"), _("Done on"), _("Late (days)"),
        _("State"), _("Confirmed"), _("Promised in"),
    ]  # fmt: skip
    promised = {
        one.measure.pk: f"{one.promise.first.ordinal} {one.promise.first.label}" for one in page.late if one.promise
    }
    widths = [14, 10, 60, 16, 16, 22, 24, 14, 10, 14, 14, 10, 16, 14, 30]
    for name, standings in (
        (_("Late measures"), [one.standing for one in page.late]),
        (_("Measures"), page.standings),
    ):
        yield OutSheet(
            name=name,
            head=head,
            rows=[_measure(one, promised.get(one.measure.pk)) for one in standings],
            widths=widths,
        )
    yield OutSheet(
        name=_("Causes without a measure"),
        head=[_("Case"), _("Number"), _("Cause")],
        rows=[[cause.case.number, cause.no, cause.text] for cause in page.gaps],
        widths=[14, 10, 80],
    )
    yield OutSheet(
        name=_("Burn-up"),
        head=[_("Until the end of"), _("Planned"), _("Claimed as done"), _("Confirmed")],
        rows=[[f"{point.month:%Y-%m}", point.planned, point.claimed, point.confirmed] for point in page.curve.points],
        widths=[16, 12, 16, 12],
    )
    yield OutSheet(
        name=_("Next dates"),
        head=[_("Day"), _("What is due"), _("Case"), _("Number"), _("Measure"), _("Responsible")],
        rows=[
            [one.day, one.what, one.measure.case.number, one.measure.no, one.measure.text, one.measure.owner_name]
            for one in page.next_dates
        ],
        widths=[14, 16, 14, 10, 60, 22],
    )


def _label(line: Line) -> str:
    return f"{line.case.number} {line.label}" if line.case else line.label


def _counts(line: Line) -> list[int]:
    return [line.done, line.on_time, line.soon, line.late, line.no_date, line.total]


def _measure(one: Standing, promised: str | None) -> list[str | int | date | None]:
    measure = one.measure
    return [
        measure.case.number, measure.no, measure.text, measure.target, measure.category, measure.owner_name,
        measure.timing_text, measure.promised_on, measure.postponements, measure.due_on, measure.done_on,
        one.days if one.is_late else None, str(measure.get_state_display()),
        measure.confirmed_at.date() if measure.confirmed_at else None, promised,
    ]  # fmt: skip


KINDS: dict[str, tuple[str, Callable[[Overview], bytes]]] = {
    "pdf": ("application/pdf", pdf_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook_of),
}
