"""What a rule, a scope or the like would change, shown before it holds.

On a small log the page computes it itself; on a large one a job does, the page shows how far it is, and the change is
made only when it has been computed for the log, the rules and the scopes of now.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.models import Job, JobState
from core.ref import Ref
from core.verdict import ALLOWED, Verdict, refuse
from engines.columnar.door import Watch, part_of
from evidence.explanations.queries import rules_in_force
from evidence.inputs import Inputs, incidents_of, log_files_of
from evidence.models import LogFile
from evidence.units import SHOWN, Figures, Unit, figures_of
from evidence.workspace import views_of

EFFECT = "evidence.effect"
# Up to so many rows an effect is there within a second or two, and the page computes it itself.
AT_ONCE = 200_000
COUNTED_FROM = 0.8  # of an effect's half: making the views, then counting in them


@dataclass(frozen=True)
class Effect:
    """One incident without and with the change; the figures are those of `units`. `rows` are those it would explain."""

    incident: str
    before: Figures
    after: Figures
    rows: int = 0

    @property
    def shown(self) -> list[tuple[str, int | None, int | None]]:
        """(unit, before, after) of the units that matter here."""
        return [(str(unit.label), self.before[unit], self.after[unit]) for unit in SHOWN]


class Change(ABC):
    """Something that would change what is counted. A subclass makes itself known by its `kind`."""

    kind: ClassVar[str]
    kinds: ClassVar[dict[str, type[Change]]] = {}

    def __init_subclass__(cls) -> None:
        Change.kinds[cls.kind] = cls

    @property
    @abstractmethod
    def case(self) -> Case: ...

    @property
    @abstractmethod
    def title(self) -> str:
        """What the job is called."""

    @abstractmethod
    def said(self) -> dict[str, Any]:
        """What it consists of, as JSON: `told` makes it again, and another content is another change."""

    @classmethod
    @abstractmethod
    def told(cls, said: dict[str, Any]) -> Change: ...

    @abstractmethod
    def effects(self, tell: Watch | None = None) -> list[Effect]:
        """The rows are read twice, without the change and with it; `tell` hears of the share done, 0 to 1."""


def figures_with(inputs: Inputs, tell: Watch | None) -> dict[str, Figures]:
    """What counts in each incident with these inputs."""
    with views_of(inputs, part_of(tell, 0, COUNTED_FROM)) as door:
        return figures_of(door, part_of(tell, COUNTED_FROM, 1))


def is_large(case: Case) -> bool:
    """Whether the log is too large for a page to wait."""
    return rows_of(case) > AT_ONCE


def rows_of(case: Case) -> int:
    """Rows of all logs that were read in."""
    return LogFile.objects.filter(case=case).aggregate(n=Sum("accepted"))["n"] or 0


def basis_of(change: Change) -> str:
    """A hash of what the effect depends on: an effect computed on another basis is not shown."""
    facts = {
        "change": [change.kind, change.said()],
        "rules": [str(one.public_id) for one in rules_in_force(change.case)],
        "scopes": [[one.incident.no, one.selection.content_hash] for one in incidents_of(change.case)],
        "log": [one.rows.sha256 for one in log_files_of(change.case) if one.rows],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def preview_of(change: Change) -> Job | None:
    """The newest job that computed, or computes, the effect on the present basis."""
    found = Job.objects.of_scope(Ref("case", str(change.case.public_id))).filter(kind=EFFECT)
    return found.filter(payload__basis=basis_of(change)).order_by("-pk").first()


def effect_is_known(change: Change) -> Verdict:
    """Whoever makes the change could see what it does; on a small log the page always shows it."""
    if not is_large(change.case):
        return ALLOWED
    known = preview_of(change)
    if known is not None and known.state == JobState.DONE:
        return ALLOWED
    return refuse(
        _("What this would change has not been computed for the present log. Let it be computed, then decide.")
    )


@transaction.atomic
def start_preview(*, change: Change, by: Actor) -> Job | None:
    """Compute the effect in the background, unless that is under way or done; small logs need none."""
    if not is_large(change.case):
        return None
    known = preview_of(change)
    if known is not None and (known.state == JobState.DONE or not known.is_over):
        return known
    return jobs.enqueue(
        EFFECT,
        payload={"change": change.kind, "said": change.said(), "basis": basis_of(change)},
        by=by,
        scope=Ref("case", str(change.case.public_id)),
        title=change.title,
    )


def change_in(job: Job) -> Change:
    """The change whose effect the job computes."""
    return Change.kinds[job.payload["change"]].told(job.payload["said"])


@handler(EFFECT)
def compute_effect(run: JobRun) -> dict[str, Any]:
    """Read the rows without the change and with it. Nothing is published: the result is the page's alone."""
    change = change_in(run.job)
    rows = 2 * rows_of(change.case)
    run.progress(0, rows, force=True)
    effects = change.effects(lambda share: run.progress(int(share * rows), rows))
    return {
        "effects": [
            {
                "incident": one.incident,
                "rows": one.rows,
                "before": {unit.value: number for unit, number in one.before.items()},
                "after": {unit.value: number for unit, number in one.after.items()},
            }
            for one in effects
        ]
    }


def effects_in(job: Job) -> list[Effect]:
    """What the job found."""
    return [
        Effect(
            one["incident"],
            {Unit(unit): number for unit, number in one["before"].items()},
            {Unit(unit): number for unit, number in one["after"].items()},
            one["rows"],
        )
        for one in (job.result or {}).get("effects", [])
    ]


def shown_of(change: Change) -> dict[str, Any]:
    """For the page: the effects at once for a small log, else as far as a job has come."""
    if not is_large(change.case):
        return {"effects": change.effects()}
    job = preview_of(change)
    if job is None or job.state in {JobState.FAILED, JobState.CANCELLED}:
        return {"effects": [], "waiting": True, "job": job}
    if job.is_over:
        return {"effects": effects_in(job)}
    return {"effects": [], "waiting": True, "job": job, "running": True}
