"""A case as Parquet files: what every table is counted from.

Only coded answers are exported; free text stays where it was written, so that a table can never print it. What coders
made of it is a column of its own, `<question>__coded`, with «uncoded» for texts without a code that counts. Options that
are counted together by the case's mapping stand beside the answers as given (see `reports.pooled`). What was
answered in a wave that is still open stays out too: while people answer, there is response, and no results.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.models import Person
from casework.models import Case, Incident, PopulationMember, Terminal
from engines.columnar.door import Door, TableWriter, write_parquet
from evidence.models import FactRun, ReconciliationRun
from reports.answer_columns import CODES, AnswerColumn, columns_of
from reports.pooled import POOLED, POOLS, PooledAnswers
from surveys.coding.answers import coded_options
from surveys.enums import InvitationState, WaveState
from surveys.models import AnonymousAnswer, CodingFrame, Invitation, Response, Wave
from surveys.nameless.rules import without_participants

Value = TypeVar("Value")
TEXT = "VARCHAR"
PEOPLE = {
    "person_no": TEXT,
    "affiliation": TEXT,
    "employer": TEXT,
    "unit": TEXT,
    "role": TEXT,
    "employment_kind": TEXT,
    "joined_on": "DATE",
}
ROSTER = {
    "person_employer": TEXT,
    "person_unit": TEXT,
    "person_role": TEXT,
    "person_employment_kind": TEXT,
    "person_joined_on": "DATE",
}
"""What the roster says of a person, beside invitations and answers; a question may well be called «unit»."""
ROSTER_FIELDS = ("person__employer", "person__unit", "person__role", "person__employment_kind", "person__joined_on")
INVITED = {
    "wave": TEXT,
    "questionnaire": TEXT,
    "person_no": TEXT,
    "affiliation": TEXT,
    "state": TEXT,
    **ROSTER,
}
ANSWERS = {
    "wave": TEXT,
    "person_no": TEXT,
    "affiliation": TEXT,
    "mode": TEXT,
    "ordinal": "INTEGER",
    "submitted_at": "TIMESTAMP",
    **ROSTER,
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
    "screen": TEXT,
    "action": TEXT,
    "customer_kind": TEXT,
    "retailer": TEXT,
}
COMPARISON = {
    "incident": TEXT,
    "person_no": TEXT,
    "affiliation": TEXT,
    "unit": TEXT,
    "class": TEXT,
    "asked": "BOOLEAN",
    "answered": "BOOLEAN",
    "reported": "BOOLEAN",
    "logged": "BOOLEAN",
    "usable": "BOOLEAN",
    "views": "BIGINT",
    "contracts": "BIGINT",
}
_REPORTED = (
    "('log_yes_answer_yes','log_no_answer_yes_in_window','answer_yes_period_unknown','answer_yes_out_of_window')"
)
_DENIED = "('log_yes_answer_no','log_yes_answer_unsure','log_no_answer_no','log_no_answer_unsure')"
_SILENT = "('log_yes_no_answer','log_no_no_answer')"
SAID = {
    "asked": "c.asked",
    "answered": "c.answer IS NOT NULL",
    "reported": "coalesce(c.answer = 'yes', false)",
    "usable": "c.usable",
}
# A comparison of an earlier version holds the classes only.
SAID_BY_CLASS = {
    "asked": f"c.class IN {_REPORTED} OR c.class IN {_DENIED} OR c.class IN {_SILENT}",
    "answered": f"c.class IN {_REPORTED} OR c.class IN {_DENIED}",
    "reported": f"c.class IN {_REPORTED}",
    "usable": "c.class <> 'log_not_usable'",
}
COMPARED = """
SELECT c.incident, c.person_no, p.affiliation, p.unit, c.class,
  {asked} AS asked, {answered} AS answered, {reported} AS reported, c.views > 0 AS logged, {usable} AS usable,
  c.views, c.contracts
