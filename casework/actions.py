"""Everything a person does to a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Affiliation, Organisation, OrganisationKind, Roster, User
from audit import trail
from casework import rules
from casework.access import can_work
from casework.exclusions.rules import is_last_officer
from casework.models import (
    Case,
    EmergencyWindow,
    Exclusion,
    Incident,
    IncidentNature,
    LogIdentifies,
    Membership,
    Population,
    Role,
    System,
)
from casework.populations.actions import write_population
from casework.populations.rule import PopulationRule
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import ALLOWED, Refused, refuse


def case_ref(case: Case) -> Ref:
    """The case as a subject."""
    return Ref("case", str(case.public_id))


@transaction.atomic
def open_case(
    *,
    number: str,
    title: str,
    organisation_name: str,
    by: Actor,
    title_en: str = "",
    organisation: Mapping[str, str] | None = None,
    time_zone: str = "Asia/Tokyo",
    language: str = "ja",
    fiscal_year_start: int = 4,
    affiliations: Sequence[Mapping[str, str]] = (),
) -> Case:
    """A new case with its roster; the user who opens it becomes its first officer.

    Without `affiliations` the two usual ones are made: own (当社) and contractor (委託先).
    """
    rules.can_use_number(number).require()
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    (rules.may_open_case(user) if user else ALLOWED).require()
    body, _made = Organisation.objects.get_or_create(
        name=organisation_name, defaults={"kind": OrganisationKind.OWN, **(organisation or {})}
    )
    roster = Roster.objects.create(organisation=body)
    usual = [
        {"code": "own", "label_ja": "当社", "label_en": "Own company"},
        {"code": "contractor", "label_ja": "委託先", "label_en": "Contractors"},
    ]
    for position, facts in enumerate(affiliations or usual):
        Affiliation.objects.create(roster=roster, position=position, **facts)
    case = Case.objects.create(
        number=number,
        title=title,
        title_en=title_en,
        organisation=body,
        roster=roster,
        time_zone=time_zone,
        language=language,
        fiscal_year_start=fiscal_year_start,
    )
    if user:
        Membership.objects.create(case=case, user=user, role=Role.OFFICER)
    trail.record("casework.case_opened", by=by, chain=case.chain, subject=case_ref(case), detail={"number": number})
    return case


@transaction.atomic
def set_member(*, case: Case, user: User, role: Role, by: Actor, expires_on: date | None = None) -> Membership:
    """Add a member or change their role; the last officer stays one."""
    can_work(case).require()
    if Exclusion.objects.filter(case=case, user=user).exists():
        raise Refused(_("This user is excluded from the case. Lift the exclusion first."))
    if role != Role.OFFICER and is_last_officer(case, user):
        raise Refused(_("A case needs an officer. Name another officer first."))
    membership, _made = Membership.objects.update_or_create(
        case=case, user=user, defaults={"role": role, "expires_on": expires_on}
    )
    trail.record(
        "casework.member_set",
        by=by,
        chain=case.chain,
        subject=Ref("user", str(user.public_id)),
        detail={"role": str(role)},
    )
    return membership


@transaction.atomic
def name_officer(*, case: Case, user: User, by: Actor) -> Membership:
    """For whoever runs the installation: a case that nobody can work on gets an officer again."""
    rules.can_name_officer(case, user).require()
    return set_member(case=case, user=user, role=Role.OFFICER, by=by)


@transaction.atomic
def remove_member(*, case: Case, user: User, by: Actor) -> None:
    """End a membership; the last officer stays."""
    can_work(case).require()
    if is_last_officer(case, user):
        raise Refused(_("A case needs an officer. Name another officer first."))
    Membership.objects.filter(case=case, user=user).delete()
    trail.record("casework.member_removed", by=by, chain=case.chain, subject=Ref("user", str(user.public_id)))


@transaction.atomic
def add_system(
    *,
    case: Case,
    code: str,
    name: str,
    by: Actor,
    name_en: str = "",
    log_kept: bool = True,
    log_identifies: str = LogIdentifies.PERSON,
    introduced_on: date | None = None,
) -> System:
    """Make a system known, or correct what is known of it (by code)."""
    can_work(case).require()
    system, made = System.objects.update_or_create(
        case=case,
        code=code,
        defaults={
            "name": name,
            "name_en": name_en,
            "log_kept": log_kept,
            "log_identifies": log_identifies,
            "introduced_on": introduced_on,
        },
    )
    trail.record(
        "casework.system_added" if made else "casework.system_changed",
        by=by,
        chain=case.chain,
        subject=Ref("system", str(system.public_id)),
        detail={"code": code},
    )
    return system


@transaction.atomic
def record_incident(
    *,
    case: Case,
    no: str,
    title: str,
    systems: Iterable[System],
    by: Actor,
    incident: Incident | None = None,
    **facts: Any,
) -> Incident:
    """Write an incident down, or correct one. `facts` are the model's other fields."""
    can_work(case).require()
    rules.can_use_incident_number(case, no, except_for=incident).require()
    facts.setdefault("nature", IncidentNature.DEFECT)
    made = incident is None
    incident = incident or Incident(case=case, position=Incident.objects.filter(case=case).count())
    incident.no, incident.title = no, title
    for field, value in facts.items():
        setattr(incident, field, value)
    incident.validate_constraints()
    incident.save()
    incident.systems.set(systems)
    trail.record(
        "casework.incident_recorded" if made else "casework.incident_changed",
        by=by,
        chain=case.chain,
        subject=Ref("incident", str(incident.public_id)),
        detail={"no": no},
    )
    return incident


@transaction.atomic
def define_population(
    *,
    case: Case,
    code: str,
    title: str,
    by: Actor,
    affiliations: Sequence[str] | None = None,
    listed: Collection[str] | None = None,
    exclude: Mapping[str, str] | None = None,
) -> Population:
    """A population by affiliation codes (None: everybody), less `exclude` (person id → reason).

    `listed` names the people one by one instead (person ids).

    Defining it again before it is frozen replaces its members.
    """
    rule = PopulationRule(affiliations=None if affiliations is None else tuple(affiliations))
    if listed is not None:
        rule = PopulationRule(listed=tuple(listed))
    return write_population(case=case, code=code, title=title, rule=rule, exclude=exclude, by=by)


@transaction.atomic
def freeze_population(*, population: Population, by: Actor) -> Population:
    """From here on the members stay; late additions are marked. Freezing twice changes nothing."""
    if population.frozen_at is not None:
        return population
    if not population.members.exists():
        refuse(_("The population has no members. Import a roster and define the population again.")).require()
    population.frozen_at = clock.now()
    population.save(update_fields=["frozen_at"])
    trail.record(
        "casework.population_frozen",
        by=by,
        chain=population.case.chain,
        subject=Ref("population", str(population.public_id)),
    )
    return population


@transaction.atomic
def declare_emergency(
    *,
    case: Case,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    systems: Iterable[System],
    by: Actor,
    area: str = "",
    items: str = "",
    approved_by: str = "",
) -> EmergencyWindow:
    """Write down a declared emergency in which use was permitted."""
    can_work(case).require()
    window = EmergencyWindow(
        case=case, title=title, area=area, items=items, approved_by=approved_by, starts_at=starts_at, ends_at=ends_at
    )
    window.validate_constraints()
    window.save()
    window.systems.set(systems)
    trail.record(
        "casework.emergency_declared", by=by, chain=case.chain, subject=Ref("emergency_window", str(window.public_id))
    )
    return window
