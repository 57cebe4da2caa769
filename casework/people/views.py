"""The list of people, one person, and the import in four steps: file, columns, check, result."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import receive_people_file
from accounts.models import PeopleFile, PeopleFileState, Person
from accounts.text import fold
from casework.access import Right, case_view, may, may_open_dossier
from casework.models import Case, PopulationMember
from casework.people.discarding import ABANDONED_AFTER, discard_import, may_discard
from casework.people.forms import PeopleSearch, ReceiveForm
from casework.people.importing import import_people_file, systems_of
from casework.people.looking import look_at
from core.access import actor_of
from core.files import store_stream
from core.registries import registries
from core.verdict import Refused

PAGE = 50


@case_view(Right.VIEW)
@require_GET
def person_list(request: HttpRequest, case: Case) -> HttpResponse:
    """The roster, searched by folded text."""
    form = PeopleSearch(request.GET, roster=case.roster)
    if set(request.GET) - set(form.fields) or not form.is_valid():
        raise BadRequest
    people = _found(case, form.cleaned_data).select_related("affiliation").order_by("no", "pk")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "case": case,
        "rail": "people",
        "form": form,
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "searched": any(form.cleaned_data[name] for name in ("q", "affiliation", "employment")),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "casework/people/person_list.html", context)


def _found(case: Case, wishes: Mapping[str, Any]) -> QuerySet[Person]:
    people = Person.objects.filter(roster=case.roster)
    for word in wishes["q"].split():
        people = people.filter(search_text__contains=fold(word))
    if wishes["affiliation"]:
        people = people.filter(affiliation__code=wishes["affiliation"])
    if wishes["employment"]:
        people = people.filter(employment_kind=wishes["employment"])
    return people


@case_view(Right.VIEW)
@require_GET
def person_show(request: HttpRequest, case: Case, person_id: uuid.UUID) -> HttpResponse:
    """What the roster says of one person; other rooms add their panels. Never about oneself."""
    person = get_object_or_404(Person.objects.select_related("affiliation"), roster=case.roster, public_id=person_id)
    may_open_dossier(request.user, case, person).require()
    systems = systems_of(case)
    context = {
        "case": case,
        "rail": "people",
        "person": person,
        "logins": [
            (systems.get(login.system_code, login.system_code), login)
            for login in person.logins.order_by("system_code", "valid_from", "login", "pk")
        ],
        "populations": PopulationMember.objects.filter(population__case=case, person=person)
        .select_related("population")
        .order_by("population__code"),
        "panels": [(panel.name, panel.url((case, person))) for panel in registries.panels_of("person")],
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "casework/people/person_show.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest, case: Case) -> HttpResponse:
    """Step 1: keep the file as received."""
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by, upload = actor_of(request), form.cleaned_data["file"]
        stored = store_stream(upload, name=upload.name, by=by)
        file = receive_people_file(
            roster=case.roster, stored=stored, kind=form.cleaned_data["kind"], chain=case.chain, by=by
        )
        return redirect("people:import-show", case_id=case.public_id, file_id=file.public_id)
    files = PeopleFile.objects.filter(roster=case.roster).select_related("stored").order_by("-received_at", "-pk")
    context = {
        "case": case,
        "rail": "people",
        "form": form,
        "files": files[:20],
        "step": 1,
        "days": ABANDONED_AFTER.days,
    }
    return render(request, "casework/people/import_start.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def import_show(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Steps 2 to 4: how the file was understood, what the import would do, and what it did."""
    file = get_object_or_404(PeopleFile.objects.select_related("stored"), roster=case.roster, public_id=file_id)
    context: dict[str, Any] = {"case": case, "rail": "people", "file": file, "step": 4}
    if file.state == PeopleFileState.IMPORTED:
        return render(request, "casework/people/import_done.html", context)
    look = look_at(case, file, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and look.plan is not None:
        import_people_file(case=case, file=file, reading=look.reading, by=actor_of(request))
        return redirect("people:import-show", case_id=case.public_id, file_id=file.public_id)
    context |= {"look": look, "step": 3 if look.plan is not None else 2, "may_discard": may_discard(case, file)}
    return render(request, "casework/people/import_show.html", context)


@case_view(Right.WORK)
@require_POST
def import_discard(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Instead of steps 3 and 4: the file goes. Pressed twice, it has gone already."""
    file = PeopleFile.objects.select_related("stored").filter(roster=case.roster, public_id=file_id).first()
    if file is None:
        return redirect("people:import-start", case_id=case.public_id)
    try:
        discard_import(case=case, file=file, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:import-show", case_id=case.public_id, file_id=file_id)
    messages.success(request, _("The file was deleted. Only its hash is left, in the trail."))
    return redirect("people:import-start", case_id=case.public_id)
