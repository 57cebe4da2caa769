"""Pages of populations: a rule with its count before it is saved, one population, stays in departments."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Affiliation, EmploymentKind, Person
from casework.access import Right, case_view, may
from casework.models import Case, Population
from casework.populations import actions
from casework.populations.forms import LateForm, RuleForm, StaysForm, wishes_of
from core.access import actor_of
from core.actor import Actor
from core.errors import Problem, Rejected
from core.files import store_stream
from core.registries import registries
from core.verdict import Refused


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def population_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Say who belongs; «count» shows the effect before «save» writes it. `?of=` changes one that is not frozen yet."""
    known = Population.objects.filter(case=case, code=request.GET.get("of", ""), frozen_at__isnull=True).first()
    form = RuleForm(request.POST or None, case=case, initial=wishes_of(known) if known else None)
    count = None
    if request.method == "POST" and form.is_valid():
        facts, rule = form.cleaned_data, form.rule()
        if request.POST.get("go") == "save":
            try:
                population = actions.write_population(
                    case=case,
                    code=facts["code"],
                    title=facts["title"],
                    rule=rule,
                    exclude=facts["leave_out"],
                    by=actor_of(request),
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("casework:population-show", case_id=case.public_id, population_id=population.public_id)
        else:
            count = actions.count_population(case=case, rule=rule, exclude=facts["leave_out"])
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster=case.roster).order_by("position", "pk")}
    context = {
        "case": case,
        "rail": "incidents",
        "form": form,
        "known": known,
        "count": count,
        "lines": [(label, count.by_affiliation.get(code, 0)) for code, label in labels.items()] if count else [],
    }
    return render(request, "casework/populations/population_new.html", context)


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def population_show(request: HttpRequest, case: Case, population_id: uuid.UUID) -> HttpResponse:
    """Its rule in words, who was left out and why, who was added late; POST adds somebody late."""
    population = get_object_or_404(Population, case=case, public_id=population_id)
    population.case = case
    form = LateForm(request.POST or None)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if form.is_valid():
            try:
                _add_late(population, form.cleaned_data["person"], form.cleaned_data["reason"], actor_of(request))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The person has been added, marked as a late addition."))
                return redirect("casework:population-show", case_id=case.public_id, population_id=population.public_id)
    members = population.members.select_related("person__affiliation")
    context = {
        "case": case,
        "rail": "incidents",
        "population": population,
        "rule": rule_lines(case, population.rule),
        "members": members.count(),
        "late": members.filter(late=True).order_by("added_at", "pk"),
        "exclusions": population.exclusions.select_related("person__affiliation").order_by("person__no"),
        "form": form,
        "may_add": bool(population.frozen_at) and bool(may(request.user, case, Right.WORK)),
        "may_change": population.frozen_at is None and bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "casework/populations/population_show.html", context)


def _add_late(population: Population, no: str, reason: str, by: Actor) -> None:
    person = Person.objects.filter(roster=population.case.roster, no=no.strip()).first()
    if person is None:
        raise Refused(_("Nobody on the roster has this person id."))
    with transaction.atomic():
        member = actions.add_late_member(population=population, person=person, reason=reason, by=by)
        for invite in registries.late_members:
            invite(member=member, by=by)


def rule_lines(case: Case, rule: dict[str, object]) -> list[tuple[str, str]]:
    """The stored rule for people: (what, values)."""
    if rule.get("all"):
        return [(_("Affiliations"), _("All"))]
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster=case.roster)}
    systems = {s.code: s.label for s in case.systems.all()}
    kinds = {str(value): str(label) for value, label in EmploymentKind.choices}
    facts: dict[str, object] = {**rule, **(rule["by"] if isinstance(rule.get("by"), dict) else {})}  # type: ignore[dict-item]
    names = [
        ("affiliations", _("Affiliations"), labels),
        ("units", _("Departments"), {}),
        ("since", _("Belonging on any day since"), {}),
        ("roles", _("Job roles"), {}),
        ("employment", _("Kinds of employment"), kinds),
        ("systems", _("With a log-in id on"), systems),
        ("listed", _("People listed one by one"), {}),
        ("source", _("Where the list comes from"), {}),
    ]
    lines = []
    for name, label, words in names:
        value = facts.get(name)
        if value:
            parts = value if isinstance(value, list) else [value]
            lines.append((label, "、".join(str(words.get(str(part), part)) for part in parts)))
    return lines


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def stays_import(request: HttpRequest, case: Case) -> HttpResponse:
    """The history of who belonged to which department."""
    form = StaysForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        stored = store_stream(upload.file, name=upload.name or "file", by=actor_of(request))
        try:
            count = actions.import_unit_spells(case=case, stored=stored, by=actor_of(request))
        except Rejected as rejected:
            problems = rejected.problems
        else:
            messages.success(request, _("%(count)s stays in departments are in.") % {"count": count})
            return redirect("casework:population-new", case_id=case.public_id)
    context = {"case": case, "rail": "incidents", "form": form, "problems": problems[:100]}
    return render(request, "casework/populations/stays_import.html", context, status=422 if problems else 200)
