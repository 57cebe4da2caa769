"""A person's own page: what waits, the record to read, the change to decide, the question to answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.access import public
from core.actor import Actor
from core.verdict import Refused
from surveys.amendments.actions import decide_amendment
from surveys.amendments.reading import both_values
from surveys.clarifying.actions import write_in_query
from surveys.door import unknown_link
from surveys.forms_of import form_of
from surveys.interviews.guide import in_words
from surveys.interviews.holding import sign_off
from surveys.interviews.queries import shown_exhibits
from surveys.models import Amendment, AnswerQuery, Interview, PersonalLink
from surveys.models.amendment import AmendmentState
from surveys.models.answer_query import QueryState
from surveys.models.interview import InterviewState
from surveys.models.interview_record import SignOff
from surveys.personal.actions import enter_personal_page
from surveys.personal.door import door
from surveys.sentences import local
from surveys.tokens import unspelled


def _frame(link: PersonalLink) -> dict[str, Any]:
    newest = link.case.waves.order_by("-no").first()
    return {
        "link": link,
        "person": link.person,
        "asker": link.case.organisation.name,
        "zone": link.case.time_zone,
        "contact": newest.in_language("contact") if newest else "",
        "independent_contact": newest.in_language("independent_contact") if newest else "",
    }


def _me(link: PersonalLink) -> Actor:
    return Actor.respondent(link.public_id)


@public("the code of a printed letter to a personal page; it only leads to the page of the link")
@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest) -> HttpResponse:
    """The code of a letter, typed by hand."""
    if request.method == "POST":
        token = unspelled(request.POST.get("code", ""))
        if door.find(token) is None:
            return unknown_link(request)
        return redirect("respondent:personal-landing", token=token)
    return render(request, "surveys/respondent/typed_code.html", {})


@public("a personal link; without the employee number it shows nothing")
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Whose page it is, and the employee number. It does not say what waits behind it."""
    link = door.find(token)
    if link is None:
        return unknown_link(request)
    context = _frame(link)
    if request.method == "POST":
        try:
            enter_personal_page(link=link, employee_number=request.POST.get("employee_number", ""))
        except Refused as refusal:
            context["problem"] = str(refusal)
        else:
            response = redirect("respondent:personal")
            door.enter(response, link)
            return response
    return render(request, "surveys/personal/landing.html", context)


def _interviews(link: PersonalLink) -> Any:
    return Interview.objects.select_related("case", "person").filter(case=link.case, person=link.person)


def _amendments(link: PersonalLink) -> Any:
    rows = Amendment.objects.filter(base__response__person=link.person, base__response__wave__case=link.case)
    return rows.select_related("base__response__wave__version", "base__response__wave__case", "base__response__person")


def _queries(link: PersonalLink) -> Any:
    rows = AnswerQuery.objects.filter(case=link.case, version__response__person=link.person)
    return rows.select_related("case", "version__response__wave__version", "version__response__person")


@door.view
@require_http_methods(["GET"])
def home(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What waits, then what is done."""
    context = _frame(link) | {
        "appointments": _interviews(link).filter(state=InterviewState.ARRANGED).order_by("starts_at"),
        "records": _interviews(link).filter(state=InterviewState.SENT).order_by("no"),
        "amendments": _amendments(link).filter(state=AmendmentState.PROPOSED).order_by("pk"),
        "queries": _queries(link).filter(state=QueryState.OPEN).order_by("no"),
        "answered": _queries(link).filter(state=QueryState.ANSWERED).order_by("no"),
        "done": _interviews(link).filter(state__in=[InterviewState.SIGNED, InterviewState.REFUSED]).order_by("no"),
    }
    return render(request, "surveys/personal/home.html", context)


@door.view
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, link: PersonalLink, interview_id: uuid.UUID) -> HttpResponse:
    """The record, read in full; then confirmed, or not, with a reason."""
    shown = [InterviewState.SENT, InterviewState.SIGNED, InterviewState.REFUSED]
    interview = get_object_or_404(_interviews(link), public_id=interview_id, state__in=shown)
    newest = interview.records.order_by("-ordinal").first()
    if request.method == "POST":
        refused = request.POST.get("go") == "refuse"
        given = request.POST.get("ordinal", "")
        try:
            sign_off(
                interview=interview,
                ordinal=int(given) if given.isdecimal() else 0,
                how=SignOff.REFUSED if refused else SignOff.LINK,
                remark=request.POST.get("remark", ""),
                by=_me(link),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Your word on the record has been kept."))
            return redirect("respondent:personal")
    context = _frame(link) | {
        "interview": interview,
        "record": newest,
        "course": interview.course.select_related("exhibit").order_by("at", "pk"),
        "exhibits": shown_exhibits(interview),
        "attendees": interview.attendees.order_by("pk"),
        "open": interview.state == InterviewState.SENT,
    }
    return render(request, "surveys/personal/record.html", context)


@door.view
@require_http_methods(["GET", "POST"])
def amendment(request: HttpRequest, link: PersonalLink, amendment_id: uuid.UUID) -> HttpResponse:
    """Both values side by side; the person decides which one counts."""
    found = get_object_or_404(_amendments(link), public_id=amendment_id, state=AmendmentState.PROPOSED)
    if request.method == "POST":
        try:
            decide_amendment(
                amendment=found,
                accept=request.POST.get("go") == "accept",
                reason=request.POST.get("reason", ""),
                by=_me(link),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Your decision has been kept."))
        return redirect("respondent:personal")
    context = _frame(link) | {"amendment": found, "lines": both_values(found)}
    return render(request, "surveys/personal/amendment.html", context)


@door.view
@require_http_methods(["GET", "POST"])
def query(request: HttpRequest, link: PersonalLink, query_id: uuid.UUID) -> HttpResponse:
    """One question about one answer, with what was written so far."""
    found = get_object_or_404(_queries(link), public_id=query_id)
    if request.method == "POST":
        try:
            write_in_query(query=found, text=request.POST.get("text", ""), by=_me(link))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Your reply has been kept."))
            return redirect("respondent:personal")
    question = form_of(found.version.response.wave.version).questions[found.question]
    context = _frame(link) | {
        "query": found,
        "question": local(question["label"]),
        "answer": in_words(question, found.version.answers.get(found.question)),
        "entries": found.entries.filter(for_office=False).order_by("pk"),
        "open": found.state != QueryState.CLOSED,
    }
    return render(request, "surveys/personal/query.html", context)


@door.view
@require_POST
def finish(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Nothing stays on the device."""
    response = redirect("respondent:finished")
    door.leave(request, response)
    return response
