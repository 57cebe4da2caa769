"""The plan as a whole and what belongs to its causes and measures."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.files import store_stream
from core.verdict import Refused
from remediation.enums import MeasureState, RelationKind
from remediation.forms import NewMeasureForm
from remediation.models import Cause, Citation, Measure, MeasureRelation, Plan, PlanEdition, SubAction
from remediation.planning import actions
from remediation.planning.editions import content_of, differences
from remediation.planning.forms import (
    CitationForm,
    EditionForm,
    GroupForm,
    PartForm,
    PlanFactsForm,
    RelationForm,
)
from remediation.planning.tables import cause_table, measure_table
from remediation.planning.words import DEEDS, FACT_WORDS, shown, words_of
from remediation.queries import today_of
from remediation.rules import can_change

GROUPINGS = ("target", "category", "owner", "stage")
PER_PAGE = 15


def _page(case: Case, **context: Any) -> dict[str, Any]:
    return {"case": case, "rail": "measures", **context}


def _form_page(request: HttpRequest, case: Case, form: forms.BaseForm, heading: str, back: str) -> HttpResponse:
    context = _page(case, form=form, heading=heading, submit=_("Save"), back=back)
    return render(request, "remediation/plan_form.html", context)


def _measure(case: Case, measure_id: uuid.UUID) -> Measure:
    return get_object_or_404(Measure.objects.select_related("case"), case=case, public_id=measure_id)


def _measure_url(case: Case, measure: Measure) -> str:
    return reverse("remediation:measure-show", args=[case.public_id, measure.public_id])


@case_view(Right.VIEW)
@require_GET
def cause_show(request: HttpRequest, case: Case, cause_id: uuid.UUID) -> HttpResponse:
    """A cause with its situation, its groupings, what stands behind it, and the measures that answer it."""
    standing = Measure.objects.exclude(state=MeasureState.WITHDRAWN).in_order()
    causes = Cause.objects.prefetch_related("incidents", "citations", Prefetch("measures", queryset=standing))
    cause = get_object_or_404(causes, case=case, public_id=cause_id)
    grouped = set(cause.links.filter(by_group=True).values_list("measure_id", flat=True))
    context = _page(
        case,
        cause=cause,
        plan=Plan.objects.filter(case=case).first(),
        answers=[(measure, measure.pk in grouped) for measure in cause.measures.all()],
        may_work=may(request.user, case, Right.WORK),
    )
    return render(request, "remediation/cause_show.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def cause_cite(request: HttpRequest, case: Case, cause_id: uuid.UUID) -> HttpResponse:
    """Name what stands behind a cause."""
    cause = get_object_or_404(Cause, case=case, public_id=cause_id)
    back = reverse("remediation:cause-show", args=[case.public_id, cause.public_id])
    return _cite(request, case, _("What stands behind %(no)s") % {"no": cause.no}, back, cause=cause)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def measure_cite(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """Name what a measure rests on: a guideline, a checklist."""
    measure = _measure(case, measure_id)
    heading = _("What %(no)s rests on") % {"no": measure.no}
    return _cite(request, case, heading, _measure_url(case, measure), measure=measure)


def _cite(request: HttpRequest, case: Case, heading: str, back: str, **subject: Any) -> HttpResponse:
    form = CitationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        stored = store_stream(upload.file, name=upload.name, by=actor_of(request)) if upload else None
        actions.cite(case=case, by=actor_of(request), stored=stored, **facts, **subject)
        return redirect(back)
    context = _page(case, form=form, heading=heading, submit=_("Save"), back=back, multipart=True)
    return render(request, "remediation/plan_form.html", context)


@case_view(Right.WORK)
@require_POST
def citation_drop(request: HttpRequest, case: Case, citation_id: uuid.UUID) -> HttpResponse:
    """Take a citation away."""
    found = Citation.objects.select_related("cause", "measure", "case")
    citation = get_object_or_404(found, case=case, public_id=citation_id)
    cause, measure = citation.cause, citation.measure
    actions.uncite(citation=citation, by=actor_of(request))
    if cause is not None:
        return redirect("remediation:cause-show", case.public_id, cause.public_id)
    assert measure is not None  # noqa: S101 -- a constraint of the table
    return redirect(_measure_url(case, measure))


@case_view(Right.WORK)
@require_POST
def group_link(request: HttpRequest, case: Case) -> HttpResponse:
    """A measure answers all causes of a heading."""
    return _group(request, case, actions.link_group)


@case_view(Right.WORK)
@require_POST
def group_unlink(request: HttpRequest, case: Case) -> HttpResponse:
    """It answers only the causes linked one by one."""
    return _group(request, case, actions.unlink_group)


def _group(request: HttpRequest, case: Case, deed: Any) -> HttpResponse:
    form = GroupForm(request.POST, case=case)
    if form.is_valid():
        try:
            deed(by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("Choose a measure."))
    return redirect("remediation:cause-list", case.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def plan_settle(request: HttpRequest, case: Case) -> HttpResponse:
    """Scheme, names of the axes, notes, who orders and who watches."""
    form = PlanFactsForm(request.POST or None, instance=Plan.objects.filter(case=case).first())
    if request.method == "POST" and form.is_valid():
        actions.settle_plan(case=case, by=actor_of(request), **form.cleaned_data)
        return redirect("remediation:cause-list", case.public_id)
    back = reverse("remediation:cause-list", args=[case.public_id])
    return _form_page(request, case, form, _("Scheme of the plan"), back)


@case_view(Right.VIEW)
@require_GET
def plan_tables(request: HttpRequest, case: Case) -> HttpResponse:
    """Causes beside measures, and measures under one or two groupings, as reports print them."""
    plan = Plan.objects.filter(case=case).first()
    known = [*GROUPINGS, *sorted({axis for axes in _axes(case) for axis in axes})]
    first = request.GET.get("first", _first_grouping(case))
    second = request.GET.get("second", "")
    if {first, second} - {*known, ""}:
        raise Http404
    by = [name for name in (first, second) if name] or ["target"]
    context = _page(
        case,
        plan=plan,
        causes=cause_table(case, per_page=PER_PAGE),
        measures=measure_table(case, by, per_page=PER_PAGE),
        by=[(name, words_of(name, plan)) for name in by],
        first=by[0],
        second=second,
        groupings=[(name, words_of(name, plan)) for name in known],
    )
    return render(request, "remediation/plan_tables.html", context)


def _axes(case: Case) -> list[dict[str, str]]:
    return list(Measure.objects.of_case(case).exclude(axes={}).values_list("axes", flat=True))


def _first_grouping(case: Case) -> str:
    """By target where the plan names targets, else by category."""
    return "target" if Measure.objects.of_case(case).exclude(target="").exists() else "category"


@case_view(Right.VIEW)
@require_GET
def edition_list(request: HttpRequest, case: Case) -> HttpResponse:
    """The editions of the plan."""
    context = _page(
        case,
        editions=PlanEdition.objects.filter(case=case).order_by("-ordinal"),
        plan=Plan.objects.filter(case=case).first(),
        form=EditionForm(),
        may_work=may(request.user, case, Right.WORK),
    )
    return render(request, "remediation/edition_list.html", context)


@case_view(Right.WORK)
@require_POST
def edition_freeze(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the plan as it stands now."""
    form = EditionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a name for the edition."))
        return redirect("remediation:edition-list", case.public_id)
    edition = actions.freeze_edition(case=case, by=actor_of(request), **form.cleaned_data)
    return redirect("remediation:edition-show", case.public_id, edition.ordinal)


