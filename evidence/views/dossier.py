"""One person: the answers with their versions beside the log, and the notes that follow up what does not fit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person, User
from casework.access import Right, case_view, may, may_open_dossier
from casework.models import Case, Incident, System
from core import clock
from core.access import actor_of
from evidence import actions
from evidence.enums import NOTE_OF_CLASS, NoteState, NoteType, ReconciliationClass
from evidence.forms import NoteForm, officers
from evidence.heat import begin_late, fiscal_year, squares, years_of
from evidence.links.queries import Beside, beside_answers
from evidence.models import DiscrepancyNote, ReconciliationRun
from evidence.notes.actions import open_note
from evidence.notes.forms import RESOLUTIONS
from evidence.notes.queries import own_numbers
from evidence.person_log import coverage, lines_of, totals_of, views_by_day
from evidence.queries import Placed, newest_facts, newest_reconciliation, placed_people, standings_of
from evidence.views.comparison import text_of
from evidence.workflow import note_moves
from surveys.models import ResponseVersion
from surveys.queries import still_answering, versions_of_person


@case_view(Right.EVIDENCE)
@require_http_methods(["GET"])
def dossier(request: HttpRequest, case: Case, person_id: uuid.UUID) -> HttpResponse:
    """Answers on the left, log on the right, notes above. Each reading is one line of the trail."""
    person = get_object_or_404(
        Person.objects.select_related("affiliation"), roster_id=case.roster_id, public_id=person_id
    )
    may_open_dossier(request.user, case, person).require()
    day = _date(request.GET.get("day"))
    actions.read_dossier(case=case, person=person, by=actor_of(request), day=day)
    run = newest_reconciliation(case)
    incident = request.GET.get("incident", "")
    kind = request.GET.get("kind", "")
    placed = standings_of(run, person.no) if run is not None else {}
    context = {
        "case": case,
        "rail": "reconciliation",
        "person": person,
        "run": run,
        "incident_no": incident,
        "kind": ReconciliationClass(kind) if kind in ReconciliationClass.values else None,
        "next": _next(case, run, incident, kind, person, reader=request.user),
        "standing": _standing(case, placed),
        "notes": _notes(case, person),
        "waves": given_answers(case, person),
        "form": NoteForm(case=case, initial=_proposal(incident, placed.get(incident))),
        "resolutions": RESOLUTIONS,
        "today": clock.today(case.time_zone),
        "officers": [membership.user for membership in officers(case)],
        "may_work": may(request.user, case, Right.WORK),
        "here": request.get_full_path(),
        **_log(request, case, person, day),
    }
    return render(request, "evidence/dossier.html", context)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _next(case: Case, run: ReconciliationRun | None, incident: str, kind: str, person: Person, *, reader: Any) -> str:
    """The address of the next person, other than the reader, of the queue the reader came from."""
    if run is None or not incident or kind not in ReconciliationClass.values:
        return ""
    own = own_numbers(case, reader)
    queue = (p for p in placed_people(run, incident, [kind]) if p.person_no not in own)
    later = next((p for p in queue if p.person_no > person.no), None)
    found = Person.objects.filter(roster_id=case.roster_id, no=later.person_no).first() if later else None
    if found is None:
        return ""
    address = reverse("reconciliation:dossier", args=[case.public_id, found.public_id])
    return f"{address}?incident={incident}&kind={kind}"


def _standing(case: Case, placed: dict[str, Placed]) -> list[tuple[Incident, Placed, str]]:
    """(incident, placement, class in words) for each incident in which the person stands."""
    return [
        (incident, placed[incident.no], str(ReconciliationClass(placed[incident.no].kind).label))
        for incident in Incident.objects.filter(case=case).order_by("position", "pk")
        if incident.no in placed
    ]


def _notes(case: Case, person: Person) -> list[dict[str, Any]]:
    notes = DiscrepancyNote.objects.filter(case=case, person=person).select_related("incident", "owner")
    return [
        {
            "note": note,
            "entries": [entry for entry in note.entries.all() if entry.text],
            "moves": [transition.name for transition in note_moves.moves_from(note.state)],
            "settled": note.state in (NoteState.EXPLAINED, NoteState.CLOSED),
        }
        for note in notes.prefetch_related("entries").order_by("-opened_at", "-pk")
    ]


def _proposal(incident: str, placed: Placed | None) -> dict[str, str]:
    if not incident:
        return {}
    type_ = NOTE_OF_CLASS.get(ReconciliationClass(placed.kind)) if placed else None
    return {"incident": incident, "type": type_ or NoteType.OTHER}


@dataclass(frozen=True)
class Given:
    """A question with what counts now, what was said before, and what the log says about it."""

    label: str
    value: str
    before: Sequence[tuple[int, str]]
    links: Sequence[Beside] = ()


@dataclass(frozen=True)
class GivenWave:
    """One wave's versions, the newest first, and its questions with answers."""

    title: str
    versions: Sequence[ResponseVersion]
    answers: Sequence[Given]
    hidden: bool = False


