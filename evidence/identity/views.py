"""What does not fit together about ids and terminals, the rows behind, and the second check of doubtful ids."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from casework.access import Right, case_view, may
from casework.models import Case, Incident, System
from core.access import actor_of
from engines.columnar.door import Door
from evidence.identity import rules
from evidence.identity.actions import give_opinion, read_rows
from evidence.identity.classes import PERSONAL, IdentityClass, MatchRule, rows_behind, rule_of
from evidence.models import DoubtState, IdentityDoubt
from evidence.notes.queries import own_entries, own_numbers
from evidence.person_log import aware, file_names
from evidence.queries import newest_reconciliation, scoped_facts
from evidence.upkeep.changed import what_follows

PER_PAGE = 50


@case_view(Right.EVIDENCE)
@require_GET
def identity_overview(request: HttpRequest, case: Case) -> HttpResponse:
    """The classes with their counts per incident, and what they do to the comparison."""
    run, compared = scoped_facts(case), newest_reconciliation(case)
    counted: Mapping[str, Any] = run.summary.get("identity", {}) if run else {}
    matched: Mapping[str, Any] = run.summary.get("matched", {}) if run else {}
    incidents = list(Incident.objects.filter(case=case).order_by("position", "pk"))
    rows = [
        {
            "kind": kind,
            "rule": rule_of(kind),
            "personal": kind in PERSONAL,
            "cells": [(incident, counted.get(incident.no, {}).get(kind.value)) for incident in incidents],
        }
        for kind in IdentityClass
    ]
    unmapped = [
        (incident, compared.summary.get(incident.no, {}).get("unmapped_ids", 0) if compared else 0)
        for incident in incidents
    ]
    context = {
        "case": case,
        "rail": "evidence",
        "run": run,
        "incidents": incidents,
        "rows": rows,
        "unmapped": unmapped,
        "matched": [
            (rule, [(incident, matched.get(incident.no, {}).get(rule.value)) for incident in incidents])
            for rule in MatchRule
        ],
        "open": IdentityDoubt.objects.filter(case=case, state=DoubtState.OPEN).count(),
    }
    return render(request, "evidence/identity/overview.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def identity_rows(request: HttpRequest, case: Case, kind: str) -> HttpResponse:
    """The rows behind a class, of one incident or of all. Looking at them is one line of the trail."""
    run = scoped_facts(case)
    if kind not in IdentityClass.values or run is None:
        raise Http404
    found, incident = IdentityClass(kind), request.GET.get("incident", "")
    number = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
    with Door(directories=[run.views.path.parent]) as door:
        door.register_parquet("views", run.views.path)
        own, skipped = own_numbers(case, request.user), max(0, number - 1) * PER_PAGE
        total, rows = rows_behind(door, found, incident=incident, hidden=own, limit=PER_PAGE, offset=skipped)
    names = file_names(run)
    people = {
        person.no: person
        for person in Person.objects.filter(roster=case.roster, no__in={row["person_no"] for row in rows})
    }
    systems = {system.code: system.label for system in System.objects.filter(case=case)}
    shown = [
        row
        | {
            "at": aware(row["at"]),
            "person": people.get(row["person_no"] or ""),
            "system": systems.get(row["system"], row["system"]),
            "file": names[row["file_no"]] if row["file_no"] < len(names) else "",
        }
        for row in rows
    ]
    read_rows(run=run, kind=kind, incident=incident, page=number, by=actor_of(request))
    context = {
        "case": case,
        "rail": "evidence",
        "kind": found,
        "rule": rule_of(found),
        "rows": shown,
        "total": total,
        "incident": incident,
        "page": Paginator(range(total), PER_PAGE).get_page(number),
        "query": f"incident={incident}" if incident else "",
    }
    return render(request, "evidence/identity/rows.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def doubt_list(request: HttpRequest, case: Case) -> HttpResponse:
    """What two people have to check, the likeliest first; settled ones below."""
    by = actor_of(request)
    doubts = (
        IdentityDoubt.objects.filter(case=case)
        .exclude(person__in=own_entries(case, request.user))
        .select_related("case", "person__affiliation")
        .prefetch_related("opinions")
    )
    waiting = doubts.filter(state=DoubtState.OPEN).order_by("-confidence", "system_code", "login", "pk")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "rail": "evidence",
        "page": page,
        "entries": [(doubt, rules.may_judge(by, doubt)) for doubt in page],
        "settled": doubts.exclude(state=DoubtState.OPEN).order_by("-settled_at", "pk")[:PER_PAGE],
        "systems": {system.code: system.label for system in System.objects.filter(case=case)},
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/identity/doubts.html", context)


@case_view(Right.WORK)
@require_POST
def doubt_judge(request: HttpRequest, case: Case, doubt_id: uuid.UUID) -> HttpResponse:
    """Accept or reject, with a reason."""
    doubt = get_object_or_404(IdentityDoubt.objects.select_related("case", "person"), case=case, public_id=doubt_id)
    accepts = request.POST.get("do") == "accept"
    give_opinion(doubt=doubt, accepts=accepts, reason=request.POST.get("reason", ""), by=actor_of(request))
    if doubt.state == DoubtState.ACCEPTED:
        messages.success(request, _("Two people agree. The id is the person's.") + " " + what_follows(case))
    elif doubt.state == DoubtState.OPEN:
        messages.success(request, _("Your opinion is kept. A second person has to look independently."))
    return redirect("evidence:doubt-list", case_id=case.public_id)
