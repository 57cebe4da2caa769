"""Two people decide whose id it is: two acceptances settle it, one rejection does too."""

from __future__ import annotations

from django.db import transaction

from accounts.models import LoginId, LoginOrigin
from accounts.text import fold_login
from audit import trail
from casework.access import can_work
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from evidence.identity import rules
from evidence.models import DoubtKind, DoubtState, FactRun, IdentityDoubt, IdentityOpinion
from evidence.reconciling import compare_again

NEEDED = 2


@transaction.atomic
def give_opinion(*, doubt: IdentityDoubt, accepts: bool, reason: str, by: Actor) -> IdentityDoubt:
    """One person's opinion. The second acceptance writes the id down as the person's; a rejection ends the question."""
    can_work(doubt.case).require()
    rules.can_judge(doubt).require()
    rules.may_judge(by, doubt).require()
    rules.has_reason(reason).require()
    IdentityOpinion.objects.create(
        doubt=doubt, accepts=accepts, reason=reason.strip(), by_kind=by.kind, by_id=by.id, by_label=by.label
    )
    _record("evidence.identity_opinion", doubt, by, accepts=accepts)
    if not accepts:
        _settle(doubt, DoubtState.REJECTED)
        _record("evidence.identity_rejected", doubt, by)
    elif IdentityOpinion.objects.filter(doubt=doubt, accepts=True).count() >= NEEDED:
        _settle(doubt, DoubtState.ACCEPTED)
        _write_down(doubt)
        _record("evidence.identity_accepted", doubt, by)
        compare_again(case=doubt.case, by=by)
    return doubt


@transaction.atomic
def read_rows(*, run: FactRun, kind: str, incident: str, page: int, by: Actor) -> None:
    """One look at the rows behind a class: one line of the trail."""
    trail.record(
        "evidence.identity_rows_read",
        by=by,
        chain=run.case.chain,
        subject=Ref("fact_run", str(run.public_id)),
        detail={"class": kind, "incident": incident, "page": page},
    )


def _settle(doubt: IdentityDoubt, state: DoubtState) -> None:
    now = clock.now()
    changed = IdentityDoubt.objects.filter(pk=doubt.pk, state=DoubtState.OPEN).update(state=state, settled_at=now)
    if changed != 1:
        raise Refused(JUST_CHANGED)
    doubt.state, doubt.settled_at = state, now


def _write_down(doubt: IdentityDoubt) -> None:
    """The id on the person's list: an id outside its period for the days seen, a variant without end."""
    outside = doubt.kind == DoubtKind.OUTSIDE_PERIOD
    reasons = IdentityOpinion.objects.filter(doubt=doubt).order_by("pk").values_list("by_label", "reason")
    LoginId.objects.get_or_create(
        person=doubt.person,
        system_code=doubt.system_code,
        login_folded=fold_login(doubt.login),
        valid_from=doubt.first_on if outside else None,
        defaults={
            "login": doubt.login[:120],
            "valid_to": doubt.last_on if outside else None,
            "origin": LoginOrigin.SECOND_CHECK,
            "confidence": doubt.confidence,
            "reason": " / ".join(f"{who}: {why}" for who, why in reasons)[:300],
        },
    )


def _record(kind: str, doubt: IdentityDoubt, by: Actor, **detail: bool) -> None:
    trail.record(
        kind,
        by=by,
        chain=doubt.case.chain,
        subject=Ref("identity_doubt", str(doubt.public_id)),
        detail={"system": doubt.system_code, "kind": doubt.kind, **detail},
    )
