"""The figures of the log, unit by unit, each with its rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.access import Right, case_view
from casework.models import Case, Incident
from engines.columnar.door import Door
from evidence.models import ExplanationKind, IncidentScope
from evidence.queries import scoped_facts
from evidence.units import (
    NOTHING,
    UNIT_RULES,
    Unit,
    by_customer_kind,
    distinct_total,
    figures_of,
    not_counted,
    plain_sum,
)


@case_view(Right.EVIDENCE)
@require_GET
def figures(request: HttpRequest, case: Case) -> HttpResponse:
    """Per incident and kind of customer; totals as plain sum and as distinct, never without saying which."""
    run = scoped_facts(case)
    context = {"case": case, "rail": "evidence", "run": run, "units": list(Unit)}
    if run is not None:
        incidents = list(Incident.objects.filter(case=case).order_by("position", "pk"))
        with Door(directories=[run.views.path.parent]) as door:
            door.register_parquet("views", run.views.path)
            found, once = figures_of(door), distinct_total(door)
            kinds, left_out = by_customer_kind(door), not_counted(door)
        named = {one.incident for one in kinds if one.name}
        used = run.summary.get("scopes", {})
        minutes = {
            (scope.incident.no, scope.number): scope.minutes
            for scope in IncidentScope.objects.filter(incident__case=case).select_related("incident")
        }
        context |= {
            "rows": [
                {
                    "incident": incident,
                    "cells": list(found.get(incident.no, NOTHING).values()),
                    "kinds": [
                        (one.name, list(one.figures.values()))
                        for one in kinds
                        if one.incident == incident.no and incident.no in named
                    ],
                    "version": used.get(incident.no, {}).get("number"),
                    "minutes": minutes.get((incident.no, used.get(incident.no, {}).get("number")), 0),
                    "outside": left_out.get(incident.no, {}).get("outside", 0),
                    "explained": [
                        (kind.label, left_out.get(incident.no, {}).get(kind.value, 0))
                        for kind in ExplanationKind
                        if left_out.get(incident.no, {}).get(kind.value)
                    ],
                }
                for incident in incidents
            ],
            "sums": list(plain_sum(found).values()) if found else [],
            "once": list(once.values()) if found else [],
            "twice": run.summary.get("twice", 0),
            "rules": [(unit.label, UNIT_RULES[unit]) for unit in Unit],
        }
    return render(request, "evidence/figures.html", context)
