"""Pages of the sealed channel, of those who are designated for it, and the officer's page for passing on a text."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from casework.access import Right, case_view, is_oneself, may
from casework.models import Case
from core.access import actor_of
from core.actor import Actor
from core.verdict import Refused
from surveys.models import AnonymousAnswer, Designation, ResponseVersion, SealedAnswer, SealedStep
from surveys.sealed import anonymous, designations, moving, rules
from surveys.sealed.access import designated_view, pending
from surveys.sealed.anonymous import anonymous_of, move_anonymous
from surveys.sealed.copies import remaining
from surveys.sealed.moving import by_public_id, move_answer
from surveys.sealed.reading import FEW, author_of, notes_of, open_report, question_of, reports_of, shown, write_note
from surveys.sealed.received import file_of, open_received
from surveys.views_reaching import download

MOST_PLACES = 20


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def designation_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Who is designated to handle reports: appointed by whom, on what ground, until when."""
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            _act(request, case)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("surveys:designation-list", case_id=case.public_id)
    context = {
        "case": case,
        "rail": "surveys",
        "rows": Designation.objects.filter(case=case)
        .select_related("user")
        .order_by("ended_at", "-appointed_at", "-pk"),
        "mine": rules.designation_of(request.user, case) or pending(request.user, case),
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/sealed/designation_list.html", context)


def _act(request: HttpRequest, case: Case) -> None:
    by = actor_of(request)
    if request.POST.get("go") == "end":
        one = get_object_or_404(Designation, case=case, public_id=request.POST.get("designation"))
        designations.end(designation=one, reason=request.POST.get("reason", ""), by=by)
        return
    user = User.objects.filter(email__iexact=str(request.POST.get("email", "")).strip()).first()
    if user is None:
        raise Refused(_("There is no user with this address."))
    designations.appoint(case=case, user=user, ground=request.POST.get("ground", ""), by=by)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, case: Case) -> HttpResponse:
    """An officer passes on a text that reads like a report. There is no way back."""
    given = request.POST if request.method == "POST" else request.GET
    answer, question = _uuid(given.get("answer", "")), str(given.get("question", ""))
    version = by_public_id(case, answer)
    found = None if version is not None else anonymous_of(case, answer)
    if version is not None and is_oneself(request.user, version.response.person):
        raise Refused(_("This is your own entry. Somebody else has to look at it."))
    one = version.answers if version is not None else found.answers if found is not None else {}
    problem = ""
    if request.method == "POST":
        try:
            places = _places(version, found, question)
            _move(version, found, question, actor_of(request))
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The text has been passed on. You do not see it any more."))
            for place in places[:MOST_PLACES]:
                messages.warning(request, place)
            return redirect("surveys:wave-list", case_id=case.public_id)
    context = {
        "case": case,
        "rail": "surveys",
        "text": shown(one.get(question) or ""),
        "answer": answer,
        "question": question,
        "problem": problem,
        "ready": rules.takes_reports(case),
        "places": _places(version, found, question)[:MOST_PLACES] if one.get(question) else [],
    }
    return render(request, "surveys/sealed/move.html", context, status=422 if problem else 200)


def _move(version: ResponseVersion | None, found: AnonymousAnswer | None, question: str, by: Actor) -> None:
    if version is not None:
        move_answer(version=version, question=question, by=by)
    elif found is not None:
        move_anonymous(answer=found, question=question, by=by)
    else:
        raise Refused(_("There is nothing to pass on: the answer is empty, or it has been passed on already."))


def _places(version: ResponseVersion | None, found: AnonymousAnswer | None, question: str) -> list[str]:
    """What passing on does not reach, in sentences."""
    if version is not None:
        return remaining(moving.about_to_pass(version, question)[0])
    return remaining(anonymous.about_to_pass(found, question)) if found is not None else []


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.UUID(int=0)


@designated_view
@require_http_methods(["GET", "POST"])
def report_list(request: HttpRequest, case: Case) -> HttpResponse:
    """What came in, without its words; those who were named accept here first."""
    waiting = pending(request.user, case)
    if waiting is not None:
        if request.method == "POST":
            designations.accept(designation=waiting, by=actor_of(request))
            return redirect("surveys:sealed-list", case_id=case.public_id)
        return render(request, "surveys/sealed/accept.html", {"designation": waiting, "of": case})
    context = {
        "of": case,
        "rows": [(one, SealedStep(step).label if step else "") for one, step in reports_of(case)],
        "few": FEW,
    }
    return render(request, "surveys/sealed/report_list.html", context)


@designated_view
@require_http_methods(["GET", "POST"])
def report_show(request: HttpRequest, case: Case, report_id: uuid.UUID) -> HttpResponse:
    """One report. It is opened by pressing a button, and that is recorded; notes are kept with it."""
    by = actor_of(request)
    if pending(request.user, case) is not None:
        return redirect("surveys:sealed-list", case_id=case.public_id)
    sealed = get_object_or_404(
        SealedAnswer.objects.select_related("wave__case", "wave__version", "version__response__person"),
        wave__case=case,
        public_id=report_id,
    )
    text = problem = ""
    file = file_of(sealed)
    if request.method == "POST":
        try:
            if request.POST.get("go") == "file" and file is not None:
                data = open_received(sealed=file, report=sealed, by=by)
                return download(data, name=file.stored.name, kind="application/octet-stream")
            if request.POST.get("go") == "note":
                write_note(
                    sealed=sealed, step=str(request.POST.get("step", "")), text=str(request.POST.get("text", "")), by=by
                )
                return redirect("surveys:sealed-show", case_id=case.public_id, report_id=report_id)
            text = open_report(sealed=sealed, by=by)
        except Refused as refusal:
            problem = str(refusal)
    context = {
        "of": case,
        "report": sealed,
        "file": file,
        "question": question_of(sealed),
        "author": author_of(sealed) if text else "",
        "text": text,
        "notes": notes_of(sealed),
        "steps": SealedStep.choices,
        "problem": problem,
    }
    return render(request, "surveys/sealed/report_show.html", context, status=422 if problem else 200)
