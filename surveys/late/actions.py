"""Letting one person answer late, and ending that again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys.actions.waves import MAIL_INVITE
from surveys.late.rules import can_allow_late
from surveys.models import Invitation


@transaction.atomic
def allow_late(*, invitation: Invitation, until: datetime, reason: str, by: Actor, mail: bool = False) -> Invitation:
    """The person's own link works until then, for a first answer or a correction. Nothing else of the wave opens."""
    can_allow_late(invitation).require()
    if until <= clock.now():
        raise Refused(_("This time lies in the past. Choose a later one."))
    has_reason(reason).require()
    _set(invitation, until, reason.strip()[:300])
    if mail and invitation.person.email:
        key = f"{invitation.public_id}:late:{until.isoformat()}"
        queue_mail(MAIL_INVITE, key=key, payload={"invitation": str(invitation.public_id)})
    _record("surveys.late_allowed", invitation, by, {"until": until.isoformat()})
    return invitation


@transaction.atomic
def end_late(*, invitation: Invitation, by: Actor) -> Invitation:
    """The link stops again; what was submitted meanwhile stays, and so does the reason."""
    if invitation.late_until is None:
        raise Refused(JUST_CHANGED)
    _set(invitation, None, invitation.late_reason)
    _record("surveys.late_ended", invitation, by, {})
    return invitation


def _set(invitation: Invitation, until: datetime | None, reason: str) -> None:
    changed = Invitation.objects.filter(pk=invitation.pk, late_until=invitation.late_until).update(
        late_until=until, late_reason=reason
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    invitation.late_until, invitation.late_reason = until, reason


def _record(kind: str, invitation: Invitation, by: Actor, detail: dict[str, str]) -> None:
    trail.record(
        kind,
        by=by,
        chain=invitation.wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)),
        detail=detail,
    )
