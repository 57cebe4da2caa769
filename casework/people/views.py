"""The list of people, one person, and the import in four steps: file, columns, check, result."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import receive_people_file, remembered_mapping
from accounts.imports import Plan
from accounts.models import PeopleFile, PeopleFileState, Person
from accounts.text import fold
from casework.access import Right, case_view, may, may_open_dossier
from casework.models import Case, PopulationMember
from casework.people.forms import DELIMITER_NAMES, ENCODING_NAMES, PeopleSearch, ReadingForm, ReceiveForm, delimiter_of
from casework.people.importing import columns_for, import_people_file, plan_import, systems_of
from core.access import actor_of
from core.errors import Problem, Rejected
from core.files import store_stream
from core.registries import registries
from core.sheets import Column, Reading, Table, open_table, read_stored
from core.sheets.table import fold_head
from engines.sheets import SheetFile

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
    context = {"case": case, "rail": "people", "form": form, "files": files[:20], "step": 1}
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
    step = 3 if look.plan is not None else 2
    return render(request, "casework/people/import_show.html", context | {"look": look, "step": step})


@dataclass
class SeenColumn:
    """One column of the file on the screen."""

    name: str
    head: str
    samples: Sequence[object]
    chosen: str
    state: str


@dataclass
class Look:
    """A received file as it was understood under certain wishes."""

    reading: Reading = field(default_factory=Reading)
    content: SheetFile | None = None
    table: Table | None = None
    plan: Plan | None = None
    form: ReadingForm | None = None
    columns: list[SeenColumn] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def encoding(self) -> str:
        """For people."""
        return ENCODING_NAMES.get((self.content and self.content.encoding) or "", "")

    @property
    def delimiter(self) -> object:
        """For people."""
        return DELIMITER_NAMES.get((self.content and self.content.delimiter) or "", "")

    @property
    def head_row(self) -> int:
        """Its number in the file."""
        return self.table.sheet.number(self.table.head_index) if self.table else 0

    @property
    def data_count(self) -> int:
        """Rows below the head."""
        return sum(1 for _row in self.table.data_rows()) if self.table else 0


def look_at(case: Case, file: PeopleFile, wishes: QueryDict) -> Look:
    """Reads the file as wished; every refusal becomes a list of problems to show."""
    look = Look()
    columns = columns_for(case, file.kind)
    try:
        look.content = read_stored(
            file.stored, encoding=wishes.get("encoding", ""), delimiter=delimiter_of(wishes.get("delimiter", ""))
        )
        sheets = [sheet.name for sheet in look.content.sheets if sheet.name]
        width = max((sheet.width for sheet in look.content.sheets), default=0)
        look.form = ReadingForm(wishes, sheets=sheets, width=width, columns=columns)
        if not look.form.is_valid():
            raise BadRequest
        look.reading = look.form.reading()
        remembered = remembered_mapping(file)
        look.table = open_table(look.content, columns, look.reading, remembered)
        look.columns = _seen(look.table, columns, remembered)
        look.plan = plan_import(case=case, kind=file.kind, table=look.table)
    except Rejected as rejected:
        look.problems = rejected.problems
        if look.form is None:
            look.form = ReadingForm(wishes, sheets=[], width=0, columns=columns)
    return look


def _seen(table: Table, columns: tuple[Column, ...], remembered: Mapping[str, str]) -> list[SeenColumn]:
    earlier = {fold_head(head): name for head, name in remembered.items()}
    words = {word: column.name for column in columns for word in column.known_as()}
    samples = table.sample()
    seen = []
    for index, head in enumerate(table.heads):
        chosen = table.mapping.get(index, "")
        state = "none"
        if chosen:
            known = fold_head(head)
            state = "earlier" if earlier.get(known) == chosen else "known" if words.get(known) == chosen else "chosen"
        cells = [row[index] for row in samples]
        seen.append(SeenColumn(f"c{index}", head, cells, chosen, state))
    return seen
