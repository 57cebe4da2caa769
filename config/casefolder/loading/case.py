"""The facts of the case: organisation, systems, incidents, emergencies, members."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from casework import actions
from casework.models import Case, EmergencyWindow, Incident, Membership, Role
from config.casefolder.folder import CaseFolder
from config.casefolder.loading.base import Load
from core.actor import Actor

INCIDENT_FACTS = (
    "title_en",
    "nature",
    "category",
    "summary",
    "viewable_from",
    "viewable_to",
    "viewable_note",
    "log_from",
    "log_to",
)
BEGUN, DONE = "config.case_import_begun", "config.case_imported"


@transaction.atomic
def open_case(folder: CaseFolder, *, by: Actor) -> Case:
    """The case itself, marked as being imported until `finish`."""
    facts = folder.facts
    organisation = dict(facts["organisation"])
    case = actions.open_case(
        number=facts["number"],
        title=facts["title"],
        title_en=facts.get("title_en", ""),
        organisation_name=organisation.pop("name"),
        organisation=organisation,
        time_zone=folder.zone.key,
        language=facts.get("language", "ja"),
        fiscal_year_start=facts.get("fiscal_year_start", 4),
        affiliations=folder.entries("affiliations"),
        by=by,
    )
    trail.record(BEGUN, by=by, chain=case.chain, subject=actions.case_ref(case))
    return case


@transaction.atomic
def finish(load: Load) -> None:
    """From here on the case is complete, and importing it again is refused."""
    trail.record(DONE, by=load.by, chain=load.case.chain, subject=actions.case_ref(load.case), detail=dict(load.done))


def load_systems(load: Load) -> None:
    """Systems by code."""
    for entry in load.folder.entries("systems"):
        actions.add_system(case=load.case, by=load.by, **entry)


def load_incidents(load: Load) -> None:
    """Incidents by number, in the order of the file."""
    known = {incident.no: incident for incident in Incident.objects.filter(case=load.case)}
    for entry in load.folder.entries("incidents"):
        facts: dict[str, Any] = {name: entry[name] for name in INCIDENT_FACTS if name in entry}
        actions.record_incident(
            case=load.case,
            no=entry["no"],
            title=entry["title"],
            systems=load.systems(entry.get("systems", [])),
            incident=known.get(entry["no"]),
            by=load.by,
            **facts,
        )


def load_windows(load: Load) -> None:
    """Declared emergencies; one of the same title and beginning is there already."""
    for entry in load.folder.entries("windows"):
        starts_at, ends_at = load.folder.moment(entry["starts_at"]), load.folder.moment(entry["ends_at"])
        if starts_at is None or ends_at is None:
            continue
        if EmergencyWindow.objects.filter(case=load.case, title=entry["title"], starts_at=starts_at).exists():
            continue
        actions.declare_emergency(
            case=load.case,
            title=entry["title"],
            starts_at=starts_at,
            ends_at=ends_at,
            systems=load.systems(entry.get("systems", [])),
            area=entry.get("area", ""),
            items=entry.get("items", ""),
            approved_by=entry.get("approved_by", ""),
            by=load.by,
        )


def load_members(load: Load) -> None:
    """Users of this installation; others are named and left out."""
    present = set(Membership.objects.filter(case=load.case).values_list("user__email", "role"))
    entries = sorted(load.folder.entries("members"), key=lambda entry: entry["role"] != Role.OFFICER)
    for entry in entries:
        email = str(entry["email"]).lower()
        user = User.objects.filter(email=email).first()
        if user is None:
            load.say(_("There is no user %(email)s here; the membership was left out.") % {"email": email})
        elif (email, entry["role"]) not in present:
            actions.set_member(case=load.case, user=user, role=Role(entry["role"]), by=load.by)
