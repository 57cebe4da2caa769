"""Cases: list, overview, incidents, members, trail."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from audit.models import AuditEvent
from casework import actions, rules
from casework.access import Right, case_view, may
from casework.forms import CaseForm, IncidentForm, MemberForm, SystemForm
from casework.models import Case, Exclusion, Incident, Membership, Population, Role, System
from casework.queries import cases_of, role_in
from core.access import actor_of, signed_in
from core.registries import registries
from core.verdict import Refused


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """An executive lands on the overview across cases; others on the list of their cases."""
    cases = list(cases_of(request.user))
    if cases and not cases_of(request.user, Role.OFFICER, Role.AUDITOR).exists():
        return redirect("/executive/")
    if not cases and (home_of := registries.home_of(request.user)):
        return redirect(home_of)
    context = {
        "cases": cases,
        "may_open": rules.may_open_case(request.user),
        "waiting": registries.waiting_for(request.user),
    }
    return render(request, "casework/home.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def case_open(request: HttpRequest) -> HttpResponse:
    """A new case."""
    rules.may_open_case(request.user).require()
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        affiliations = [
            {"code": "own", "label_ja": facts.pop("own_label"), "label_en": "Own company"},
            {"code": "contractor", "label_ja": facts.pop("contractor_label"), "label_en": "Contractors"},
        ]
        try:
            case = actions.open_case(**facts, affiliations=affiliations, by=actor_of(request))
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            return redirect(case)
    return render(
        request,
        "casework/form.html",
        {"form": form, "heading": _("Open a case"), "submit": _("Open the case"), "back": reverse("casework:home")},
    )


@case_view(Right.VIEW)
@require_GET
def case_show(request: HttpRequest, case: Case) -> HttpResponse:
    """Where do we stand, what is next?"""
    context = {
        "case": case,
        "rail": "overview",
        "figures": registries.figures_of(case),
        "panels": [(panel.name, panel.url(case)) for panel in registries.panels_of("case-overview")],
        "events": AuditEvent.objects.filter(chain=case.chain).order_by("-position")[:8],
        "steps": first_steps(case),
    }
    return render(request, "casework/case_show.html", context)


def first_steps(case: Case) -> list[tuple[bool, str, str]]:
    """What a new case still lacks, in the order of the work: (done, sentence, address)."""
    base = case.get_absolute_url()
    return [
        (
            case.systems.exists() and case.incidents.exists(),
            _("Write down the systems and the incidents."),
            reverse("casework:incident-list", args=[case.public_id]),
        ),
        (case.roster.people.exists(), _("Import the roster of the people concerned."), base + "people/"),
        (
            case.populations.exists(),
            _("Say who will be asked: define a population."),
            reverse("casework:population-new", args=[case.public_id]),
        ),
    ]


@case_view(Right.VIEW)
@require_GET
def incident_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Incidents, systems, populations."""
    context = {
        "case": case,
        "rail": "incidents",
        "incidents": Incident.objects.filter(case=case).prefetch_related("systems").order_by("position", "pk"),
        "systems": System.objects.filter(case=case).order_by("code"),
        "populations": Population.objects.filter(case=case).order_by("code"),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "casework/incident_list.html", context)


def _incident_form(request: HttpRequest, case: Case, incident: Incident | None) -> HttpResponse:
    form = IncidentForm(request.POST or None, instance=incident, case=case)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            actions.record_incident(case=case, incident=incident, by=actor_of(request), **facts)
        except (Refused, ValidationError) as problem:
            form.add_error(None, str(problem) if isinstance(problem, Refused) else problem)
        else:
            return redirect("casework:incident-list", case_id=case.public_id)
    heading = _("Incident %(no)s") % {"no": incident.no} if incident else _("New incident")
    return render(
        request,
        "casework/case_form.html",
        {
            "case": case,
            "rail": "incidents",
            "form": form,
            "heading": heading,
            "submit": _("Save"),
            "back": reverse("casework:incident-list", args=[case.public_id]),
        },
    )


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def incident_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Write an incident down."""
    return _incident_form(request, case, None)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def incident_edit(request: HttpRequest, case: Case, incident_id: uuid.UUID) -> HttpResponse:
    """Correct an incident."""
    return _incident_form(request, case, get_object_or_404(Incident, case=case, public_id=incident_id))


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def system_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Make a system known."""
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_system(case=case, by=actor_of(request), **form.cleaned_data)
        return redirect("casework:incident-list", case_id=case.public_id)
    return render(
        request,
        "casework/case_form.html",
        {
            "case": case,
            "rail": "incidents",
            "form": form,
            "heading": _("System"),
            "submit": _("Save"),
            "back": reverse("casework:incident-list", args=[case.public_id]),
        },
    )


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def member_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Members and what they may; officers add and remove."""
    form = MemberForm(request.POST if request.POST.get("deed") == "set" else None)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if request.POST.get("deed") == "remove":
            user = get_object_or_404(User, memberships__case=case, public_id=request.POST.get("user"))
            actions.remove_member(case=case, user=user, by=actor_of(request))
            return redirect("casework:member-list", case_id=case.public_id)
        if form.is_valid():
            facts = form.cleaned_data
            actions.set_member(
                case=case,
                user=facts["email"],
                role=Role(facts["role"]),
                expires_on=facts["expires_on"],
                by=actor_of(request),
            )
            return redirect("casework:member-list", case_id=case.public_id)
    context = {
        "case": case,
        "rail": "",
        "form": form,
        "members": Membership.objects.filter(case=case).select_related("user").order_by("role", "user__email"),
        "may_work": may(request.user, case, Right.WORK),
        "excluded": set(Exclusion.objects.filter(case=case).values_list("user_id", flat=True)),
        "my_role": role_in(request.user, case),
    }
    return render(request, "casework/member_list.html", context)