def given_answers(case: Case, person: Person) -> list[GivenWave]:
    """Everything the person submitted; drafts are read by nobody."""
    waves: dict[int, list[ResponseVersion]] = {}
    for version in versions_of_person(case, person.pk):
        waves.setdefault(version.response_id, []).append(version)
    links = beside_answers(case, person) if waves else {}
    return [_wave(versions, links) for versions in waves.values()]


def _wave(versions: list[ResponseVersion], links: Mapping[tuple[str, str], Sequence[Beside]]) -> GivenWave:
    wave = versions[0].response.wave
    if still_answering(wave):
        return GivenWave(wave.label, list(reversed(versions)), [], hidden=True)
    current, earlier = versions[-1], versions[:-1]
    answers = []
    for section in wave.version.definition.get("sections", []):
        for question in section.get("questions", []):
            if question["type"] == "note":
                continue
            value = shown(question, current.answers.get(question["name"]))
            before = [(old.ordinal, shown(question, old.answers.get(question["name"]))) for old in reversed(earlier)]
            if value or any(text for _ordinal, text in before):
                beside = links.get((wave.code, question["name"]), ())
                answers.append(Given(text_of(question["label"]), value, [b for b in before if b[1] != value], beside))
    return GivenWave(wave.label, list(reversed(versions)), answers)


def shown(question: dict[str, Any], value: Any) -> str:
    """An answer in words."""
    if value in (None, "", []):
        return ""
    labels = {choice["name"]: text_of(choice["label"]) for choice in question.get("choices") or []}
    values = value if isinstance(value, list) else [value]
    return "、".join(labels.get(str(item), str(item)) for item in values)


def _log(request: HttpRequest, case: Case, person: Person, day: date | None) -> dict[str, Any]:
    run = newest_facts(case)
    spans = coverage(case)
    if run is None:
        return {"log_run": None, "spans": spans}
    days = views_by_day(run.views.path, person.no)
    start = case.fiscal_year_start
    years = years_of(days, spans, start)
    if day is None and days:
        day = max(days, key=lambda one: (days[one], one))
    year = _year(request.GET.get("year"), day, [one.year for one in years], start)
    cells, months = squares(year, days, spans, start) if year else ([], [])
    systems = {system.code: system.label for system in System.objects.filter(case=case)}
    totals = totals_of(run.views.path, person.no)
    return {
        "log_run": run,
        "spans": spans,
        "days": sorted(days.items()),
        "total": sum(days.values()),
        "years": years,
        "year": year,
        "year_total": sum(c.count for c in cells),
        "busiest": max((c for c in cells if c.count), key=lambda c: c.count, default=None),
        "squares": cells,
        "late": begin_late(cells),
        "months": months,
        "day": day,
        "day_count": days.get(day, 0) if day else 0,
        "lines": lines_of(case, run, person.no, day) if day and day in days else [],
        "totals": [(systems.get(total.system, total.system), total) for total in totals],
        "zone": case.time_zone,
    }


def _year(asked: str | None, day: date | None, years: list[int], start: int) -> int | None:
    if asked and asked.isdigit() and int(asked) in years:
        return int(asked)
    if day is not None and fiscal_year(day, start) in years:
        return fiscal_year(day, start)
    return years[-1] if years else None


def _back(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    here = str(request.POST.get("here", ""))
    if here.startswith("/") and url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        return redirect(here)
    return redirect("reconciliation:dossier", case_id=case.public_id, person_id=person.public_id)


@case_view(Right.WORK)
@require_POST
def note_new(request: HttpRequest, case: Case, person_id: uuid.UUID) -> HttpResponse:
    """Begin to follow up a difference."""
    person = get_object_or_404(Person, roster_id=case.roster_id, public_id=person_id)
    may_open_dossier(request.user, case, person).require()
    form = NoteForm(request.POST, case=case)
    if form.is_valid():
        incident = get_object_or_404(
            Incident.objects.select_related("case"), case=case, no=form.cleaned_data["incident"]
        )
        open_note(
            incident=incident,
            person=person,
            type=NoteType(form.cleaned_data["type"]),
            text=form.cleaned_data["text"],
            owner=User.objects.filter(pk=request.user.pk or 0).first(),
            by=actor_of(request),
        )
    return _back(request, case, person)
