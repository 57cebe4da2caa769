"""Cases with logs, answers and a comparison, as small as they can be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import LoginId, Person
from accounts.text import fold_login
from casework import actions as casework
from casework.models import Incident, System
from core import files, jobs
from core.actor import Actor
from evidence import actions
from evidence.models import LogFile, ReconciliationRun
from evidence.queries import newest_reconciliation
from evidence.reconciling import start_reconciliation
from surveys.models import Questionnaire, QuestionnaireVersion, Response, ResponseVersion, Wave
from tests.factories import World, make_incident, make_person, make_system

BY = Actor.system()
MAPPING = {
    "columns": {"at": "at", "login": "login", "contract": "contract", "category": "category"},
    "time_zone": "Asia/Tokyo",
}
DEFINITION = {
    "sections": [
        {
            "name": "a",
            "label": {"ja": "質問"},
            "questions": [
                {
                    "name": "q1",
                    "type": "select_one",
                    "label": {"ja": "見たことがありますか", "en": "Did you view?"},
                    "hint": {},
                    "relevant": None,
                    "constraint": None,
                    "required": False,
                    "choices": [
                        {"name": "yes", "label": {"ja": "ある", "en": "Yes"}},
                        {"name": "no", "label": {"ja": "ない", "en": "No"}},
                    ],
                }
            ],
        }
    ]
}


def make_wave(world: World, **facts: Any) -> Wave:
    population = casework.define_population(case=world.case, code="all", title="全員", by=BY)
    source = files.store_bytes(b"form", name="q.xlsx", by=BY)
    questionnaire = Questionnaire.objects.create(case=world.case, code="q", title="調査")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition=DEFINITION, content_hash="x", source=source
    )
    return Wave.objects.create(
        case=world.case, no=1, code="w1", title="一回目", version=version, population=population, **facts
    )


def answer(wave: Wave, person: Person, value: str, ordinal: int = 1) -> ResponseVersion:
    response, _made = Response.objects.get_or_create(wave=wave, person=person)
    response.current = ResponseVersion.objects.create(
        response=response,
        ordinal=ordinal,
        answers={"q1": value},
        mode="self",
        by_kind="respondent",
        by_label="respondent",
        reason="思い出した" if ordinal > 1 else "",
        receipt_code=f"R-{person.no}-{ordinal}",
        content_hash="x",
        submitted_at=datetime(2023, 2, ordinal, tzinfo=UTC),
    )
    response.save()
    return response.current


def add_log(world: World, lines: list[str]) -> LogFile:
    system = System.objects.filter(case=world.case, code="cis").first() or make_system(world.case)
    source = actions.add_source(case=world.case, code="cis", name="顧客管理", system=system, by=BY)
    text = "at,login,contract,category\n" + "".join(f"{line}\n" for line in lines)
    stored = files.store_bytes(text.encode(), name="log.csv", by=BY)
    log_file = actions.receive_log(source=source, stored=stored, by=BY)
    actions.start_ingest(log_file=log_file, mapping=MAPPING, by=BY)
    jobs.run_pending()
    log_file.refresh_from_db()
    return log_file


def compare(world: World) -> ReconciliationRun:
    start_reconciliation(case=world.case, by=BY)
    jobs.run_pending()
    run = newest_reconciliation(world.case)
    assert run is not None
    return run


def make_compared(world: World, deniers: int = 2) -> tuple[Incident, list[Person], ReconciliationRun]:
    """`deniers` people in the log who answered «no», one who answered «yes», one not in the log."""
    people = [make_person(world.case, f"P-{n:03d}") for n in range(deniers + 2)]
    for n, person in enumerate(people):
        LoginId.objects.create(person=person, system_code="cis", login=f"u{n}", login_folded=fold_login(f"u{n}"))
    incident = make_incident(
        world.case,
        systems=[make_system(world.case)],
        category="np",
        log_from=date(2022, 11, 20),
        log_to=date(2023, 1, 20),
    )
    wave = make_wave(world)
    actions.set_viewing_map(incident=incident, waves=["w1"], question="q1", yes=["yes"], no=["no"], by=BY)
    for person in people[:-2]:
        answer(wave, person, "no")
    answer(wave, people[-2], "yes")
    answer(wave, people[-1], "no")
    add_log(world, [f"2022-12-0{1 + n % 9} 10:0{n % 10}:00,U{n},C{n},np" for n in range(len(people) - 1)])
    return incident, people, compare(world)
