"""The effect of a rule on a large log, computed by a job: the page shows how far it is, then what it found."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from casework.models import Case
from core import jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.models import Job, JobState
from core.ref import Ref
from core.verdict import ALLOWED, Verdict, refuse
from evidence.explanations.effect import EFFECT_STEPS, Effect, effect_of
from evidence.explanations.queries import rules_in_force
from evidence.inputs import incidents_of, log_files_of
from evidence.models import ExplanationRule, LogFile
from evidence.units import Unit

EFFECT = "evidence.effect"
# Up to so many rows an effect is there within a second or two, and the page computes it itself.
AT_ONCE = 200_000


def is_large(case: Case) -> bool:
    """Whether the log is too large for a page to wait."""
    return (LogFile.objects.filter(case=case).aggregate(n=Sum("accepted"))["n"] or 0) > AT_ONCE


def basis_of(case: Case, rule: ExplanationRule) -> str:
    """A hash of what the effect depends on: an effect computed on another basis is not shown."""
    facts = {
        "rule": str(rule.public_id),
        "rules": [str(one.public_id) for one in rules_in_force(case)],
        "scopes": [[one.incident.no, one.selection.content_hash] for one in incidents_of(case)],
        "log": [one.rows.sha256 for one in log_files_of(case) if one.rows],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def preview_of(case: Case, rule: ExplanationRule) -> Job | None:
    """The newest job that computed, or computes, the effect on the present basis."""
    found = Job.objects.of_scope(Ref("case", str(case.public_id))).filter(kind=EFFECT, payload__rule=rule.pk)
    return found.filter(payload__basis=basis_of(case, rule)).order_by("-pk").first()


def effect_is_known(rule: ExplanationRule) -> Verdict:
    """A rule is approved by somebody who could see what it changes; on a small log the page always shows it."""
    if not is_large(rule.case):
        return ALLOWED
    known = preview_of(rule.case, rule)
    if known is not None and known.state == JobState.DONE:
        return ALLOWED
    return refuse(
        _("What the rule would change has not been computed for the present log. Let it be computed, then decide.")
    )


@transaction.atomic
def start_preview(*, rule: ExplanationRule, by: Actor) -> Job | None:
    """Compute the effect of the rule in the background, unless that is under way or done; small logs need none."""
    case = rule.case
    if not is_large(case):
        return None
    known = preview_of(case, rule)
    if known is not None and (known.state == JobState.DONE or not known.is_over):
        return known
    return jobs.enqueue(
        EFFECT,
        payload={"rule": rule.pk, "basis": basis_of(case, rule)},
        by=by,
        scope=Ref("case", str(case.public_id)),
        title=_("Computing what a rule would change"),
    )


@handler(EFFECT)
def compute_effect(run: JobRun) -> dict[str, Any]:
    """Read the rows without the rule and with it. Nothing is published: the result is the page's alone."""
    rule = ExplanationRule.objects.select_related("case__roster").get(pk=run.payload["rule"])
    run.progress(0, EFFECT_STEPS, force=True)
    effects = effect_of(rule.case, rule, tell=lambda step: run.progress(step, EFFECT_STEPS, force=True))
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
