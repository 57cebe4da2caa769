"""Threads about single answers: the list with its filters, one thread, asking anew."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person
from casework.access import Right, case_view, may
from casework.models import Case
from core import clock
from core.access import actor_of
from core.verdict import Refused
from surveys.clarifying import actions
from surveys.forms_of import form_of
from surveys.interviews.forms import AskForm, AssignForm, EntryForm, QueryFilterForm, ResolutionForm
from surveys.interviews.guide import answer_lines, can_read_answers, in_words
from surveys.interviews.queries import queries_of
from surveys.interviews.rules import may_see
from surveys.models import AnswerQuery, ResponseVersion
from surveys.models.answer_query import QueryKind, QueryState
from surveys.sentences import local


def find(request: HttpRequest, case: Case, query_id: uuid.UUID) -> AnswerQuery:
    """The case's thread; refused when it is about the one who asks."""
    rows = AnswerQuery.objects.select_related(
        "case", "owner", "version__response__person__affiliation", "version__response__wave__version"
    )
    found = get_object_or_404(rows, case=case, public_id=query_id)
    may_see(request.user, case, found.version.response.person).require()
    return found


@case_view(Right.EVIDENCE)
@require_GET
def query_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Whose turn it is, since when, until when."""
    if "person" in request.GET:
        return _ask(request, case)
    form = QueryFilterForm(request.GET or None, case=case, states=QueryState.choices)
    rows = queries_of(case, request.user)
    today = clock.today(case.time_zone)
    if form.is_valid():
        if state := form.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if owner := form.cleaned_data["owner"]:
            rows = rows.filter(owner=owner)
        if form.cleaned_data["late"]:
            rows = rows.filter(due_on__lt=today).exclude(state=QueryState.CLOSED)
    lines = [
        {
            "query": row,
            "label": local(form_of(row.version.response.wave.version).questions[row.question]["label"]),
            "age": ((row.closed_at or clock.now()) - row.opened_at).days,
            "late": row.due_on is not None and row.due_on < today and row.state != QueryState.CLOSED,
        }
        for row in rows[:500]
    ]
    context = {"case": case, "rail": "interviews", "tab": "queries", "lines": lines, "form": form}
    context["may_work"] = may(request.user, case, Right.WORK)
    return render(request, "surveys/interviews/queries.html", context)


def _ask(request: HttpRequest, case: Case) -> HttpResponse:
    """To the page for asking somebody, found by person id."""
    person = Person.objects.filter(roster_id=case.roster_id, no=request.GET["person"].strip()).first()
    if person is None:
        messages.error(request, _("There is nobody with this person id on the roster."))
        return redirect("surveys:query-list", case_id=case.public_id)
    return redirect("surveys:query-new", case_id=case.public_id, person_id=person.public_id)


@case_view(Right.EVIDENCE)
@require_GET
def query_show(request: HttpRequest, case: Case, query_id: uuid.UUID) -> HttpResponse:
    """The answer, and what was written about it."""
    found = find(request, case, query_id)
    question = form_of(found.version.response.wave.version).questions[found.question]
    context = {
        "case": case,
        "rail": "interviews",
        "query": found,
        "person": found.version.response.person,
        "question": local(question["label"]),
        "answer": in_words(question, found.version.answers.get(found.question)),
        "entries": found.entries.order_by("pk"),
        "amendments": found.amendments.order_by("pk"),
        "open": found.state != QueryState.CLOSED,
        "may_work": may(request.user, case, Right.WORK),
        "entry_form": EntryForm(),
        "assign_form": AssignForm(case=case, initial={"owner": found.owner_id, "due_on": found.due_on}),
        "resolution_form": ResolutionForm(),
    }
    return render(request, "surveys/interviews/query.html", context)


@case_view(Right.WORK)
@require_POST
def query_step(request: HttpRequest, case: Case, query_id: uuid.UUID, step: str) -> HttpResponse:
    """Write, assign or close."""
    found = find(request, case, query_id)
    by = actor_of(request)
    makers: dict[str, Any] = {
        "write": (EntryForm(request.POST), lambda given: actions.write_in_query(query=found, by=by, **given)),
        "assign": (
            AssignForm(request.POST, case=case),
            lambda given: actions.assign_query(query=found, by=by, **given),
        ),
        "close": (ResolutionForm(request.POST), lambda given: actions.close_query(query=found, by=by, **given)),
    }
    if step not in makers:
        raise Http404
    form, act = makers[step]
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for found_ in form.errors.values() for one in found_))
    else:
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("surveys:query-show", case_id=case.public_id, query_id=found.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def query_new(request: HttpRequest, case: Case, person_id: uuid.UUID) -> HttpResponse:
    """Ask about one of a person's current answers."""
    person = get_object_or_404(Person, roster_id=case.roster_id, public_id=person_id)
    may_see(request.user, case, person).require()
    rows = ResponseVersion.objects.filter(response__wave__case=case, response__person=person)
    rows = rows.select_related("response__wave__version", "response__wave__case", "response__person")
    current = [row for row in rows.order_by("response__wave__no", "ordinal") if row.response.current_id == row.pk]
    readable = {str(row.pk): row for row in current if can_read_answers(row.response.wave)}
    choices = [
        (
            row.response.wave.label,
            [(f"{key}:{line['question']}", f"{line['label']}: {line['value']}") for line in answer_lines(row)],
        )
        for key, row in readable.items()
    ]
    form = AskForm(request.POST or None, case=case, answers=choices, kinds=QueryKind.choices)
    if request.method == "POST" and form.is_valid():
        key, _colon, question = form.cleaned_data["question"].partition(":")
        try:
            made = actions.ask_about(
                version=readable[key],
                question=question,
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
                owner=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question lies with the person now."))
            return redirect("surveys:query-show", case_id=case.public_id, query_id=made.public_id)
    context = {"case": case, "rail": "interviews", "person": person, "form": form, "readable": bool(readable)}
    return render(request, "surveys/interviews/query_new.html", context)
