"""What a report says beside its tables, read once from the case and kept in the snapshot as plain data."""

from __future__ import annotations

from typing import Any

from casework.models import Case, Incident
from evidence.models import ReconciliationRun
from remediation.models import Cause, CauseMeasure, Measure
from remediation.planning.tables import Cell, cause_table, measure_table
from reports import wording
from reports.dataset import asked_waves


def facts_of(case: Case) -> dict[str, Any]:
    """Case, incidents, waves, causes, measures and the newest reconciliation, as JSON."""
    return {
        "case": {
            "number": case.number,
            "title": case.title,
            "title_en": case.title_en,
            "organisation": case.organisation.name,
            "organisation_en": case.organisation.name_en,
        },
        "incidents": [_incident(incident) for incident in _incidents(case)],
        "waves": [_wave(wave) for wave in asked_waves(case)],
        "causes": _causes(case),
        "measures": _measures(case),
        "cause_lines": _cause_lines(case),
        "measure_lines": _measure_lines(case),
        "reconciliation": _reconciliation(case),
    }


def _incidents(case: Case) -> list[Incident]:
    incidents = Incident.objects.filter(case=case).prefetch_related("systems")
    return list(incidents.order_by("position", "pk"))


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "no": incident.no,
        "title": incident.title,
        "title_en": incident.title_en,
        "nature": incident.nature,
        "summary": incident.summary,
        "systems": [{"name": s.name, "name_en": s.name_en} for s in incident.systems.all()],
        **{
            name: value.isoformat() if (value := getattr(incident, name)) else None
            for name in ("viewable_from", "viewable_to", "log_from", "log_to")
        },
        "viewable_note": incident.viewable_note,
    }


def _wave(wave: Any) -> dict[str, Any]:
    population = wave.population
    reasons: dict[str, int] = {}
    for reason in population.exclusions.order_by("reason").values_list("reason", flat=True):
        reasons[reason] = reasons.get(reason, 0) + 1
    return {
        "code": wave.code,
        "title": wave.title,
        "title_en": wave.title_en,
        "mode": wave.mode,
        "population": population.title,
        "asked": population.members.count(),
        "late": population.members.filter(late=True).count(),
        "excluded": reasons,
        **{
            name: value.isoformat() if (value := getattr(wave, name)) else None
            for name in ("opens_at", "closes_at", "period_from", "period_to")
        },
    }


def _causes(case: Case) -> list[dict[str, Any]]:
    linked: dict[int, list[str]] = {}
    links = CauseMeasure.objects.filter(cause__case=case).order_by("measure__position", "measure_id")
    for cause_id, measure in links.values_list("cause_id", "measure__no"):
        linked.setdefault(cause_id, []).append(measure)
    causes = Cause.objects.filter(case=case).prefetch_related("incidents").order_by("position", "pk")
    return [
        {
            "no": cause.no,
            "heading": cause.heading,
            "text": cause.text,
            "situation": cause.situation,
            "incidents": sorted(incident.no for incident in cause.incidents.all()),
            "measures": linked.get(cause.pk, []),
        }
        for cause in causes
    ]


def _measures(case: Case) -> list[dict[str, Any]]:
    fields = ("no", "text", "target", "category", "actor_name", "timing_text", "status_text", "effect", "state")
    measures = Measure.objects.filter(case=case).order_by("position", "pk").values(*fields)
    return [{**measure, "state": str(measure["state"])} for measure in measures]


def _cause_lines(case: Case) -> list[dict[str, Any]]:
    """Causes beside measures: numbers in cells that span rows, None where a cell from above goes on."""
    return [
        {"heading": line.heading.items[0] if line.heading else None, **_cells(line.causes, line.measures)}
        for page in cause_table(case)
        for line in page
    ]


def _cells(causes: Cell | None, measures: Cell | None) -> dict[str, Any]:
    return {
        name: {"nos": [item.no for item in cell.items], "span": cell.span} if cell else None
        for name, cell in (("causes", causes), ("measures", measures))
    }


def _measure_lines(case: Case) -> dict[str, Any]:
    """Measures under one grouping or two: by target, and by element and category (the plan's first further axis)."""
    axes = sorted(
        {name for names in Measure.objects.filter(case=case).values_list("axes", flat=True) for name in names}
    )
    wanted = {"target": ["target"], "category": ["category", *axes[:1]]}
    return {
        name: {
            "by": by,
            "lines": [
                {
                    "groups": [{"text": cell.items[0], "span": cell.span} if cell else None for cell in line.groups],
                    "no": line.measure.no,
                }
                for page in measure_table(case, by)
                for line in page
            ],
        }
        for name, by in wanted.items()
    }


def _reconciliation(case: Case) -> list[dict[str, Any]]:
    """Per incident: its people, the number in each class, log-in ids of nobody known."""
    run = ReconciliationRun.objects.filter(case=case).order_by("-ordinal").first()
    if run is None:
        return []
    numbers = Incident.objects.filter(case=case).order_by("position", "pk").values_list("no", flat=True)
    return [
        {
            "no": number,
            "population": found["population"],
            "classes": {code: int(found["classes"].get(code, 0)) for code in wording.CLASSES},
            "unmapped_ids": found["unmapped_ids"],
        }
        for number in numbers
        if (found := run.summary.get(number)) is not None
    ]
