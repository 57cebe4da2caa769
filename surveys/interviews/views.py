"""Pages of interviews: the list, one interview with all its steps, what is printed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.interviews import actions, holding, rules
from surveys.interviews.forms import (
    ArrangeForm,
    AttendeeForm,
    CourseForm,
    FileForm,
    FilterForm,
    HeldForm,
    OutcomeForm,
    ProposeForm,
    QuestionsForm,
    ReasonForm,
    RecordForm,
    ShownForm,
    initial_arrangement,
)
from surveys.interviews.guide import guide_content
from surveys.interviews.printing import guide_pdf, record_pdf
from surveys.interviews.queries import about_oneself, counts_of, interviews_of, queries_of
from surveys.interviews.steps import STEPS
from surveys.interviews.workflow import interview_moves
from surveys.models import Interview
from surveys.models.answer_query import QueryState
from surveys.models.interview import AFTER, UNDER_WAY, InterviewState
from surveys.views_reaching import download

PER_PAGE = 50


def find(request: HttpRequest, case: Case, interview_id: uuid.UUID) -> Interview:
    """The case's interview, 404 without one; refused when it is about the one who asks."""
    rows = Interview.objects.select_related(
        "case__organisation", "person__affiliation", "owner", "about__response__wave__version"
    )
    interview = get_object_or_404(rows, case=case, public_id=interview_id)
    rules.may_see(request.user, case, interview.person).require()
    return interview


