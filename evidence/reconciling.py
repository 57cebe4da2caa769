"""The job that lays log and answers side by side, person by person, as immutable runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from casework.models import Case
from core import files, jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.models import Job, StoredFile
from core.ref import Ref
from engines.columnar.door import Door, write_parquet
from evidence import comparing
from evidence.identity import identities
from evidence.inputs import Inputs
from evidence.models import FactRun, ReconciliationRun

USABLE = {"incident": "VARCHAR", "usable": "BOOLEAN"}
STEPS = 5


@transaction.atomic
def start_reconciliation(*, case: Case, by: Actor) -> Job:
    """Compare anew; when nothing has changed since the last time, that run stays the newest."""
    job = jobs.enqueue(
        "evidence.reconcile",
        payload={"case": case.pk},
        by=by,
        scope=Ref("case", str(case.public_id)),
        title=_("Comparing log and answers"),
    )
    trail.record("evidence.reconciliation_started", by=by, chain=case.chain, subject=Ref("case", str(case.public_id)))
    return job


@handler("evidence.reconcile")
def reconcile(run: JobRun) -> dict[str, Any]:
    """Write inputs, views, facts and classes; publish both runs in one action."""
    case = Case.objects.select_related("roster").get(pk=run.payload["case"])
    inputs = Inputs(case)
    with files.scratch_dir() as folder:
        inputs.write(folder)
        run.progress(1, STEPS, force=True)
        logs = [(f.parquet.path, inputs.default_system(f)) for f in inputs.log_files if f.parquet]
        if not logs:
            comparing.write_empty_log(folder / "log.parquet")
            logs = [(folder / "log.parquet", "")]
        with Door(directories=[folder, *{path.parent for path, _system in logs}]) as door:
            comparing.open_log(door, logs)
            inputs_hash = _write_identities(case, inputs, door, folder)
            existing = ReconciliationRun.objects.filter(case=case, inputs_hash=inputs_hash).first()
            if existing is not None:
                return {"run": existing.ordinal, "changed": False}
            _compute(door, folder, run)
            summary = comparing.summary_of(door)
        made = _publish(case=case, folder=folder, inputs=inputs, inputs_hash=inputs_hash, summary=summary, by=run.by)
    return {"run": made.ordinal, "changed": True}


def _write_identities(case: Case, inputs: Inputs, door: Door, folder: Path) -> str:
    rows = [
        {
            "system": found.system,
            "login": found.login,
            "start": found.start.isoformat(),
            "end": found.end.isoformat(),
            "person_no": found.person_no,
            "shared": found.shared,
            "confidence": found.confidence,
        }
        for found in identities(case, comparing.seen_logins(door))
    ]
    write_parquet(folder / "identities.parquet", comparing.IDENTITIES, rows)
    usable = [{"incident": entry.incident.no, "usable": inputs.usable(entry.incident)} for entry in inputs.maps]
    write_parquet(folder / "usable.parquet", USABLE, usable)
    return inputs.note({"identities": rows, "usable": usable})


def _compute(door: Door, folder: Path, run: JobRun) -> None:
    for name in ("people", "terminals", "incidents", "members", "asked", "answers", "identities", "usable"):
        door.register_parquet(name, folder / f"{name}.parquet")
    comparing.make_views(door, folder / "views.parquet")
    run.progress(2, STEPS, force=True)
    door.register_parquet("views", folder / "views.parquet")
    comparing.make_facts(door, folder / "facts.parquet")
    run.progress(3, STEPS, force=True)
    door.register_parquet("facts", folder / "facts.parquet")
    comparing.make_classes(door, folder / "classes.parquet")
    door.register_parquet("classes", folder / "classes.parquet")
    run.progress(4, STEPS, force=True)


def _publish(
    *, case: Case, folder: Path, inputs: Inputs, inputs_hash: str, summary: dict[str, Any], by: Actor
) -> ReconciliationRun:
    views = files.store_path(folder / "views.parquet", by=by)
    facts = files.store_path(folder / "facts.parquet", by=by)
    classes = files.store_path(folder / "classes.parquet", by=by)
    return record_runs(
        case=case,
        views=views,
        facts=facts,
        classes=classes,
        inputs_hash=inputs_hash,
        sources=[str(log_file.public_id) for log_file in inputs.log_files],
        summary=summary,
        by=by,
    )


@transaction.atomic
def record_runs(
    *,
    case: Case,
    views: StoredFile,
    facts: StoredFile,
    classes: StoredFile,
    inputs_hash: str,
    sources: list[str],
    summary: dict[str, Any],
    by: Actor,
) -> ReconciliationRun:
    """Publish the facts and the comparison together; the same inputs are published once.

    `sources` are the log files in the order of the views' file_no, so that every row leads back to its line.
    """
    existing = ReconciliationRun.objects.filter(case=case, inputs_hash=inputs_hash).first()
    if existing is not None:
        return existing
    top = FactRun.objects.filter(case=case).aggregate(top=Max("ordinal"))["top"] or 0
    fact_run = FactRun.objects.create(
        case=case,
        views=views,
        facts=facts,
        ordinal=top + 1,
        inputs_hash=inputs_hash,
        summary={"files": sources},
    )
    top = ReconciliationRun.objects.filter(case=case).aggregate(top=Max("ordinal"))["top"] or 0
    made = ReconciliationRun.objects.create(
        case=case, facts=fact_run, result=classes, ordinal=top + 1, inputs_hash=inputs_hash, summary=summary
    )
    trail.record(
        "evidence.reconciled",
        by=by,
        chain=case.chain,
        subject=Ref("reconciliation_run", str(made.public_id)),
        detail={"ordinal": made.ordinal, "inputs": inputs_hash},
    )
    return made
