"""The terminal inventory from a file."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import trail
from casework.access import can_work
from casework.models import Case, System, Terminal
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from core.sheets import Column, Reading, open_table, read_stored

COLUMNS = (
    Column("system", gettext_lazy("System"), ("システム", "システムコード"), required=True),
    Column("terminal", gettext_lazy("Terminal"), ("端末番号", "端末", "terminal no"), required=True),
    Column("kind", gettext_lazy("Kind"), ("種別", "端末種別")),
    Column("site", gettext_lazy("Site"), ("設置場所", "事業所")),
    Column("affiliation", gettext_lazy("Affiliation of the holder"), ("所属", "設置先"), required=True),
)


@transaction.atomic
def import_terminals(*, case: Case, stored: StoredFile, by: Actor) -> int:
    """Add or correct terminals by system and number; all rows or none. Returns how many rows there were."""
    can_work(case).require()
    systems = {system.code.casefold(): system for system in System.objects.filter(case=case)}
    holders = {}
    for affiliation in case.roster.affiliations.all():
        for text in (affiliation.code, affiliation.label_ja, affiliation.label_en):
            holders[text.casefold()] = affiliation
    table = open_table(read_stored(stored), COLUMNS, Reading())
    table.check_shape()
    terminals: dict[tuple[int, str], Terminal] = {}
    for row in table.readers():
        system = systems.get(row.identifier("system", required=True).casefold())
        holder = holders.get(row.text("affiliation", required=True).casefold())
        no = row.identifier("terminal", required=True, most=80)
        if system is None:
            row.problem("system", _("There is no system with this code. Write it down in the case first."))
        elif holder is None:
            row.problem("affiliation", _("This affiliation is not one of the case's. Use its code or its name."))
        elif (system.pk, no) in terminals:
            row.problem("terminal", _("The terminal stands twice. Keep one of the rows."))
        else:
            terminals[system.pk, no] = Terminal(
                case=case,
                system=system,
                affiliation=holder,
                no=no,
                kind=row.text("kind", most=80),
                site=row.text("site"),
            )
    table.settle()
    Terminal.objects.bulk_create(
        terminals.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["system", "no"],
        update_fields=["affiliation", "kind", "site"],
    )
    trail.record(
        "casework.terminals_imported",
        by=by,
        chain=case.chain,
        subject=Ref("file", str(stored.public_id)),
        detail={"rows": len(terminals), "sha256": stored.sha256},
    )
    return len(terminals)
