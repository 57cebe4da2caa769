"""Causes and measures of one case."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.models import AuditEvent
from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.actor import Actor
from core.errors import Rejected
from core.files import store_stream
from core.registries import registries
from core.verdict import Refused
from remediation import actions, queries
from remediation.enums import OPEN_STATES, Scheme
from remediation.forms import (
    CauseForm,
    ChangeMeasureForm,
    DoneForm,
    MeasureForm,
    MeasureSearch,
    NewMeasureForm,
    PlanForm,
)
from remediation.imports import Mode, import_plan
from remediation.models import Cause, Measure, Plan
from remediation.planning.triangle import corners_of
from remediation.proof.queries import proof_context
from remediation.timing import Timing, due_on, needs_review_date, parse, print_timing, print_warning
from remediation.timing.printing import Lang
from remediation.workflow import MEASURES, MOVE_WORDS

PER_PAGE = 100


def _page(case: Case, **context: Any) -> dict[str, Any]:
    return {"case": case, "rail": "measures", **context}


@case_view(Right.VIEW)
@require_GET
def measure_list(request: HttpRequest, case: Case) -> HttpResponse:
    """The plan: which causes are answered, and how each measure stands today."""
    search = MeasureSearch(request.GET, case=case)
    if unknown := set(request.GET) - set(search.fields) - {"page"}:
        reason = _("This page does not know the filter «%(name)s».") % {"name": min(unknown)[:40]}
        return render(request, "refused.html", {"reason": reason}, status=400)
    if not search.is_valid():
        reason = _("A filter has a value that this case does not have. Choose from the lists.")
        return render(request, "refused.html", {"reason": reason}, status=400)
    today = queries.today_of(case)
    found = _filtered(queries.measures_of(case), search.cleaned_data, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    measures, cover = queries.coverage(case)
    context = _page(
        case,
        search=search,
        filtered=any(search.cleaned_data.values()),
        page=page,
        standings=queries.standings(page.object_list, today),
        query=_query(request.GET),
        columns=measures,
        cover=cover,
        total=Measure.objects.of_case(case).count(),
        gaps=sum(1 for row in cover if not row.answered),
        late=queries.overdue_count(case),
        lacking=Measure.objects.of_case(case).without_review().count(),
        may_work=may(request.user, case, Right.WORK),
    )
    return render(request, "remediation/measure_list.html", context)


def _filtered(found: QuerySet[Measure], wanted: dict[str, Any], today: Any) -> QuerySet[Measure]:
    if wanted["overdue"]:
        found = found.filter(pk__in=Measure.objects.all().overdue(today).values("pk"))
    if wanted["timing"]:
        found = found.filter(timing_kind="" if wanted["timing"] == "not_understood" else wanted["timing"])
    fields = {"state": "state", "target": "target", "category": "category", "owner": "owner_name"}
    return found.filter(**{field: wanted[name] for name, field in fields.items() if wanted[name]})


def _query(parameters: QueryDict) -> str:
    kept = parameters.copy()
    kept.pop("page", None)
    return kept.urlencode()


@case_view(Right.VIEW)
@require_GET
def overview_panel(request: HttpRequest, case: Case) -> HttpResponse:
    """The fragment of the case's overview: what is late and what is due next."""
    today = queries.today_of(case)
    standings = queries.standings(queries.measures_of(case).owed(), today)
    pressing = sorted(
        (one for one in standings if one.bucket in {"late", "soon"}),
        key=lambda one: (one.measure.promised_on or today, one.measure.pk),
    )
    context = {
        "case": case,
        "pressing": pressing[:6],
        "more": max(0, len(pressing) - 6),
        "gaps": queries.causes_without_measure(case).count(),
        "lacking": Measure.objects.of_case(case).without_review().count(),
        "any": Measure.objects.of_case(case).exists(),
    }
    return render(request, "remediation/_panel.html", context)


