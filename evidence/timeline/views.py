"""The timeline's pages: searching, kept questions with their results, pins."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person
from casework.access import Right, case_view, may
from casework.models import Case, System
from core.access import actor_of
from core.verdict import Refused
from evidence.enums import SETTLED
from evidence.heat import begin_late, fiscal_year, years_of
from evidence.models import DiscrepancyNote, ExplanationRule, RowPin, SavedSearch
from evidence.notes.queries import notes_of
from evidence.person_log import coverage
from evidence.queries import newest_facts
from evidence.timeline import actions
from evidence.timeline.filters import SearchFilter
from evidence.timeline.forms import QuestionForm, SearchForm
from evidence.timeline.searching import Found, Row, measure, row_of, search
from evidence.timeline.strip import hours_chart, shaded

NOTES_OFFERED = 50


@case_view(Right.EVIDENCE)
@require_GET
def timeline(request: HttpRequest, case: Case) -> HttpResponse:
    """Search the log. Every search with a filter is one line of the trail."""
    run = newest_facts(case)
    asked = {name: value for name, value in request.GET.items() if value}
    form = SearchForm(request.GET if asked else None, case=case)
    context: dict[str, Any] = {
        "case": case,
        "rail": "evidence",
        "run": run,
        "form": form,
        "saved": SavedSearch.objects.filter(case=case, laid_aside_at=None).order_by("-created_at", "-pk")[:20],
        "may_work": may(request.user, case, Right.WORK),
        "zone": case.time_zone,
    }
    if run is not None and (not asked or form.is_valid()):
        wanted = form.wanted()
        after = request.GET.get("after", "")
        found = search(case, run, wanted, reader=request.user, after=after)
        actions.look(case=case, run=run, wanted=wanted, rows=found.figures.rows, by=actor_of(request))
        query = urlencode({name: value for name, value in asked.items() if name not in {"after", "year"}})
        context |= {
            "found": found,
            "asked": bool(wanted.as_json()),
            "query": query,
            "here": f"{request.path}?{query}",
            "question_form": QuestionForm(),
            **_pictures(request, case, found),
            **_rows(case, found.rows),
            "open_notes": notes_of(case, request.user)
            .exclude(state__in=SETTLED)
            .filter(owner=request.user.pk)
            .select_related("person", "incident")
            .order_by("pk")[:NOTES_OFFERED],
        }
    return render(request, "evidence/timeline.html", context)


def _pictures(request: HttpRequest, case: Case, found: Found) -> dict[str, Any]:
    spans = coverage(case)
    start = case.fiscal_year_start
    years = years_of(found.days, spans, start)
    busiest: date | None = max(found.days, key=lambda day: (found.days[day], day)) if found.days else None
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() else fiscal_year(busiest, start) if busiest else 0
    if year not in [one.year for one in years]:
        year = years[-1].year if years else 0
    cells, months, ends = shaded(year, found.days, spans, start) if year else ([], [], [])
    return {
        "years": years,
        "year": year,
        "squares": cells,
        "late": begin_late(cells),
        "months": months,
        "ends": ends,
        "hours": hours_chart(found.hours, title=_("Rows by hour of the day")),
    }


def _rows(case: Case, rows: Any) -> dict[str, Any]:
    numbers = {row.person_no for row in rows if row.person_no}
    people = {person.no: person for person in Person.objects.filter(roster_id=case.roster_id, no__in=numbers)}
    systems = {system.code: system.label for system in System.objects.filter(case=case)}
    rules = {str(rule.public_id): rule.title for rule in ExplanationRule.objects.filter(case=case)}
    return {
        "rows": [
            (row, people.get(row.person_no), systems.get(row.system, row.system), rules.get(row.explanation, ""))
            for row in rows
        ]
    }


@case_view(Right.WORK)
@require_POST
def search_save(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the question with its filter, and put it to the data at once."""
    form, question = SearchForm(request.GET, case=case), QuestionForm(request.POST)
    if not form.is_valid() or not question.is_valid():
        raise Refused(_("Write down the question that this search is to answer."))
    by, run = actor_of(request), newest_facts(case)
    saved = actions.save_search(case=case, question=question.cleaned_data["question"], wanted=form.wanted(), by=by)
    if run is not None:
        actions.conclude(search=saved, run=run, conclusion="", reader=request.user, by=by)
    return redirect("evidence:search-show", case_id=case.public_id, search_id=saved.public_id)


