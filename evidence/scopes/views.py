"""The scopes of a case, and one incident's with its versions and the effect of a change."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case, Incident
from core.access import actor_of
from core.models import Job
from core.ref import Ref
from core.verdict import Refused
from evidence.effects import EFFECT, change_in, shown_of, start_preview
from evidence.models import IncidentScope, ScopeOrigin
from evidence.queries import newest_facts
from evidence.scopes.actions import follow_facts, set_scope
from evidence.scopes.effect import FactsDecide, ScopeChange
from evidence.scopes.forms import ScopeForm
from evidence.scopes.selection import in_force, incidents_of, newest, of_incident
from evidence.seen import seen_values
from evidence.upkeep.changed import what_follows


@case_view(Right.EVIDENCE)
@require_GET
def scope_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Which rows belong to each incident, in which version, and which version the last facts used."""
    run = newest_facts(case)
    used = run.summary.get("scopes", {}) if run else {}
    entries = [
        {
            "incident": incident,
            "selection": in_force(incident),
            "version": newest(incident),
            "used": used.get(incident.no, {}).get("number"),
        }
        for incident in incidents_of(case)
    ]
    context = {"case": case, "rail": "evidence", "entries": entries, "systems": list(case.systems.order_by("code"))}
    return render(request, "evidence/scopes/list.html", context)


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def scope_show(
    request: HttpRequest, case: Case, incident_id: uuid.UUID, job_id: uuid.UUID | None = None
) -> HttpResponse:
    """The scope in force, its versions, and a form that shows the effect before it saves; on a large log by a job."""
    incident = get_object_or_404(Incident.objects.select_related("case"), case=case, public_id=incident_id)
    here = reverse("evidence:scope-show", args=[case.public_id, incident.public_id])
    change = _asked_for(incident, job_id) if job_id else None
    form = ScopeForm(
        request.POST or None,
        case=case,
        chosen=change.selection if change else in_force(incident),
        found=seen_values(case),
    )
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if form.is_valid():
            change = ScopeChange(incident, form.cleaned_data["selection"])
            if request.POST.get("do") == "save" and form.cleaned_data["seen"] == change.selection.content_hash:
                if _saved(request, form, change):
                    return redirect(here)
            elif job := start_preview(change=change, by=actor_of(request)):
                there = reverse("evidence:scope-effect", args=[case.public_id, incident.public_id, job.public_id])
                return redirect(f"{there}#s-new")
    shown = shown_of(change) if change else {"effects": []}
    now = in_force(incident)
    context = {
        "case": case,
        "rail": "evidence",
        "incident": incident,
        "now": now,
        "systems": list(case.systems.order_by("code")),
        "form": form,
        **shown,
        "seen": change.selection.content_hash if change and shown["effects"] else "",
        "versions": IncidentScope.objects.filter(incident=incident).order_by("-number"),
        "by_hand": (last := newest(incident)) is not None and last.origin == ScopeOrigin.PERSON,
        "differs": now.content_hash != of_incident(incident).content_hash,
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/scopes/show.html", context)


def _asked_for(incident: Incident, job_id: uuid.UUID) -> ScopeChange:
    """The change whose effect the job computes."""
    jobs = Job.objects.of_scope(Ref("case", str(incident.case.public_id))).filter(kind=EFFECT)
    job = get_object_or_404(jobs, public_id=job_id, payload__change=ScopeChange.kind)
    change = change_in(job)
    if not isinstance(change, ScopeChange) or change.incident != incident:
        raise Http404
    return change


def _saved(request: HttpRequest, form: ScopeForm, change: ScopeChange) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        set_scope(incident=change.incident, selection=change.selection, reason=reason, by=actor_of(request))
    except Refused as refusal:
        form.add_error("reason" if not reason.strip() else None, str(refusal))
        return False
    messages.success(request, _("The new version is saved.") + " " + what_follows(change.case))
    return True


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def scope_follow(request: HttpRequest, case: Case, incident_id: uuid.UUID) -> HttpResponse:
    """Let the facts of the incident decide again: what that changes first, then the reason."""
    incident = get_object_or_404(Incident.objects.select_related("case"), case=case, public_id=incident_id)
    there = redirect("evidence:scope-show", case_id=case.public_id, incident_id=incident.public_id)
    last, change, error = newest(incident), FactsDecide(incident), ""
    if last is None or last.origin != ScopeOrigin.PERSON:
        return there
    if request.method == "POST":
        if request.POST.get("seen") != change.selection.content_hash:
            start_preview(change=change, by=actor_of(request))
            return redirect("evidence:scope-follow", case_id=case.public_id, incident_id=incident.public_id)
        try:
            follow_facts(incident=incident, reason=request.POST.get("reason", ""), by=actor_of(request))
        except Refused as refusal:
            error = str(refusal)
        else:
            said = _("From now on the facts of the incident decide again.")
            messages.success(request, said + " " + what_follows(case))
            return there
    shown = shown_of(change)
    context = {
        "case": case,
        "rail": "evidence",
        "incident": incident,
        "now": in_force(incident),
        "systems": list(case.systems.order_by("code")),
        "then": change.selection,
        **shown,
        "seen": change.selection.content_hash if shown["effects"] else "",
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "evidence/scopes/follow.html", context, status=422 if error else 200)
