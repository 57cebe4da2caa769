"""Small typed makers of test objects. Three people in every world: Aoki owns the case, Baba assists, Chiba is outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Affiliation, Person, User
from accounts.text import fold
from casework import actions
from casework.models import Case, Incident, Role, System
from core.actor import Actor

PASSWORD = "correct horse battery"


def make_user(name: str = "aoki", *, may_open_cases: bool = False) -> User:
    """A user `<name>@example.jp`."""
    return User.objects.create_user(f"{name}@example.jp", PASSWORD, name=name.title(), may_open_cases=may_open_cases)


@dataclass(frozen=True)
class World:
    """A case with its three people."""

    case: Case
    aoki: User
    baba: User
    chiba: User

    @property
    def by(self) -> Actor:
        """Aoki as an actor."""
        return Actor.of_user(self.aoki)


def make_world(number: str = "M-2023-01") -> World:
    """A case opened by Aoki, with Baba as second officer; Chiba is an outsider."""
    aoki = User.objects.filter(email="aoki@example.jp").first() or make_user("aoki", may_open_cases=True)
    baba = User.objects.filter(email="baba@example.jp").first() or make_user("baba")
    chiba = User.objects.filter(email="chiba@example.jp").first() or make_user("chiba")
    by = Actor.of_user(aoki)
    case = actions.open_case(
        number=number,
        title="顧客情報の閲覧",
        title_en="Viewing of customer data",
        organisation_name="みなと電力",
        by=by,
    )
    actions.set_member(case=case, user=baba, role=Role.OFFICER, by=by)
    return World(case, aoki, baba, chiba)


def make_person(case: Case, no: str = "P-001", *, affiliation: str = "own", **facts: Any) -> Person:
    """Somebody on the case's roster."""
    facts.setdefault("name", f"試験 {no}")
    facts.setdefault("search_text", fold(f"{no}{facts['name']}"))
    return Person.objects.create(
        roster=case.roster, no=no, affiliation=Affiliation.objects.get(roster=case.roster, code=affiliation), **facts
    )


def make_system(case: Case, code: str = "cis", **facts: Any) -> System:
    """A system of the case."""
    return actions.add_system(
        case=case, code=code, name=facts.pop("name", "顧客管理システム"), by=Actor.system(), **facts
    )


def make_incident(case: Case, no: str = "I-1", **facts: Any) -> Incident:
    """An incident of the case."""
    systems = facts.pop("systems", [])
    return actions.record_incident(
        case=case, no=no, title=facts.pop("title", "閲覧事案"), systems=systems, by=Actor.system(), **facts
    )
