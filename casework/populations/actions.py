"""Populations: counted, written down, added to after the freeze; stays in departments imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from audit import trail
from casework.access import can_work
from casework.models import Case, Population, PopulationExclusion, PopulationMember, UnitSpell
from casework.populations.rule import PopulationRule
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from core.sheets import Column, Reading, open_table, read_stored
from core.verdict import ALLOWED, Refused, Verdict, refuse

BATCH = 2_000
ILLNESS = re.compile(
    r"病|療養|入院|通院|治療|鬱|妊娠|メンタル|\b(?:ill|illness|sick\w*|disease|hospital\w*|depress\w*|medical|pregnan\w*)\b",
    re.IGNORECASE,
)
SPELL_COLUMNS = (
    Column("person", _("Person id"), ("社員番号", "従業員番号", "個人番号", "employee number")),
    Column("unit", _("Department"), ("部署", "所属", "所属部署", "組織", "department")),
    Column("starts_on", _("First day there"), ("開始日", "着任日", "異動日", "start", "from")),
    Column("ends_on", _("Last day there"), ("終了日", "離任日", "end", "until", "to")),
)


def can_give_reason(reason: str) -> Verdict:
    """A reason there must be, and never an illness: that is nobody's business here."""
    if not reason.strip():
        return refuse(_("Say why this person is left out."))
    if ILLNESS.search(reason):
        return refuse(
            _("A reason must not tell of an illness. Write for example «not at work in the period», nothing more.")
        )
    return ALLOWED


@dataclass(frozen=True)
class Count:
    """What a rule would give: people by affiliation (code → people), left out, and ids that stand on no roster."""

    by_affiliation: Mapping[str, int]
    left_out: int
    unknown: tuple[str, ...] = ()

    @property
    def members(self) -> int:
        """Everybody who would belong."""
        return sum(self.by_affiliation.values())


def count_population(*, case: Case, rule: PopulationRule, exclude: Mapping[str, str]) -> Count:
    """The rule's effect; nothing is saved."""
    counts: dict[str, int] = {}
    left_out = 0
    for no, affiliation in rule.people(case).order_by("pk").values_list("no", "affiliation__code"):
        if no in exclude:
            left_out += 1
        else:
            counts[affiliation] = counts.get(affiliation, 0) + 1
    return Count(counts, left_out, unknown_ids(case, [*rule.listed, *exclude]))


def unknown_ids(case: Case, ids: Iterable[str]) -> tuple[str, ...]:
    """Those that stand on no roster of the case."""
    wanted = set(ids)
    found = set(Person.objects.filter(roster_id=case.roster_id, no__in=wanted).values_list("no", flat=True))
    return tuple(sorted(wanted - found))


@transaction.atomic
def write_population(
    *, case: Case, code: str, title: str, rule: PopulationRule, by: Actor, exclude: Mapping[str, str] | None = None
) -> Population:
    """Members by the rule, less `exclude` (person id → reason). Again before the freeze: members are replaced."""
    can_work(case).require()
    reasons = dict(exclude or {})
    for reason in reasons.values():
        can_give_reason(reason).require()
    known = set(case.roster.affiliations.values_list("code", flat=True))
    if unknown := set(rule.affiliations or ()) - known:
        raise Refused(
            _("Unknown affiliations: %(codes)s. Use the codes of the roster.") % {"codes": ", ".join(sorted(unknown))}
        )
    if absent := unknown_ids(case, rule.listed):
        raise Refused(_("These ids stand on no roster: %(ids)s.") % {"ids": ", ".join(absent[:10])})
    population, made = Population.objects.get_or_create(
        case=case, code=code, defaults={"title": title, "rule": rule.as_json()}
    )
    if population.frozen_at is not None:
        raise Refused(_("This population is in use by an open wave and cannot be redefined. Define another one."))
    if not made:
        population.title, population.rule = title, rule.as_json()
        population.save()
        population.members.all().delete()
        population.exclusions.all().delete()
    members, left_out = [], []
    for pk, no in rule.people(case).order_by("pk").values_list("pk", "no"):
        if no in reasons:
            left_out.append(PopulationExclusion(population=population, person_id=pk, reason=reasons[no]))
        else:
            members.append(PopulationMember(population=population, person_id=pk))
    PopulationMember.objects.bulk_create(members, batch_size=BATCH)
    PopulationExclusion.objects.bulk_create(left_out, batch_size=BATCH)
    trail.record(
        "casework.population_defined",
        by=by,
        chain=case.chain,
        subject=Ref("population", str(population.public_id)),
        detail={"code": code, "members": len(members), "excluded": len(left_out)},
    )
    return population


@transaction.atomic
def add_late_member(*, population: Population, person: Person, reason: str, by: Actor) -> PopulationMember:
    """Somebody who was forgotten or came later joins a frozen population, marked and with the reason, for ever."""
    can_work(population.case).require()
    if population.frozen_at is None:
        raise Refused(_("This population is not frozen yet. Define it again with the people it should have."))
    if person.roster_id != population.case.roster_id:
        raise Refused(_("This person is not on the roster of the case."))
    if not reason.strip():
        raise Refused(_("Say why this person is added after the wave was opened."))
    member, made = PopulationMember.objects.get_or_create(
        population=population, person=person, defaults={"late": True, "reason": reason.strip()}
    )
    if not made:
        raise Refused(_("This person belongs to the population already."))
    PopulationExclusion.objects.filter(population=population, person=person).delete()
    trail.record(
        "casework.population_member_added",
        by=by,
        chain=population.case.chain,
        subject=Ref("population", str(population.public_id)),
        detail={"person": str(person.public_id)},
    )
    return member


@transaction.atomic
def import_unit_spells(*, case: Case, stored: StoredFile, by: Actor) -> int:
    """A list of stays in departments (person, unit, starts_on, ends_on). All rows or none; a repeated row is kept once."""
    can_work(case).require()
    table = open_table(read_stored(stored), SPELL_COLUMNS, Reading())
    table.check_shape()
    table.settle()
    people = dict(Person.objects.filter(roster_id=case.roster_id).values_list("no", "pk"))
    spells: dict[tuple[int, str, date], UnitSpell] = {}
    for row in table.readers():
        no, unit = row.identifier("person", required=True), row.text("unit", required=True)
        starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
        if no and no not in people:
            row.problem("person", gettext("«%(text)s» is not on the roster of this case.") % {"text": no[:60]})
        elif starts_on is None:
            if not row.cell("starts_on"):
                row.problem("starts_on", gettext("The cell is empty. Fill it in."))
        elif ends_on and ends_on < starts_on:
            row.problem("ends_on", gettext("The stay in the department ends before it begins."))
        elif no and unit:
            key = (people[no], unit, starts_on)
            spells[key] = UnitSpell(person_id=people[no], unit=unit, starts_on=starts_on, ends_on=ends_on)
    table.settle()
    UnitSpell.objects.bulk_create(
        spells.values(),
        batch_size=BATCH // 5,
        update_conflicts=True,
        unique_fields=["person", "unit", "starts_on"],
        update_fields=["ends_on"],
    )
    trail.record(
        "casework.unit_spells_imported",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"stays": len(spells), "file": stored.sha256},
    )
    return len(spells)
