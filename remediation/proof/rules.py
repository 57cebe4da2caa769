from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from remediation.enums import DecisionKind, MeasureState
from remediation.models import Measure


def may_verify(by: Actor, measure: Measure) -> Verdict:
    """Somebody who is neither owner nor author, nor the one who claimed it; the appointed verifier, if there is one."""
    if by.user_id is None:
        return refuse(_("Only a person who has signed in can confirm a measure."))
    if _is_owner(by, measure):
        return refuse(_("You answer for this measure. Somebody else has to confirm it."))
    if measure.author_id == _id(by):
        return refuse(_("You wrote this measure down. Somebody else has to confirm it."))
    claim = measure.decisions.filter(kind=DecisionKind.CLAIMED).order_by("-pk").first()
    if claim is not None and claim.by_id == _id(by):
        return refuse(_("You claimed that this measure is done. Somebody else has to confirm it."))
    if measure.verifier_id is not None and measure.verifier_id != by.user_id:
        return refuse(_("Another person was appointed to confirm this measure."))
    return ALLOWED


def may_remark(by: Actor, measure: Measure, *, names: frozenset[str] | None = None) -> Verdict:
    """The monitor is independent: neither owner nor author. `names` are those of the actor, where they are known."""
    if _is_owner(by, measure, names) or measure.author_id == _id(by):
        return refuse(_("Remarks of the monitor come from somebody who neither answers for the measure nor wrote it."))
    return ALLOWED


def can_be_decided(measure: Measure, seen: str, now: str) -> Verdict:
    """Done, not yet confirmed, and still what the verifier has seen."""
    if measure.state != MeasureState.DONE:
        return refuse(_("Nobody has claimed that this measure is done. Its owner does so first."))
    if measure.confirmed_at is not None:
        return refuse(_("This measure is confirmed already."))
    return is_as_seen(seen, now)


def is_as_seen(seen: str, now: str) -> Verdict:
    if seen and seen != now:
        return refuse(_("The measure was changed while you looked at it. Look at it again and decide then."))
    return ALLOWED


def can_rest_on(*, proofs: int, reason: str) -> Verdict:
    if proofs or reason.strip():
        return ALLOWED
    return refuse(_("No valid proof is filed. File one, or write down on what the confirmation rests."))


def can_be_returned_for(reason: str) -> Verdict:
    if reason.strip():
        return ALLOWED
    return refuse(_("Write the reason, so that the owner knows what is missing."))


def can_be_checked(measure: Measure) -> Verdict:
    if measure.confirmed_at is None:
        return refuse(_("The effect is checked once the measure is confirmed as done."))
    return ALLOWED


def can_expire(effective_on: date, expires_on: date | None) -> Verdict:
    if expires_on is not None and expires_on < effective_on:
        return refuse(_("A proof cannot expire before the day from which it holds."))
    return ALLOWED


def _id(by: Actor) -> str:
    return f"{by.kind}:{by.id}"


def names_of(by: Actor) -> frozenset[str]:
    """How a plan may call the person who acts."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id is not None else None
    return frozenset() if user is None else frozenset({str(user), user.email})


def _is_owner(by: Actor, measure: Measure, names: frozenset[str] | None = None) -> bool:
    """By account, or by the name that is written where there is no account."""
    if by.user_id is None:
        return False
    if measure.owner_id is not None:
        return measure.owner_id == by.user_id
    return bool(measure.owner_name) and measure.owner_name in (names_of(by) if names is None else names)
