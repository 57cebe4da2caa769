"""A case as Parquet files: what every table is counted from.

Only coded answers are exported; free text stays where it was written, so that a table can never print it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accounts.models import Person
from casework.models import Case, Incident, PopulationMember, Terminal
from engines.columnar.door import write_parquet
from evidence.models import FactRun
from surveys.models import Invitation, Response, Wave

TEXT = "VARCHAR"
PEOPLE = {"person_no": TEXT, "affiliation": TEXT, "employer": TEXT, "unit": TEXT, "employment_kind": TEXT}
INVITED = {"wave": TEXT, "questionnaire": TEXT, "person_no": TEXT, "affiliation": TEXT, "state": TEXT}
ANSWERS = {
    "wave": TEXT,
    "person_no": TEXT,
    "affiliation": TEXT,
    "mode": TEXT,
    "ordinal": "INTEGER",
    "submitted_at": "TIMESTAMP",
}
INCIDENTS = {"incident": TEXT, "title": TEXT, "nature": TEXT, "category": TEXT}
TERMINALS = {"system": TEXT, "no": TEXT, "kind": TEXT, "site": TEXT, "affiliation": TEXT}
VIEWS = {
    "incident": TEXT,
    "system": TEXT,
    "person_no": TEXT,
    "affiliation": TEXT,
    "terminal": TEXT,
    "contract": TEXT,
    "category": TEXT,
    "at": "TIMESTAMP",
    "local_date": "DATE",
    "login": TEXT,
    "counted": "BOOLEAN",
}
TYPES = {
    "select_one": TEXT,
    "select_multiple": "VARCHAR[]",
    "integer": "BIGINT",
    "decimal": "DECIMAL(38,20)",
    "date": "DATE",
    "time": "TIME",
}


def export(case: Case, directory: Path) -> None:
    """Write people, invited, answers_<questionnaire>, views, incidents and terminals into the directory."""
    people = Person.objects.filter(roster=case.roster).order_by("pk")
    write_parquet(
        directory / "people.parquet",
        PEOPLE,
        _rows(
            people.values_list("no", "affiliation__code", "employer", "unit", "employment_kind").iterator(), [*PEOPLE]
        ),
    )
    waves = list(asked_waves(case))
    write_parquet(directory / "invited.parquet", INVITED, _invited(waves))
    for code, questions in _questionnaires(waves).items():
        write_parquet(directory / f"answers_{code}.parquet", ANSWERS | questions, _answers(case, code, questions))
    incidents = Incident.objects.filter(case=case).order_by("position", "pk")
    write_parquet(
        directory / "incidents.parquet",
        INCIDENTS,
        _rows(incidents.values_list("no", "title", "nature", "category"), [*INCIDENTS]),
    )
    terminals = Terminal.objects.filter(case=case).order_by("pk")
    write_parquet(
        directory / "terminals.parquet",
        TERMINALS,
        _rows(
            terminals.values_list("system__code", "no", "kind", "site", "affiliation__code").iterator(), [*TERMINALS]
        ),
    )
    _views(case, directory / "views.parquet")


def asked_waves(case: Case) -> Iterator[Wave]:
    """The waves in which people were asked: all but drafts."""
    waves = Wave.objects.filter(case=case).exclude(state="draft")
    yield from waves.select_related("version__questionnaire", "population").order_by("no")


def _rows(values: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    for row in values:
        yield dict(zip(names, row, strict=True))


def _invited(waves: list[Wave]) -> Iterator[dict[str, Any]]:
    """Everybody in the wave's population, with the state of their invitation if there is one."""
    for wave in waves:
        states = dict(Invitation.objects.filter(wave=wave).values_list("person_id", "state"))
        members = PopulationMember.objects.filter(population=wave.population).order_by("pk")
        rows = members.values_list("person_id", "person__no", "person__affiliation__code")
        for person_id, number, affiliation in rows.iterator():
            yield {
                "wave": wave.code,
                "questionnaire": wave.version.questionnaire.code,
                "person_no": number,
                "affiliation": affiliation,
                "state": str(states.get(person_id, "")),
            }


def _questionnaires(waves: list[Wave]) -> dict[str, dict[str, str]]:
    """The coded questions of each questionnaire over all versions that were asked."""
    found: dict[str, dict[str, str]] = {}
    for wave in waves:
        columns = found.setdefault(wave.version.questionnaire.code, {})
        for section in wave.version.definition.get("sections", []):
            for question in section.get("questions", []):
                if question["type"] in TYPES and question["name"] not in ANSWERS:
                    columns[question["name"]] = TYPES[question["type"]]
    return found


def _answers(case: Case, questionnaire: str, questions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    responses = Response.objects.filter(
        wave__case=case, wave__version__questionnaire__code=questionnaire, current__isnull=False
    )
    rows = responses.order_by("pk").values_list(
        "wave__code",
        "person__no",
        "person__affiliation__code",
        "current__mode",
        "current__ordinal",
        "current__submitted_at",
        "current__answers",
    )
    for wave, number, affiliation, mode, ordinal, submitted_at, answers in rows.iterator():
        yield {
            "wave": wave,
            "person_no": number,
            "affiliation": affiliation,
            "mode": mode,
            "ordinal": ordinal,
            "submitted_at": _moment(submitted_at),
            **{name: _coded(answers.get(name), kind) for name, kind in questions.items()},
        }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if at else None


def _coded(value: Any, kind: str) -> Any:
    """Nothing answered is NULL, whatever the form sent."""
    if value in (None, "", []):
        return None
    if kind == "VARCHAR[]":
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return value


def _views(case: Case, target: Path) -> None:
    """The newest run's rows; without a run there are none."""
    run = FactRun.objects.filter(case=case).select_related("views").order_by("-ordinal").first()
    if run is None:
        write_parquet(target, VIEWS, [])
        return
    try:
        os.link(run.views.path, target)
    except OSError:
        shutil.copyfile(run.views.path, target)
