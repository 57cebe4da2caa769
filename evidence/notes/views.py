"""Pages of the notes: the list with its ages and units, one note in full, and what is done with them."""

from __future__ import annotations

import uuid
from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from casework.access import Right, case_view, may, may_open_dossier
from casework.models import Case
from core import clock
from core.access import actor_of
from core.registries import registries
from core.verdict import Refused
from evidence.enums import SETTLED
from evidence.models import DiscrepancyNote
from evidence.notes import actions
from evidence.notes.amending import led_to
from evidence.notes.forms import RESOLUTIONS, BatchForm, NoteListForm, owners_of
from evidence.notes.ground_words import compared_grounds
from evidence.notes.queries import ageing_chart, ages_of, by_unit, chosen_notes
from evidence.workflow import note_moves

PER_PAGE = 50
UNITS_SHOWN = 12


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def note_list(request: HttpRequest, case: Case) -> HttpResponse:
    """All notes of the case; a POST hands the chosen ones over."""
    form = NoteListForm(request.GET or {"state": "unsettled"}, case=case)
    notes = chosen_notes(case, request.user, form.wanted())
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            _hand_over(request, case, notes)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    page = Paginator(notes, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    ages = ages_of(case, request.user)
    units = by_unit(case, request.user)
    context = {
        "case": case,
        "rail": "reconciliation",
        "form": form,
        "batch": BatchForm(case=case),
        "page": page,
        "query": query.urlencode(),
        "filtered": bool(query),
        "ages": ages,
        "open_total": sum(bar.total for bar in ages),
        "chart": ageing_chart(
            ages, title=_("Unsettled notes by age"), names=[_age_name(b.first, b.last) for b in ages]
        ),
        "units": units[:UNITS_SHOWN],
        "more_units": len(units) - UNITS_SHOWN,
        "today": clock.today(case.time_zone),
        "settled": SETTLED,
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/note_list.html", context)


def _age_name(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)s days and more") % {"first": first}
    return _("%(first)s–%(last)s days") % {"first": first, "last": last}


def _hand_over(request: HttpRequest, case: Case, fitting: Any) -> None:
    """The chosen notes, or all that fit the filter."""
    form = BatchForm(request.POST, case=case)
    if not form.is_valid():
        raise Refused(_("Choose a new owner. The day, if there is one, looks like 2023-04-30."))
    chosen = [uuid.UUID(one) for one in request.POST.getlist("note") if _is_uuid(one)]
    notes = list(fitting if "all" in request.POST else fitting.filter(public_id__in=chosen))
    if not notes:
        raise Refused(_("Choose at least one note."))
    done, left_out = actions.assign_notes(
        case=case,
        notes=notes,
        owner=form.users[form.cleaned_data["owner"]],
        due_on=form.cleaned_data["due_on"],
        by=actor_of(request),
    )
    said = _("Handed over: %(count)s notes.") % {"count": f"{done:,}"}
    if left_out:
        said += " " + _("Left out, because they concern the owner: %(count)s.") % {"count": left_out}
    messages.info(request, said)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def find_note(request: HttpRequest, case: Case, note_id: uuid.UUID) -> DiscrepancyNote:
    """The note, unless it is about the reader."""
    notes = DiscrepancyNote.objects.select_related("case", "incident", "person__affiliation", "owner", "seen_in")
    note = get_object_or_404(notes, case=case, public_id=note_id)
    if note.person is not None:
        may_open_dossier(request.user, case, note.person).require()
    return note


@case_view(Right.EVIDENCE)
@require_GET
def note_show(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """One note in full: its ground then and now, thread, pinned rows, what it would move, what came of it."""
    return _note_page(request, case, find_note(request, case, note_id), here=request.get_full_path())


def _note_page(
    request: HttpRequest, case: Case, note: DiscrepancyNote, *, here: str, refused: str = "", status: int = 200
) -> HttpResponse:
    """The page; after a refusal with its sentence and the words that were typed."""
    context = {
        "case": case,
        "rail": "reconciliation",
        "note": note,
        "refused": refused,
        "typed": request.POST.get("text", ""),
        "chosen": request.POST.get("reason", ""),
        "entries": [entry for entry in note.entries.order_by("at", "pk") if entry.text],
        "moves": [transition.name for transition in note_moves.moves_from(note.state)],
        "settled": note.state in SETTLED,
        "owns": note.owner_id == request.user.pk,
        "resolutions": RESOLUTIONS,
        "grounds": compared_grounds(case, note),
        "led_to": led_to(note),
        "pins": note.pins.select_related("log_file").order_by("row_at", "pk"),
        "panels": [panel.url(note) for panel in registries.panels_of("note")],
        "officers": [membership.user for membership in owners_of(case)],
        "today": clock.today(case.time_zone),
        "here": here,
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/note_show.html", context, status=status)


def _back(request: HttpRequest, case: Case, note: DiscrepancyNote) -> HttpResponse:
    here = str(request.POST.get("here", ""))
    if here.startswith("/") and url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        return redirect(here)
    return redirect("reconciliation:note-show", case_id=case.public_id, note_id=note.public_id)


@case_view(Right.WORK)
@require_POST
def note_move(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """A move of the note, or a remark alone."""
    note = find_note(request, case, note_id)
    move, text, by = str(request.POST.get("move", "")), str(request.POST.get("text", "")), actor_of(request)
    try:
        if move == "comment":
            actions.comment_note(note=note, text=text, by=by)
        else:
            actions.move_note(note=note, move=move, text=text, reason=str(request.POST.get("reason", "")), by=by)
    except Refused as refusal:
        note, here = find_note(request, case, note_id), str(request.POST.get("here", ""))
        return _note_page(request, case, note, here=here, refused=str(refusal), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back(request, case, note)


@case_view(Right.WORK)
@require_POST
def note_assign(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """Hand it to another officer, and say by when."""
    note = find_note(request, case, note_id)
    if "owner" in request.POST:
        wanted = str(request.POST["owner"])
        members = User.objects.filter(memberships__case=case)
        owner = get_object_or_404(members, public_id=wanted if _is_uuid(wanted) else None) if wanted else None
        if owner != note.owner:
            actions.assign_note(note=note, owner=owner, by=actor_of(request))
    if "due_on" in request.POST:
        due_on = _day(str(request.POST["due_on"]))
        if due_on != note.due_on:
            actions.set_due(note=note, due_on=due_on, by=actor_of(request))
    return _back(request, case, note)


@case_view(Right.WORK)
@require_POST
def note_interview(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """List the person for an interview about this note."""
    note = find_note(request, case, note_id)
    reason = str(request.POST.get("reason", "")).strip() or f"{note.incident.no} {note.get_type_display()}"
    interview = actions.ask_for_interview(note=note, reason=reason, by=actor_of(request))
    messages.info(request, _("Interview %(no)s proposed") % {"no": interview.no})
    return _back(request, case, note)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
