"""A company whose truth is known: every class is counted exactly, and no id is given to the wrong person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Affiliation, LoginId, Person
from accounts.text import fold, fold_login
from casework import actions as casework
from casework.models import LogIdentifies, System, Terminal
from core import files, jobs
from core.actor import Actor
from engines.columnar.door import Door
from evidence import actions
from evidence.explanations.actions import approve_explanation, propose_explanation
from evidence.explanations.rules import Proposal
from evidence.models import FactRun, IdentityDoubt, LogFile, ReconciliationRun
from evidence.queries import newest_facts, newest_reconciliation, placed_people
from evidence.reconciling import start_reconciliation
from evidence.units import not_counted
from surveys.models import Questionnaire, QuestionnaireVersion, Response, ResponseVersion, Wave
from tests.evidence.planted.company import EMERGENCIES, FIRST, LAST, OWN_RETAILER, WHEN, Company
from tests.factories import World, make_incident, make_system, make_world

BY = Actor.system()
COLUMNS = ("at", "login", "terminal", "contract", "category", "retailer")


@dataclass(frozen=True)
class Found:
    """The company and what the product made of it."""

    company: Company
    facts: FactRun
    compared: ReconciliationRun
    logins_before: int


def load(world: World, company: Company, folder: Path) -> Found:
    system = make_system(world.case)
    kiosk = make_system(world.case, "kiosk", log_identifies=LogIdentifies.TERMINAL)
    window = {"log_from": FIRST, "log_to": LAST}
    incident = make_incident(world.case, systems=[system], category="np", **window)
    make_incident(world.case, "I-2", systems=[kiosk], **window)
    people = _people(world, company)
    _terminals(world, company, people, system, kiosk)
    wave = _wave(world, company)
    _answers(wave, company, people)
    actions.set_viewing_map(
        incident=incident,
        waves=["w1"],
        question="q1",
        yes=["yes"],
        no=["no"],
        unsure=["unsure"],
        period_question="since",
        by=BY,
    )
    _explanations(world, company)
    _log(world, system, company.log(), folder)
    _log(world, kiosk, company.kiosk(), folder)
    before = LoginId.objects.count()
    start_reconciliation(case=world.case, by=BY)
    jobs.run_pending()
    facts, compared = newest_facts(world.case), newest_reconciliation(world.case)
    assert facts is not None
    assert compared is not None
    return Found(company, facts, compared, before)


def _people(world: World, company: Company) -> dict[str, Person]:
    affiliations = {one.code: one for one in Affiliation.objects.filter(roster=world.case.roster)}
    Person.objects.bulk_create(
        Person(
            roster=world.case.roster,
            no=one.no,
            name=one.name,
            unit=one.site,
            affiliation=affiliations[one.affiliation],
            joined_on=one.joined_on,
            search_text=fold(one.name),
        )
        for one in company.people
    )
    people = {one.no: one for one in Person.objects.filter(roster=world.case.roster)}
    LoginId.objects.bulk_create(
        LoginId(
            person=people[held.no],
            system_code="cis",
            login=held.login,
            login_folded=fold_login(held.login),
            valid_from=held.start,
            valid_to=held.end,
        )
        for held in company.held
    )
    return people


def _terminals(world: World, company: Company, people: dict[str, Person], system: System, kiosk: System) -> None:
    affiliations = {one.code: one for one in Affiliation.objects.filter(roster=world.case.roster)}
    Terminal.objects.bulk_create(
        Terminal(
            case=world.case,
            system=system,
            no=no,
            site=site,
            affiliation=affiliations[affiliation],
            person=people[holder] if holder else None,
        )
        for no, site, affiliation, holder in company.terminals
    )
    Terminal.objects.bulk_create(
        Terminal(case=world.case, system=kiosk, no=f"K{n}", site="窓口", affiliation=affiliations["own"])
        for n in range(20)
    )


def _wave(world: World, company: Company) -> Wave:
    asked = [one.no for one in company.people if one.asked]
    population = casework.define_population(case=world.case, code="asked", title="対象", listed=asked, by=BY)
    source = files.store_bytes(b"form", name="q.xlsx", by=BY)
    questionnaire = Questionnaire.objects.create(case=world.case, code="q", title="調査")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition={"sections": []}, content_hash="x", source=source
    )
    return Wave.objects.create(case=world.case, no=1, code="w1", title="一回目", version=version, population=population)


def _answers(wave: Wave, company: Company, people: dict[str, Person]) -> None:
    answered = [one for one in company.people if one.answer]
    responses = Response.objects.bulk_create(Response(wave=wave, person=people[one.no]) for one in answered)
    versions = ResponseVersion.objects.bulk_create(
        ResponseVersion(
            response=response,
            ordinal=1,
            answers={"q1": one.answer} | ({"since": WHEN[one.when]} if one.when and WHEN[one.when] else {}),
            mode="self",
            by_kind="respondent",
            by_label="respondent",
            receipt_code=f"R-{one.no}",
            content_hash="x",
            submitted_at=datetime(2023, 2, 1, tzinfo=UTC),
        )
        for one, response in zip(answered, responses, strict=True)
    )
    for response, version in zip(responses, versions, strict=True):
        response.current = version
    Response.objects.bulk_update(responses, ["current"], batch_size=500)


def _explanations(world: World, company: Company) -> None:
    proposals: list[Proposal] = [
        Proposal(
            "emergency",
            f"{site}の非常時",
            "宣言",
            10 + place,
            starts_at=start,
            ends_at=end,
            lists={"sites": [site]},
        )
        for place, (site, start, end) in enumerate(EMERGENCIES)
    ]
    proposals.append(Proposal("own_customer", "自社", "契約", 20, lists={"retailers": [OWN_RETAILER]}))
    testers = [held.login for held in company.held if held.login.startswith("test")]
    proposals.append(Proposal("test", "試験", "計画", 30, lists={"logins": testers}))
    for proposal in proposals:
        rule = propose_explanation(case=world.case, proposal=proposal, by=world.by)
        approve_explanation(rule=rule, by=Actor.of_user(world.baba))


def _log(world: World, system: System, lines: Iterable[str] | Iterator[str], folder: Path) -> LogFile:
    path = folder / f"{system.code}.csv"
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    source = actions.add_source(case=world.case, code=system.code, name=system.code, system=system, by=BY)
    log_file = actions.receive_log(source=source, stored=files.store_path(path, by=BY), by=BY)
    mapping = {"columns": {name: name for name in COLUMNS}, "time_zone": "Asia/Tokyo"}
    actions.start_ingest(log_file=log_file, mapping=mapping, by=BY)
    jobs.run_pending()
    log_file.refresh_from_db()
    assert log_file.rejected == 0
    return log_file


def check(found: Found) -> None:
    truth, company = found.company.truth, found.company
    summary = found.compared.summary
    expected = company.classes()

    # every class of both incidents, and the population
    assert summary["I-1"]["classes"] == dict(expected)
    assert len(expected) >= 11
    assert summary["I-1"]["population"] == len(company.people)
    assert summary["I-2"]["classes"] == {"log_not_usable": len(company.people)}

    # each person's views
    views = {one.person_no: one.views for one in placed_people(found.compared, "I-1") if one.views}
    assert views == {no: count for no, count in truth.views.items() if count}

    # what does not fit, what is explained, what stays outside
    odd = {kind: numbers["rows"] for kind, numbers in found.facts.summary["identity"]["I-1"].items()}
    assert odd == dict(truth.odd)
    kiosk = {kind: numbers["rows"] for kind, numbers in found.facts.summary["identity"]["I-2"].items()}
    assert kiosk == dict(truth.kiosk)
    assert summary["I-1"]["unmapped_ids"] == len(truth.nobodys)
    with Door(directories=[found.facts.views.path.parent]) as door:
        door.register_parquet("views", found.facts.views.path)
        assert not_counted(door)["I-1"] == dict(truth.explained) | {"outside": truth.outside}
        check_owners(door, truth.owners)

    # look-alikes were proposed, none was settled
    kinds = Counter(IdentityDoubt.objects.filter(state="open").values_list("kind", flat=True))
    assert kinds == truth.doubts
    assert not IdentityDoubt.objects.exclude(state="open").exists()
    assert LoginId.objects.count() == found.logins_before


def check_owners(door: Door, owners: dict[int, str]) -> None:
    """No row is given to anybody but the one whose id it was on that day."""
    [(rows, wrong)] = door.query(
        "SELECT count(*), sum(CASE WHEN person_no = substr(login, 3) THEN 0 ELSE 1 END) FROM views "
        "WHERE incident = 'I-1' AND login LIKE 'u-P%'"
    )
    assert rows > 0
    assert wrong == 0
    planted: list[tuple[Any, ...]] = door.query(
        "SELECT file_row, coalesce(person_no, '') FROM views WHERE incident = 'I-1' AND file_row <= ?",
        [max(owners)],
    )
    assert dict(planted) == owners


@pytest.mark.slow
@pytest.mark.django_db
def test_in_a_company_of_400_every_class_is_exact_and_no_id_is_wrong(tmp_path: Path) -> None:
    """Over 0.1 s: 100,000 rows are read in and compared."""
    check(load(make_world(), Company(people=400, rows=100_000), tmp_path))


@pytest.mark.heavy
@pytest.mark.django_db
def test_in_a_company_of_4000_every_class_is_exact_and_no_id_is_wrong(tmp_path: Path) -> None:
    """Under a minute, too long for every run: 2,000,000 rows are made, read in and compared."""
    check(load(make_world(), Company(people=4000, rows=2_000_000), tmp_path))
