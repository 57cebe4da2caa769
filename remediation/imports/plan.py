"""The whole plan in one step."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from audit import trail
from casework.access import can_work
from casework.actions import case_ref
from casework.models import Case
from core.actor import Actor
from core.errors import Problem, Rejected
from core.sheets import Table
from remediation.imports.causes import read_causes
from remediation.imports.columns import TABLES
from remediation.imports.measures import read_measures
from remediation.imports.mode import Mode
from remediation.imports.parts import read_links, read_parts, read_revisions
from remediation.imports.reading import Source, collected, table_of
from remediation.models import Measure
from remediation.queries import today_of


@dataclass
class Imported:
    """What an import did."""

    causes: int = 0
    measures: int = 0
    links: int = 0
    subactions: int = 0
    revisions: int = 0
    not_understood: list[str] = field(default_factory=list)
    """Numbers of measures whose timing was kept as written but not understood."""
    without_review: list[str] = field(default_factory=list)
    """Numbers of measures that have neither a due day nor a review date."""


@transaction.atomic
def import_plan(
    *,
    case: Case,
    by: Actor,
    causes: Source = None,
    measures: Source = None,
    links: Source = None,
    subactions: Source = None,
    revisions: Source = None,
    mode: Mode = Mode.UPDATE,
) -> Imported:
    """Raises Rejected with every problem of all files; then nothing is saved."""
    can_work(case).require()
    done = Imported()
    problems: list[Problem] = []
    sources = {"causes": causes, "measures": measures, "links": links, "subactions": subactions, "revisions": revisions}

    def table(name: str) -> Table | None:
        return table_of(sources[name], TABLES[name])

    with collected(problems):
        done.causes = read_causes(case, table("causes"), mode)
    with collected(problems):
        done.measures = read_measures(case, table("measures"), mode, by)
    with collected(problems):
        done.links = read_links(case, table("links"))
    with collected(problems):
        done.subactions = read_parts(case, table("subactions"), today_of(case))
    with collected(problems):
        done.revisions = read_revisions(case, table("revisions"), by)
    if problems:
        raise Rejected(problems)
    owed = Measure.objects.filter(case=case)
    done.not_understood = list(
        owed.exclude(timing_text="").filter(timing_kind="").order_by("position", "pk").values_list("no", flat=True)
    )
    done.without_review = list(owed.without_review().in_order().values_list("no", flat=True))
    trail.record(
        "remediation.plan_imported",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={name: getattr(done, name) for name in ("causes", "measures", "links", "subactions", "revisions")},
    )
    return done