@case_view(Right.EVIDENCE)
@require_GET
def interview_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Who is to be interviewed, why, and where each interview stands."""
    form = FilterForm(request.GET or None)
    rows = interviews_of(case, request.user)
    if form.is_valid():
        if state := form.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if form.cleaned_data["mine"]:
            rows = rows.filter(owner_id=request.user.pk)
    page = Paginator(rows.prefetch_related("grounds"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "rail": "interviews",
        "tab": "interviews",
        "page": page,
        "query": "&".join(f"{key}={request.GET[key]}" for key in ("state", "mine") if request.GET.get(key)),
        "form": form,
        "counts": counts_of(case),
        "propose_form": ProposeForm(),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "surveys/interviews/list.html", context)


@case_view(Right.WORK)
@require_POST
def interview_propose(request: HttpRequest, case: Case) -> HttpResponse:
    """List one person by hand."""
    form = ProposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the person id and the reason."))
        return redirect("surveys:interview-list", case_id=case.public_id)
    person = Person.objects.filter(roster_id=case.roster_id, no=form.cleaned_data["person"].strip()).first()
    if person is None:
        messages.error(request, _("There is nobody with this person id on the roster."))
        return redirect("surveys:interview-list", case_id=case.public_id)
    try:
        interview = actions.propose_interview(
            case=case, person=person, reason=form.cleaned_data["reason"], by=actor_of(request)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:interview-list", case_id=case.public_id)
    return redirect("surveys:interview-show", case_id=case.public_id, interview_id=interview.public_id)


@case_view(Right.EVIDENCE)
@require_GET
def interview_show(request: HttpRequest, case: Case, interview_id: uuid.UUID) -> HttpResponse:
    """One interview from reason to outcome. Opening it is a line of the trail."""
    interview = find(request, case, interview_id)
    holding.open_interview(interview=interview, by=actor_of(request))
    return render(request, "surveys/interviews/show.html", _context(request, case, interview))


def _context(request: HttpRequest, case: Case, interview: Interview) -> dict[str, Any]:
    may_work = bool(may(request.user, case, Right.WORK)) and case.state == "open"
    records = list(interview.records.select_related("sign_off__scan").order_by("-ordinal"))
    return {
        "case": case,
        "rail": "interviews",
        "interview": interview,
        "may_work": may_work,
        "under_way": interview.state in UNDER_WAY,
        "after": interview.state in AFTER,
        "grounds": interview.grounds.order_by("at", "pk"),
        "attendees": interview.attendees.order_by("pk"),
        "guide": guide_content(interview),
        "guides": interview.guides.order_by("-ordinal"),
        "exhibits": interview.exhibits.prefetch_related("showings").order_by("no"),
        "course": interview.course.select_related("exhibit").order_by("at", "pk"),
        "records": records,
        "newest": records[0] if records else None,
        "files": interview.files.select_related("stored").order_by("pk"),
        "amendments": interview.amendments.select_related("decision").order_by("pk"),
        "can_hold": bool(interview_moves.can(interview.state, "hold")),
        "can_write": bool(rules.can_write_record(interview)),
        "can_note": bool(rules.can_write_course(interview)),
        "can_show": bool(rules.can_show_exhibits(interview)),
        "can_send": interview.state == InterviewState.HELD and bool(records),
        "can_amend": interview.state in AFTER and interview.about is not None,
        "arrange_form": ArrangeForm(case=case, initial=initial_arrangement(interview)),
        "attendee_form": AttendeeForm(),
        "questions_form": QuestionsForm(
            initial={"questions": "\n".join(interview.questions.order_by("position").values_list("text", flat=True))}
        ),
        "course_form": CourseForm(),
        "shown_form": ShownForm(auto_id=False),
        "held_form": HeldForm(initial={"held_from": interview.starts_at}),
        "record_form": RecordForm(initial={"text": records[0].text if records else ""}),
        "outcome_form": OutcomeForm(initial={"outcome": interview.outcome, "note": interview.outcome_note}),
        "file_form": FileForm(),
        "reason_form": ReasonForm(),
    }


@case_view(Right.WORK)
@require_POST
def interview_step(request: HttpRequest, case: Case, interview_id: uuid.UUID, step: str) -> HttpResponse:
    """One step of an interview by its name; each has its form and its action."""
    interview = find(request, case, interview_id)
    if step not in STEPS:
        raise Http404
    form_class, act, said = STEPS[step]
    extra: dict[str, Any] = {"case": case} if form_class is ArrangeForm else {}
    form = form_class(request.POST, request.FILES, **extra)
    if not form.is_valid():
        messages.error(request, problems_of(form))
        return redirect("surveys:interview-show", case_id=case.public_id, interview_id=interview.public_id)
    try:
        act(interview, form.cleaned_data, actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(said))
    return redirect("surveys:interview-show", case_id=case.public_id, interview_id=interview.public_id)


def problems_of(form: Form) -> str:
    """Which field, and what is wrong with it."""
    return " ".join(
        f"{form.fields[name].label}: {' '.join(map(str, found))}" if name in form.fields else " ".join(map(str, found))
        for name, found in form.errors.items()
    )


@case_view(Right.EVIDENCE)
@require_GET
def interview_print(request: HttpRequest, case: Case, interview_id: uuid.UUID, what: str) -> HttpResponse:
    """The newest record, or the newest copy of the guide, as PDF; a line of the trail."""
    interview = find(request, case, interview_id)
    makers = {"guide": guide_pdf, "record": record_pdf}
    if what not in makers:
        raise Http404
    holding.open_interview(interview=interview, by=actor_of(request), what=what)
    data = makers[what](interview, language=request.LANGUAGE_CODE[:2])
    return download(data, name=f"{case.number}-interview-{interview.no}-{what}.pdf", kind="application/pdf")


@case_view(Right.EVIDENCE)
@require_GET
def interview_file(request: HttpRequest, case: Case, interview_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """An attachment or a signed paper, always as a download."""
    interview = find(request, case, interview_id)
    attached = interview.files.select_related("stored").filter(public_id=file_id).first()
    signed = interview.records.filter(sign_off__scan__public_id=file_id).select_related("sign_off__scan").first()
    kept = attached.stored if attached else signed.sign_off.scan if signed else None
    if kept is None:
        raise Http404
    holding.open_interview(interview=interview, by=actor_of(request), what="file")
    return download(kept.read_bytes(), name=f"file-{kept.sha256[:12]}", kind="application/octet-stream")


@case_view(Right.EVIDENCE)
@require_GET
def follow_ups(request: HttpRequest, case: Case) -> HttpResponse:
    """The overview's panel: interviews and questions under way, and those that wait for me."""
    mine = Interview.objects.filter(case=case, owner_id=request.user.pk, state__in=[*UNDER_WAY, InterviewState.HELD])
    context = {
        "case": case,
        "counts": counts_of(case),
        "my_interviews": mine.exclude(about_oneself(request.user, "person"))
        .select_related("person")
        .order_by("starts_at", "no")[:8],
        "my_queries": queries_of(case, request.user).filter(owner_id=request.user.pk, state=QueryState.ANSWERED)[:8],
    }
    return render(request, "surveys/interviews/_panel.html", context)