@case_view(Right.VIEW)
@require_GET
def measure_show(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """The timing as written beside the timing as understood, the state, the history."""
    measure = _measure(case, measure_id)
    return render(request, "remediation/measure_show.html", _measure_context(request, case, measure, DoneForm()))


def _measure(case: Case, measure_id: uuid.UUID) -> Measure:
    return get_object_or_404(queries.measures_of(case), public_id=measure_id)


def _measure_context(request: HttpRequest, case: Case, measure: Measure, done_form: DoneForm) -> dict[str, Any]:
    subject = str(actions.measure_ref(measure))
    moves = [
        (transition.name, MOVE_WORDS[transition.name])
        for transition in MEASURES.moves_from(measure.state)
        if transition.name != "finish"
    ]
    return _page(
        case,
        panels=[(panel.name, panel.url(measure)) for panel in registries.panels_of("measure-show")],
        measure=measure,
        standing=queries.standing_of(measure, queries.today_of(case)),
        reading=_reading(measure.understood, queries.today_of(case)),
        causes=measure.causes.order_by("position", "pk"),
        **proof_context(measure, actor_of(request)),
        events=AuditEvent.objects.filter(chain=case.chain, subject=subject).order_by("-position"),
        moves=moves,
        can_finish=measure.state in OPEN_STATES,
        done_form=done_form,
        may_work=may(request.user, case, Right.WORK),
    )


def _reading(timing: Timing, today: Any) -> dict[str, Any]:
    """What the fragment shows of a reading, in the reader's language."""
    lang: Lang = "en" if (get_language() or "").startswith("en") else "ja"
    return {
        "timing": timing,
        "words": print_timing(timing, lang) if timing.understood else "",
        "due_on": due_on(timing, after=today),
        "needs_review": needs_review_date(timing),
        "warnings": [print_warning(code, lang) for code in timing.warnings if code != "empty"],
        "alternatives": [print_timing(other, lang) for other in timing.alternatives],
        "revised": "revised" in timing.warnings,
    }


@case_view(Right.VIEW)
@require_GET
def timing_read(request: HttpRequest, case: Case) -> HttpResponse:
    """The fragment «how this is understood» for what stands in the field now."""
    timing = parse(request.GET.get("timing_text", ""), fiscal_start=case.fiscal_year_start)
    return render(request, "remediation/_reading.html", {"reading": _reading(timing, queries.today_of(case))})


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def measure_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a measure."""
    cause = Cause.objects.filter(case=case, public_id=_uuid(request.GET.get("cause"))).first()
    initial = {"causes": [cause.pk] if cause else []}
    return _measure_form(request, case, None, NewMeasureForm, initial)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def measure_edit(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """Change what is written."""
    measure = _measure(case, measure_id)
    names = (
        "text",
        "target",
        "category",
        "actor_name",
        "owner_name",
        "timing_text",
        "review_on",
        *ChangeMeasureForm.MORE,
    )
    initial = {name: getattr(measure, name) for name in names} | {
        "owner": measure.owner_id,
        "verifier": measure.verifier_id,
        "causes": list(measure.links.filter(by_group=False).values_list("cause_id", flat=True)),
    }
    return _measure_form(request, case, measure, ChangeMeasureForm, initial)


def _uuid(text: str | None) -> uuid.UUID:
    """A UUID that nothing has, where the text is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.UUID(int=0)


def _measure_form(
    request: HttpRequest, case: Case, measure: Measure | None, kind: type[MeasureForm], initial: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and "look" in request.POST:
        form = kind(initial=request.POST.dict() | {"causes": request.POST.getlist("causes")}, case=case)
    else:
        form = kind(request.POST if request.method == "POST" else None, initial=initial, case=case)
    if form.is_bound and form.is_valid():
        facts: dict[str, Any] = {**form.cleaned_data, "by": actor_of(request)}
        try:
            saved = (
                actions.update_measure(measure=measure, **facts) if measure else actions.add_measure(case=case, **facts)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("remediation:measure-show", case.public_id, saved.public_id)
    written = request.POST.get("timing_text", initial.get("timing_text", ""))
    today = queries.today_of(case)
    context = _page(
        case,
        form=form,
        measure=measure,
        reading=_reading(parse(written, fiscal_start=case.fiscal_year_start), today) if written else None,
        reading_url=reverse("remediation:timing-read", args=[case.public_id]),
        heading=_("Change measure %(no)s") % {"no": measure.no} if measure else _("Add a measure"),
        back=_measure_url(case, measure) if measure else reverse("remediation:measure-list", args=[case.public_id]),
    )
    return render(request, "remediation/measure_form.html", context)


def _measure_url(case: Case, measure: Measure) -> str:
    return reverse("remediation:measure-show", args=[case.public_id, measure.public_id])


@case_view(Right.WORK)
@require_POST
def measure_move(request: HttpRequest, case: Case, measure_id: uuid.UUID, move: str) -> HttpResponse:
    """One step of the workflow; «finish» takes its day from the form."""
    measure = _measure(case, measure_id)
    form = DoneForm(request.POST)
    if form.is_valid():
        try:
            actions.move_measure(
                measure=measure, move=move, by=actor_of(request), done_on=form.cleaned_data.get("done_on")
            )
        except Refused as refusal:
            form.add_error("done_on" if move == "finish" else None, str(refusal))
        else:
            return redirect(_measure_url(case, measure))
    context = _measure_context(request, case, _measure(case, measure_id), form)
    return render(request, "remediation/measure_show.html", context, status=422)


@case_view(Right.VIEW)
@require_GET
def cause_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Causes under their headings, each with the measures that answer it or the words that none does."""
    groups = queries.cause_groups(case)
    plan = Plan.objects.filter(case=case).first()
    by_triangle = plan is not None and plan.scheme == Scheme.FRAUD_TRIANGLE
    context = _page(
        case,
        groups=groups,
        plan=plan,
        corners=corners_of(groups) if by_triangle else [],
        gaps=sum(group.gaps for group in groups),
        unlinked=queries.measures_without_cause(case),
        headings=[group.heading for group in groups if group.heading],
        measures=queries.measures_of(case).owed(),
        may_work=may(request.user, case, Right.WORK),
    )
    return render(request, "remediation/cause_list.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def cause_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Write a cause down."""
    return _cause_form(request, case, None)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def cause_edit(request: HttpRequest, case: Case, cause_id: uuid.UUID) -> HttpResponse:
    """Correct a cause."""
    return _cause_form(request, case, get_object_or_404(Cause, case=case, public_id=cause_id))


def _cause_form(request: HttpRequest, case: Case, cause: Cause | None) -> HttpResponse:
    initial = {}
    if cause:
        initial = {name: getattr(cause, name) for name in ("no", "heading", "text", "situation", "axes")}
        initial["incidents"] = list(cause.incidents.values_list("pk", flat=True))
    form = CauseForm(request.POST or None, initial=initial, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.record_cause(case=case, cause=cause, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("no", str(refusal))
        else:
            return redirect("remediation:cause-show", case.public_id, saved.public_id)
    context = _page(
        case,
        form=form,
        heading=_("Cause %(no)s") % {"no": cause.no} if cause else _("Add a cause"),
        submit=_("Save"),
        back=reverse("remediation:cause-list", args=[case.public_id]),
    )
    return render(request, "casework/case_form.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest, case: Case) -> HttpResponse:
    """Take causes, measures and links over from files, all or nothing."""
    form = _plan_form(request)
    problems = []
    if request.method == "POST" and form.is_valid():
        try:
            mode = Mode(form.cleaned_data["mode"] or Mode.UPDATE)
            done = import_plan(case=case, by=actor_of(request), mode=mode, **_stored(form, actor_of(request)))
        except Rejected as refusal:
            problems = refusal.problems
        else:
            context = _page(case, done=done)
            return render(request, "remediation/plan_imported.html", context)
    context = _page(case, form=form, problems=problems)
    return render(request, "remediation/plan_import.html", context, status=422 if problems else 200)


def _plan_form(request: HttpRequest) -> PlanForm:
    return PlanForm(request.POST, request.FILES) if request.method == "POST" else PlanForm()


def _stored(form: PlanForm, by: Actor) -> dict[str, Any]:
    """The chosen files, kept as received."""
    return {
        name: store_stream(upload.file, name=upload.name, by=by)
        for name, upload in form.cleaned_data.items()
        if name != "mode" and upload is not None
    }