def _search(case: Case, search_id: uuid.UUID) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.select_related("case"), case=case, public_id=search_id)


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def search_show(request: HttpRequest, case: Case, search_id: uuid.UUID) -> HttpResponse:
    """A kept question: what was found each time, what was concluded, whether the data are still the same."""
    saved, run = _search(case, search_id), newest_facts(case)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if run is None:
            raise Refused(_("No log has been compared yet."))
        actions.conclude(
            search=saved,
            run=run,
            conclusion=str(request.POST.get("conclusion", "")),
            reader=request.user,
            by=actor_of(request),
        )
        return redirect("evidence:search-show", case_id=case.public_id, search_id=saved.public_id)
    runs = list(saved.runs.select_related("fact_run").order_by("-at", "-pk"))
    wanted = SearchFilter.from_json(saved.filters)
    now = None
    if run is not None:
        now = measure(case, run, wanted, reader=request.user)
        actions.look(case=case, run=run, wanted=wanted, rows=now[0].rows, by=actor_of(request))
    form = SearchForm(saved.filters, case=case)
    context = {
        "case": case,
        "rail": "evidence",
        "search": saved,
        "asked": [
            (form.fields[name].label, dict(getattr(form.fields[name], "choices", [])).get(str(value), value))
            for name, value in saved.filters.items()
            if name in form.fields
        ],
        "runs": runs,
        "run": run,
        "now": now[0] if now else None,
        "same_data": bool(runs and run and runs[0].data_hash == run.inputs_hash),
        "same_rows": bool(runs and now and runs[0].rows_hash == now[1]),
        "pins": saved.pins.select_related("log_file").order_by("row_at", "pk"),
        "query": urlencode(saved.filters),
        "zone": case.time_zone,
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/search_show.html", context)


@case_view(Right.WORK)
@require_POST
def search_lay_aside(request: HttpRequest, case: Case, search_id: uuid.UUID) -> HttpResponse:
    """Take the question off the list."""
    actions.lay_aside(search=_search(case, search_id), by=actor_of(request))
    return redirect("evidence:timeline", case_id=case.public_id)


@case_view(Right.WORK)
@require_POST
def row_pin(request: HttpRequest, case: Case) -> HttpResponse:
    """Pin one row to a question or a note."""
    row = _row(request, case)
    target = str(request.POST.get("target", ""))
    kind, _sign, public_id = target.partition(":")
    saved = SavedSearch.objects.filter(case=case, public_id=_uuid(public_id)).first() if kind == "search" else None
    notes = DiscrepancyNote.objects.filter(case=case).select_related("person")
    note = notes.filter(public_id=_uuid(public_id)).first() if kind == "note" else None
    try:
        actions.pin_row(
            case=case,
            row=row,
            remark=str(request.POST.get("remark", "")),
            search=saved,
            note=note,
            by=actor_of(request),
        )
    except ValidationError as known:
        raise Refused(" ".join(known.messages)) from known
    messages.info(request, _("The row is pinned."))
    here = str(request.POST.get("here", ""))
    if here.startswith("/") and url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        return redirect(here)
    return redirect("evidence:timeline", case_id=case.public_id)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def _row(request: HttpRequest, case: Case) -> Row:
    run = newest_facts(case)
    number = str(request.POST.get("row", ""))
    if run is None or not number.isdigit():
        raise Http404
    found = row_of(case, run, file_id=str(request.POST.get("file", "")), file_row=int(number), reader=request.user)
    if found is None:
        raise Http404
    return found


@case_view(Right.WORK)
@require_POST
def row_unpin(request: HttpRequest, case: Case, pin_id: uuid.UUID) -> HttpResponse:
    """Take a pin away."""
    pin = get_object_or_404(
        RowPin.objects.select_related("case", "log_file", "search", "note"), case=case, public_id=pin_id
    )
    search, note = pin.search, pin.note
    actions.unpin_row(pin=pin, by=actor_of(request))
    if note is not None:
        return redirect("reconciliation:note-show", case_id=case.public_id, note_id=note.public_id)
    if search is not None:
        return redirect("evidence:search-show", case_id=case.public_id, search_id=search.public_id)
    return redirect("evidence:timeline", case_id=case.public_id)
