"""A population out of log facts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.access import can_work
from casework.actions import freeze_population
from casework.models import Case, Incident, Population
from casework.populations.actions import write_population
from casework.populations.rule import PopulationRule
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from evidence.asking.people import people_in_log


@transaction.atomic
def make_population(
    *, case: Case, code: str, title: str, incidents: Sequence[Incident], with_asked: bool, by: Actor
) -> Population:
    """The people of the newest facts, frozen at once: later facts make another population.

    Somebody found afterwards joins as a late addition, marked and with the reason.
    """
    can_work(case).require()
    found = people_in_log(case, incidents)
    if found is None:
        raise Refused(_("There are no facts from the log yet. Receive a log and compare it first."))
    chosen = found.in_log if with_asked else found.not_asked
    if not chosen:
        raise Refused(_("Nobody in the log of these incidents is left to be asked."))
    if Population.objects.filter(case=case, code=code).exists():
        raise Refused(_("There is a population with this code already. Choose another one."))
    rule = PopulationRule(listed=tuple(chosen), source=found.source)
    population = write_population(case=case, code=code, title=title, rule=rule, by=by)
    freeze_population(population=population, by=by)
    trail.record(
        "evidence.population_made",
        by=by,
        chain=case.chain,
        subject=Ref("population", str(population.public_id)),
        detail={
            "basis": str(found.basis),
            "incidents": list(found.incidents),
            "people": len(chosen),
            "with_asked": with_asked,
        },
    )
    return population
