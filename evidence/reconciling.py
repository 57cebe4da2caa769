"""The job that lays log and answers side by side, person by person, as immutable runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from casework.models import Case
from core import clock, files, jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.models import Job, JobState, StoredFile
from core.ref import Ref
from core.verdict import Refused
from engines.columnar.door import Door, Watch, part_of, write_parquet
from evidence import comparing
from evidence.changes.moved import count_moved
from evidence.explanations.effect import explained_of
from evidence.identity.classes import classes_of, matched_of
from evidence.identity.doubts import Doubt, doubts_of, propose
from evidence.identity.matching import claims_of
from evidence.inputs import Inputs, log_files_of, parts_of
from evidence.models import FactRun, ReconciliationRun
from evidence.notes.opening import follow_up
from evidence.queries import newest_reconciliation
from evidence.scopes.versions import versions_for
from evidence.twice.finding import lay_over
from evidence.upkeep.changed import COMPARE, comparisons, is_automatic, stale_parts
from evidence.workspace import FOR_VIEWS, log_of, write_identities

USABLE = {"incident": "VARCHAR", "usable": "BOOLEAN"}
# Roughly how far the reading of the log is when each part of a comparison is done.
SEEN, VIEWS, FACTS = 0.15, 0.75, 0.9


@transaction.atomic
def start_reconciliation(*, case: Case, by: Actor) -> Job:
    """Compare anew; when nothing has changed since the last time, that run stays the newest.

    One that waits to start already takes this change along, and is returned. While one runs no other is begun.
    """
    under_way = [job for job in comparisons(case) if not job.is_over]
    waiting = next((job for job in under_way if not is_at_work(job)), None)
    if waiting is not None:
        return waiting
    if under_way:
        raise Refused(_("A comparison is running. Wait for its end, then compare again."))
    newest = newest_reconciliation(case)
    job = jobs.enqueue(
        COMPARE,
        payload={"case": case.pk, "because": sorted(stale_parts(case, newest)) if newest else []},
        by=by,
        scope=Ref("case", str(case.public_id)),
        title=_("Comparing log and answers"),
    )
    trail.record("evidence.reconciliation_started", by=by, chain=case.chain, subject=Ref("case", str(case.public_id)))
    return job


def compare_again(*, case: Case, by: Actor) -> Job | None:
    """After a change of what the facts are made of: compute them anew, if they were computed before.

    Not where the case keeps its comparison by hand. While one runs, the change is followed when that has ended.
    """
    if not FactRun.objects.filter(case=case).exists() or not is_automatic(case):
        return None
    if any(is_at_work(job) for job in comparisons(case)):
        return None
    return start_reconciliation(case=case, by=by)


def is_at_work(job: Job) -> bool:
    """Whether a living worker has it; one that was left behind begins anew and sees everything."""
    return job.state == JobState.RUNNING and job.lease_until is not None and job.lease_until > clock.now()


@handler(COMPARE)
def reconcile(run: JobRun) -> dict[str, Any]:
    """Write inputs, views, facts and classes; publish both runs in one action."""
    case = Case.objects.select_related("roster").get(pk=run.payload["case"])
    scopes = versions_for(case, by=run.by)
    for log_file in log_files_of(case):
        lay_over(log_file, by=run.by)
    inputs = Inputs(case)
    with log_of(inputs) as (door, folder):
        inputs.write(folder)
        tell = _telling(run, inputs)
        claims = claims_of(case)
        rows = write_identities(door, folder, claims, part_of(tell, 0, SEEN))
        usable = [{"incident": entry.incident.no, "usable": inputs.usable(entry)} for entry in inputs.maps]
        write_parquet(folder / "usable.parquet", USABLE, usable)
        inputs_hash = inputs.note({"identities": rows, "usable": usable})
        because = {"because": run.payload.get("because", []), "by": run.by.label}
        parts = {"inputs": inputs_hash} | parts_of(inputs) | because
        newest = newest_reconciliation(case)
        if newest is not None and newest.parts.get("inputs", newest.inputs_hash) == inputs_hash:
            follow_up(run=newest, by=run.by)
            return {"run": newest.ordinal, "changed": False}
        if newest is not None and ReconciliationRun.objects.filter(case=case, inputs_hash=inputs_hash).exists():
            inputs_hash = inputs.note({"after": newest.ordinal})  # what held once holds again
        _compute(door, folder, tell)
        run.check()
        if newest is not None:
            parts["moved"] = count_moved(newest.result.path, folder / "classes.parquet")
        made = _publish(
            case=case,
            folder=folder,
            inputs=inputs,
            inputs_hash=inputs_hash,
            summary=comparing.summary_of(door),
            parts=parts,
            about={
                "scopes": {
                    no: {"number": scope.number, "hash": scope.content_hash} for no, scope in sorted(scopes.items())
                },
                "twice": sum(log_file.twice for log_file in inputs.log_files),
                "rows": {str(one.public_id): one.rows.sha256 for one in inputs.log_files if one.rows},
                "explanations": [str(rule.public_id) for rule in inputs.rules],
                "explained": explained_of(door, inputs.rules),
                "identity": classes_of(door),
                "matched": matched_of(door),
            },
            doubts=doubts_of(case, door, claims),
            by=run.by,
        )
    follow_up(run=made, by=run.by)
    return {"run": made.ordinal, "changed": True}


def _telling(run: JobRun, inputs: Inputs) -> Watch:
    """Says how far the comparison is, in rows of the log."""
    rows = sum((one.accepted or 0) - one.twice for one in inputs.log_files)
    run.progress(0, rows, force=True)
    return lambda share: run.progress(int(share * rows), rows)


def _compute(door: Door, folder: Path, tell: Watch) -> None:
    for name in (*FOR_VIEWS, "incidents", "members", "asked", "answers", "usable"):
        door.register_parquet(name, folder / f"{name}.parquet")
    comparing.make_views(door, folder, part_of(tell, SEEN, VIEWS))
    door.register_parquet("views", folder / "views.parquet")
    comparing.make_facts(door, folder / "facts.parquet", part_of(tell, VIEWS, FACTS))
    door.register_parquet("facts", folder / "facts.parquet")
    comparing.make_classes(door, folder / "classes.parquet", part_of(tell, FACTS, 1))
    door.register_parquet("classes", folder / "classes.parquet")


def _publish(
    *,
    case: Case,
    folder: Path,
    inputs: Inputs,
    inputs_hash: str,
    summary: dict[str, Any],
    parts: dict[str, Any],
    about: dict[str, Any],
    doubts: list[Doubt],
    by: Actor,
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
        about={"files": [str(log_file.public_id) for log_file in inputs.log_files], **about},
        doubts=doubts,
        summary=summary,
        parts=parts,
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
    about: dict[str, Any],
    doubts: list[Doubt],
    summary: dict[str, Any],
    parts: dict[str, Any],
    by: Actor,
) -> ReconciliationRun:
    """Publish the facts and the comparison together; the same inputs are published once.

    `about` says what the facts were made with: `files` in the order of the views' file_no, so that every row leads
    back to its line, which `rows` of each file counted (by hash), the versions of the scopes, the explanations in force,
    and what did not fit together.
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
        summary=about,
    )
    top = ReconciliationRun.objects.filter(case=case).aggregate(top=Max("ordinal"))["top"] or 0
    made = ReconciliationRun.objects.create(
        case=case,
        facts=fact_run,
        result=classes,
        ordinal=top + 1,
        inputs_hash=inputs_hash,
        summary=summary,
        parts=parts,
    )
    propose(case=case, doubts=doubts)
    trail.record(
        "evidence.reconciled",
        by=by,
        chain=case.chain,
        subject=Ref("reconciliation_run", str(made.public_id)),
        detail={"ordinal": made.ordinal, "inputs": inputs_hash, "moved": parts.get("moved", 0)},
    )
    return made
