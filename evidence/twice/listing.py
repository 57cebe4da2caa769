"""Pair the contradicting rows of two files that were read in before this was done on the way; looking is written down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import files, jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.models import Job, JobState
from core.ref import Ref
from engines.columnar.overlap import overlap as lay
from evidence.models import FileOverlap, OverlapPairs
from evidence.twice.finding import basis_of, record_overlap, store_pairs
from evidence.twice.pairs import PairFilter, pairs_of

PAIR = "evidence.pair_rows"


@transaction.atomic
def start_pairing(*, overlap: FileOverlap, by: Actor) -> Job | None:
    """Pair the rows in the background, unless that is done or under way."""
    if not overlap.contradicting or pairs_of(overlap) is not None:
        return None
    known = pairing_of(overlap)
    if known is not None and not known.is_over:
        return known
    case = overlap.later.case
    return jobs.enqueue(
        PAIR,
        payload={"overlap": overlap.pk},
        by=by,
        scope=Ref("case", str(case.public_id)),
        title=_("Putting contradicting rows of %(name)s side by side") % {"name": overlap.later.name},
    )


def pairing_of(overlap: FileOverlap) -> Job | None:
    """The newest job about these two files that is not done."""
    found = Job.objects.of_scope(Ref("case", str(overlap.later.case.public_id))).filter(kind=PAIR)
    return found.filter(payload__overlap=overlap.pk).exclude(state=JobState.DONE).order_by("-pk").first()


@handler(PAIR)
def pair_rows(run: JobRun) -> dict[str, Any]:
    """Staged in a scratch folder and published once; counted in rows of both files."""
    found = FileOverlap.objects.select_related("earlier__parquet", "later__parquet", "later__case").get(
        pk=run.payload["overlap"]
    )
    if pairs_of(found) is None and found.earlier.parquet and found.later.parquet:
        rows = (found.earlier.accepted or 0) + (found.later.accepted or 0)
        with files.scratch_dir() as folder:
            target = folder / "pairs.parquet"
            lay(
                found.earlier.parquet.path,
                found.later.parquet.path,
                pairs=target,
                tell=lambda share: run.progress(int(share * rows), rows),
            )
            stored = store_pairs(target, found.later, run.by)
        run.progress(rows, rows, force=True)
        OverlapPairs.objects.get_or_create(overlap=found, basis=basis_of(found), defaults={"rows": stored})
    return {"contradicting": found.contradicting}


@transaction.atomic
def look_at_pairs(*, overlap: FileOverlap, wanted: PairFilter, pairs: int, by: Actor, taken: bool = False) -> None:
    """One look by one person: a line of the trail with the filter, never with a row."""
    kind = "evidence.overlap_rows_taken" if taken else "evidence.overlap_rows_read"
    record_overlap(kind, overlap, by, {"filter": wanted.as_json(), "pairs": pairs})
