"""`manage.py verify`: whether anything that must not change has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from audit import trail
from casework.models import Case
from config.management.contract import ContractCommand, the_case
from core.files import rehash
from core.models import StoredFile
from evidence.models import FactRun, LogFile, ReconciliationRun
from reports.queries import verify_snapshots


class Command(ContractCommand):
    """Reads everything again; nothing is repaired."""

    help = "Checks the audit chains, the evidence files and the snapshots, and names the first bad one."

    def add_arguments(self, parser: CommandParser) -> None:
        """One case, or the whole installation."""
        parser.add_argument("case", nargs="?", metavar="CASE")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """What was read, and the first thing that does not fit."""
        case = the_case(options["case"]) if options["case"] else None
        chain = trail.verify(case.chain if case else None)
        files, bad_file = verify_evidence(case)
        bundles, bad_bundle = verify_snapshots(case)
        found = [bad for bad in (chain.first_bad, bad_file, bad_bundle) if bad]
        if found:
            self.refused = _("Something has been changed: %(places)s") % {"places": ", ".join(found)}
        return {
            "ok": not found,
            "audit": {"events": chain.events, "first_bad": chain.first_bad},
            "evidence": {"files": files, "first_bad": bad_file},
            "snapshots": {"bundles": bundles, "first_bad": bad_bundle},
        }


def verify_evidence(case: Case | None) -> tuple[int, str | None]:
    """Originals, read rows and results of comparisons: how many were read, and the first that is not what it was."""
    checked = 0
    for name, stored in evidence_files(case):
        checked += 1
        if not rehash(stored):
            return checked, name
    return checked, None


def evidence_files(case: Case | None) -> Iterator[tuple[str, StoredFile]]:
    """(name for people, stored file) of all evidence, oldest first."""
    wanted: dict[str, Any] = {} if case is None else {"case": case}
    kept = ("stored", "parquet", "rejects", "revealable")
    log_files = LogFile.objects.filter(**wanted).select_related("case", *kept).order_by("pk")
    facts = FactRun.objects.filter(**wanted).select_related("case", "views", "facts").order_by("pk")
    results = ReconciliationRun.objects.filter(**wanted).select_related("case", "result").order_by("pk")
    for log_file in log_files:
        for kind, stored in zip(
            ("", " parquet", " rejects", " values"), [getattr(log_file, k) for k in kept], strict=True
        ):
            if stored is not None:
                yield f"{log_file.case.number} {log_file.name}{kind}", stored
    for run in facts:
        yield f"{run.case.number} views {run.ordinal}", run.views
        yield f"{run.case.number} facts {run.ordinal}", run.facts
    for result in results:
        yield f"{result.case.number} comparison {result.ordinal}", result.result