FROM classes c LEFT JOIN people p ON p.person_no = c.person_no ORDER BY c.incident, c.person_no
"""


def export(
    case: Case, directory: Path, *, as_first_answered: bool = False, only: Mapping[str, Collection[str]] | None = None
) -> None:
    """Write people, invited, answers_<questionnaire>, views, incidents and terminals into the directory.

    Of each answer the version that counts now, or with `as_first_answered` the first one that was given. With `only`,
    of invitations and answers what is named there: columns by relation, beside those that every row has.
    """
    waves = list(asked_waves(case))
    counted = "first" if as_first_answered else "current"
    pooled = PooledAnswers(case)
    with TableWriter(directory) as write:
        write(directory / "people.parquet", PEOPLE, _people(Person.objects.filter(roster=case.roster).order_by("pk")))
        if only is None or "invited" in only:
            write(directory / "invited.parquet", INVITED, _invited(waves))
        for code, asked in _questionnaires(waves).items():
            name = f"answers_{code}"
            if only is not None and name not in only:
                continue
            questions, coded = _looked_at(asked, only, name), _looked_at(_coded_texts(case, code), only, name)
            pools = list(pooled.columns(code))
            columns = ANSWERS | {question: column.kind for question, column in questions.items()}
            columns |= dict.fromkeys([*coded, *pools], CODES)
            rows = chain(
                _answers(case, code, questions, coded, pooled, counted=counted),
                _without_names(case, code, questions, coded, pools),
            )
            write(directory / f"{name}.parquet", columns, rows)
        if pooled.exists:
            write(directory / "pooled.parquet", POOLED, pooled.rows())
            write(directory / "pools.parquet", POOLS, pooled.members())
        incidents = Incident.objects.filter(case=case).order_by("position", "pk")
        listed = incidents.values_list("no", "title", "nature", "category")
        write(directory / "incidents.parquet", INCIDENTS, _rows(listed, [*INCIDENTS]))
        terminals = Terminal.objects.filter(case=case).order_by("pk")
        placed = terminals.values_list("system__code", "no", "kind", "site", "affiliation__code")
        write(directory / "terminals.parquet", TERMINALS, _rows(placed.iterator(), [*TERMINALS]))
    _views(case, directory / "views.parquet")
    _comparison(case, directory)


def _looked_at(columns: dict[str, Value], only: Mapping[str, Collection[str]] | None, name: str) -> dict[str, Value]:
    return columns if only is None else {key: value for key, value in columns.items() if key in only[name]}


def asked_waves(case: Case) -> Iterator[Wave]:
    """The waves in which people were asked: all but drafts."""
    waves = Wave.objects.filter(case=case).exclude(state="draft")
    yield from waves.select_related("version__questionnaire", "population").order_by("no")


def _rows(values: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    for row in values:
        yield dict(zip(names, row, strict=True))


def _people(people: QuerySet[Person]) -> Iterator[dict[str, Any]]:
    fields = ("no", "affiliation__code", "employer", "unit", "role", "employment_kind", "joined_on")
    for row in people.values_list(*fields).iterator():
        yield dict(zip(PEOPLE, (*row[:-1], _day(row[-1])), strict=True))


def _roster(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(ROSTER, (*row[:-1], _day(row[-1])), strict=True))


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _invited(waves: list[Wave]) -> Iterator[dict[str, Any]]:
    """Everybody in the wave's population, with the state of their invitation if there is one."""
    for wave in waves:
        states = dict(Invitation.objects.filter(wave=wave).values_list("person_id", "state"))
        took_part = Invitation.objects.filter(wave=wave, pk__in=without_participants(wave))
        states |= dict.fromkeys(took_part.values_list("person_id", flat=True), InvitationState.SUBMITTED)
        members = PopulationMember.objects.filter(population=wave.population).order_by("pk")
        rows = members.values_list("person_id", "person__no", "person__affiliation__code", *ROSTER_FIELDS)
        for person_id, number, affiliation, *roster in rows.iterator():
            yield {
                "wave": wave.code,
                "questionnaire": wave.version.questionnaire.code,
                "person_no": number,
                "affiliation": affiliation,
                "state": str(states.get(person_id, "")),
                **_roster(tuple(roster)),
            }


