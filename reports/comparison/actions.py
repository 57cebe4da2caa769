"""Ready-made tables are kept among the tables of the case."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.verdict import Refused
from reports.actions import case_ref
from reports.comparison.specs import specs_of
from reports.models import ReportTable


@transaction.atomic
def keep_ready_made(*, case: Case, by: Actor) -> list[ReportTable]:
    """Add those that are not there yet at the end; the others take the present incidents. Returns all of them."""
    can_work(case).require()
    specs = specs_of(case)
    if not specs:
        raise Refused(_("Log and answers have not been compared yet. Compare them first."))
    place = ReportTable.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0
    kept = []
    for spec in specs:
        place += 1
        table, _made = ReportTable.objects.get_or_create(
            case=case, table_id=spec["id"], defaults={"position": place, "spec": spec}
        )
        if table.spec != spec:
            table.spec = spec
            table.save(update_fields=["spec"])
        kept.append(table)
    trail.record(
        "reports.comparison_tables_kept",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={"tables": [table.table_id for table in kept]},
    )
    return kept
