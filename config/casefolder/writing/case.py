"""The facts of the case."""

from __future__ import annotations

from collections.abc import Iterable

from casework.models import EmergencyWindow, Incident, Membership, System
from config.casefolder.writing.base import Out, present


def write_case(out: Out) -> None:
    """Organisation, affiliations, systems, incidents, emergencies, members."""
    case, body = out.case, out.case.organisation
    out.facts |= present(
        number=case.number,
        title=case.title,
        title_en=case.title_en,
        time_zone=case.time_zone,
        language=case.language,
        fiscal_year_start=case.fiscal_year_start,
    )
    out.facts["organisation"] = present(
        name=body.name, name_en=body.name_en, short_name=body.short_name, kind=str(body.kind)
    )
    out.facts["affiliations"] = [
        present(code=one.code, label_ja=one.label_ja, label_en=one.label_en)
        for one in case.roster.affiliations.order_by("position", "pk")
    ]
    out.facts["systems"] = [
        present(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            log_kept=one.log_kept,
            log_identifies=str(one.log_identifies),
            introduced_on=one.introduced_on,
        )
        for one in System.objects.filter(case=case).order_by("pk")
    ]
    out.facts["incidents"] = [_incident(one) for one in Incident.objects.filter(case=case).order_by("position", "pk")]
    out.facts["windows"] = [
        present(
            title=one.title,
            area=one.area,
            starts_at=out.local(one.starts_at),
            ends_at=out.local(one.ends_at),
            systems=_codes(one.systems.all()),
            items=one.items,
            approved_by=one.approved_by,
        )
        for one in EmergencyWindow.objects.filter(case=case).order_by("starts_at", "pk")
    ]
    out.facts["members"] = [
        {"email": one.user.email, "role": str(one.role)}
        for one in Membership.objects.filter(case=case).select_related("user").order_by("pk")
    ]


def _codes(systems: Iterable[System]) -> list[str]:
    return sorted(system.code for system in systems)


def _incident(one: Incident) -> dict[str, object]:
    return present(
        no=one.no,
        title=one.title,
        title_en=one.title_en,
        nature=str(one.nature),
        systems=_codes(one.systems.all()),
        category=one.category,
        viewable_from=one.viewable_from,
        viewable_to=one.viewable_to,
        viewable_note=one.viewable_note,
        log_from=one.log_from,
        log_to=one.log_to,
        summary=one.summary,
    )