def _questionnaires(waves: list[Wave]) -> dict[str, dict[str, AnswerColumn]]:
    """The counted columns of each questionnaire over all versions that were asked."""
    found: dict[str, dict[str, AnswerColumn]] = {}
    for wave in waves:
        columns = found.setdefault(wave.version.questionnaire.code, {})
        for name, column in columns_of(wave.version.definition).items():
            if name not in ANSWERS:
                columns[name] = column
    return found


def _coded_texts(case: Case, questionnaire: str) -> dict[str, dict[uuid.UUID, list[str]]]:
    """Column → codes by answer, for each question of free text that is being coded."""
    frames = CodingFrame.objects.filter(questionnaire__case=case, questionnaire__code=questionnaire)
    return {f"{frame.question}__coded": coded_options(frame) for frame in frames.order_by("question")}


def _answers(
    case: Case,
    questionnaire: str,
    questions: Mapping[str, AnswerColumn],
    coded: Mapping[str, Mapping[uuid.UUID, list[str]]],
    pooled: PooledAnswers,
    *,
    counted: str,
) -> Iterator[dict[str, Any]]:
    """Of a wave that is still open it is told who answered, not what."""
    responses = Response.objects.filter(
        wave__case=case, wave__version__questionnaire__code=questionnaire, current__isnull=False
    ).annotate(first=FilteredRelation("versions", condition=Q(versions__ordinal=1)))
    rows = responses.order_by("pk").values_list(
        "wave__code",
        "wave__version__number",
        "person__no",
        "person__affiliation__code",
        f"{counted}__mode",
        f"{counted}__ordinal",
        f"{counted}__submitted_at",
        f"{counted}__public_id",
        f"{counted}__answers",
        "wave__state",
        *ROSTER_FIELDS,
    )
    for (
        wave,
        asked,
        number,
        affiliation,
        mode,
        ordinal,
        submitted_at,
        version,
        answers,
        state,
        *roster,
    ) in rows.iterator():
        shown = {} if state == WaveState.OPEN else answers
        yield {
            "wave": wave,
            "person_no": number,
            "affiliation": affiliation,
            "mode": mode,
            "ordinal": ordinal,
            "submitted_at": _moment(submitted_at),
            **_roster(tuple(roster)),
            **{name: column.read(shown) for name, column in questions.items()},
            **{name: codes.get(version) for name, codes in coded.items()},
            **pooled.values(questionnaire, asked, shown),
        }


def _without_names(
    case: Case,
    questionnaire: str,
    questions: Mapping[str, AnswerColumn],
    coded: Mapping[str, Mapping[uuid.UUID, list[str]]],
    pools: list[str],
) -> Iterator[dict[str, Any]]:
    """Answers of waves without names: counted once each, in no column of people."""
    rows = AnonymousAnswer.objects.filter(wave__case=case, wave__version__questionnaire__code=questionnaire)
    values = rows.order_by("public_id").values_list(
        "public_id", "wave__code", "wave__identity", "wave__state", "answers"
    )
    for public_id, wave, identity, state, answers in values.iterator(chunk_size=2000):
        shown = {} if state == WaveState.OPEN else answers
        yield {
            "wave": wave,
            "person_no": f"{identity}:{public_id}",
            "affiliation": None,
            "mode": identity,
            "ordinal": 1,
            "submitted_at": None,
            **dict.fromkeys(ROSTER),
            **{name: column.read(shown) for name, column in questions.items()},
            **{name: codes.get(public_id) for name, codes in coded.items()},
            **dict.fromkeys(pools),
        }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if at else None


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


def _comparison(case: Case, directory: Path) -> None:
    """The newest comparison of log and answers, a line per person and incident; without one there are no lines."""
    target = directory / "comparison.parquet"
    run = ReconciliationRun.objects.filter(case=case).select_related("result").order_by("-ordinal").first()
    if run is None:
        write_parquet(target, COMPARISON, [])
        return
    with Door(directories=[directory, run.result.path.parent]) as door:
        door.register_parquet("classes", run.result.path)
        door.register_parquet("people", directory / "people.parquet")
        columns = {str(row[0]) for row in door.query("DESCRIBE classes")}
        door.copy_to_parquet(COMPARED.format(**(SAID if "answer" in columns else SAID_BY_CLASS)), target)