@case_view(Right.VIEW)
@require_GET
def edition_show(request: HttpRequest, case: Case, ordinal: int) -> HttpResponse:
    """An edition: what it says, and what has changed from it until a later one or until today."""
    edition = get_object_or_404(PlanEdition, case=case, ordinal=ordinal)
    others = list(PlanEdition.objects.filter(case=case, ordinal__gt=ordinal).order_by("ordinal"))
    wanted = request.GET.get("until", "")
    until = next((other for other in others if str(other.ordinal) == wanted), None)
    changes = differences(edition.content, until.content if until else content_of(case))
    context = _page(
        case,
        edition=edition,
        others=others,
        until=until,
        today=today_of(case),
        changes=[
            (
                change,
                DEEDS[change.deed],
                [
                    (FACT_WORDS.get(one.name, one.name), shown(one.name, one.before), shown(one.name, one.after))
                    for one in change.fields
                ],
            )
            for change in changes
        ],
    )
    return render(request, "remediation/edition_show.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def part_new(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """Add a sub-action."""
    return _part(request, case, _measure(case, measure_id), None)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def part_edit(request: HttpRequest, case: Case, measure_id: uuid.UUID, no: int) -> HttpResponse:
    """Change a sub-action."""
    measure = _measure(case, measure_id)
    return _part(request, case, measure, get_object_or_404(SubAction, measure=measure, no=no))


def _part(request: HttpRequest, case: Case, measure: Measure, part: SubAction | None) -> HttpResponse:
    initial = {name: getattr(part, name) for name in PartForm.base_fields} if part else {}
    form = PartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_part(measure=measure, part=part, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_measure_url(case, measure))
    heading = _("Sub-action of %(no)s") % {"no": measure.no}
    return _form_page(request, case, form, heading, _measure_url(case, measure))


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def measure_relate(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """How a measure stands to another one."""
    measure = _measure(case, measure_id)
    form = RelationForm(request.POST or None, measure=measure)
    if request.method == "POST" and form.is_valid():
        other, kind = form.cleaned_data["other"], RelationKind(form.cleaned_data["kind"])
        try:
            actions.relate(measure=measure, other=other, kind=kind, by=actor_of(request))
        except Refused as refusal:
            form.add_error("other", str(refusal))
        else:
            return redirect(_measure_url(case, measure))
    heading = _("Relation of %(no)s to another measure") % {"no": measure.no}
    return _form_page(request, case, form, heading, _measure_url(case, measure))


@case_view(Right.WORK)
@require_POST
def measure_unrelate(request: HttpRequest, case: Case, measure_id: uuid.UUID, relation_id: int) -> HttpResponse:
    """Remove a relation."""
    measure = _measure(case, measure_id)
    relation = get_object_or_404(MeasureRelation, measure=measure, pk=relation_id)
    try:
        actions.unrelate(relation=relation, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_measure_url(case, measure))


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def successor_new(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """A new measure in the place of a closed one, beginning with its words."""
    measure = _measure(case, measure_id)
    can_follow = can_change(measure)
    names = ("text", "target", "category", "actor_name", "owner_name", "audience", "axes")
    initial = {name: getattr(measure, name) for name in names} | {
        "causes": list(measure.links.filter(by_group=False).values_list("cause_id", flat=True))
    }
    form = NewMeasureForm(request.POST or None, initial=initial, case=case)
    if can_follow:
        messages.error(request, _("This measure is still open. Change it instead of adding a successor."))
        return redirect(_measure_url(case, measure))
    if request.method == "POST" and form.is_valid():
        try:
            successor = actions.add_successor(measure=measure, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_measure_url(case, successor))
    heading = _("Successor of %(no)s") % {"no": measure.no}
    return _form_page(request, case, form, heading, _measure_url(case, measure))
