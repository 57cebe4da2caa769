"""The measures of a case as a board, a calendar, a Gantt chart, a curve and in groups."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casework.access import Right, case_view, may
from casework.models import Case
from remediation import queries
from remediation.enums import MeasureState
from remediation.perspectives import curve, groups, schedule
from remediation.perspectives.forms import SaveViewForm
from remediation.perspectives.search import Search, search_of
from remediation.queries import Standing

PER_COLUMN = 30
PER_CHART = 50
YEARS = range(1990, 2100)


def perspective_page(request: HttpRequest, case: Case, kind: str, found: Search, **context: Any) -> HttpResponse:
    """What every perspective shows beside its own: filters, the other perspectives, a way to keep the view."""
    query = request.GET.urlencode()
    common = {
        "case": case,
        "rail": "measures",
        "perspective": kind,
        "search": found.form,
        "query": found.query,
        "filtered": found.filtered,
        "save_form": SaveViewForm(initial={"perspective": kind, "query": query}),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, f"remediation/perspectives/{kind}.html", common | context)


@case_view(Right.VIEW)
@require_GET
def board(request: HttpRequest, case: Case) -> HttpResponse:
    """A column for each state."""
    found = search_of(request, case)
    if isinstance(found, HttpResponse):
        return found
    by_state: dict[str, list[Standing]] = defaultdict(list)
    for one in queries.standings(found.measures, queries.today_of(case)):
        by_state[one.measure.state].append(one)
    columns = [
        {
            "state": state.value,
            "label": state.label,
            "standings": by_state[state][:PER_COLUMN],
            "count": len(by_state[state]),
            "more": max(0, len(by_state[state]) - PER_COLUMN),
        }
        for state in MeasureState
        if by_state[state] or state != MeasureState.WITHDRAWN
    ]
    return perspective_page(request, case, "board", found, columns=columns)


@case_view(Right.VIEW)
@require_GET
def calendar(request: HttpRequest, case: Case) -> HttpResponse:
    """One month: what is due, what recurs, what is looked at again, what was done."""
    found = search_of(request, case, ("month",))
    if isinstance(found, HttpResponse):
        return found
    today = queries.today_of(case)
    first = _month(request.GET.get("month", ""), today)
    if first is None:
        reason = _("The month is not a month of the calendar. Write it as 2023-04.")
        return render(request, "refused.html", {"reason": reason}, status=400)
    month = schedule.month_of(found.measures, first, today)
    return perspective_page(request, case, "calendar", found, month=month, today=today)


def _month(text: str, today: date) -> date | None:
    if not text:
        return today.replace(day=1)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if first.year in YEARS else None


@case_view(Right.VIEW)
@require_GET
def gantt(request: HttpRequest, case: Case) -> HttpResponse:
    """Plan against fact over time, fifty measures a page, with the table behind the chart."""
    found = search_of(request, case)
    if isinstance(found, HttpResponse):
        return found
    today = queries.today_of(case)
    page = Paginator(found.measures, PER_CHART).get_page(request.GET.get("page"))
    bars = [schedule.bar_of(measure, today) for measure in page.object_list]
    chart = mark_safe(schedule.gantt_of(bars, today)) if bars else ""  # noqa: S308 -- every text in it is escaped by engines.charts
    return perspective_page(request, case, "gantt", found, page=page, bars=bars, chart=chart)


@case_view(Right.VIEW)
@require_GET
def burn_up(request: HttpRequest, case: Case) -> HttpResponse:
    """Done over time against the plan."""
    found = search_of(request, case)
    if isinstance(found, HttpResponse):
        return found
    today = queries.today_of(case)
    measures = list(found.measures)
    made = curve.curve_of(measures, today)
    chart = mark_safe(curve.chart_of(made, today, width=720, height=250))  # noqa: S308 -- escaped by engines.charts
    return perspective_page(request, case, "burn_up", found, curve=made, chart=chart, total=len(measures))


@case_view(Right.VIEW)
@require_GET
def grouped(request: HttpRequest, case: Case) -> HttpResponse:
    """Counted by target, category, owner or unit, with those that are late by name."""
    found = search_of(request, case, ("by",))
    if isinstance(found, HttpResponse):
        return found
    by = request.GET.get("by", "target")
    if by not in set(groups.Grouping):
        reason = _("Measures are grouped by target, category, owner or unit. Choose one of these.")
        return render(request, "refused.html", {"reason": reason}, status=400)
    standings = queries.standings(found.measures, queries.today_of(case))
    made = groups.groups_of(case, standings, groups.Grouping(by))
    return perspective_page(
        request, case, "groups", found, groups=made, by=by, soon_days=queries.SOON, groupings=_groupings()
    )


def _groupings() -> list[tuple[str, str]]:
    return [
        ("target", _("By target")),
        ("category", _("By category")),
        ("owner", _("By owner")),
        ("unit", _("By unit")),
    ]
