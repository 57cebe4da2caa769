"""What happens to an invitation besides being answered: it comes back, nobody is reached, it is declined or withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.models import MailState, OutboxMail
from core.ref import Ref
from core.verdict import Refused, has_reason
from surveys import rules
from surveys.enums import InvitationState
from surveys.models import Draft, Invitation
from surveys.workflow import advance, invitation_moves

OFFICER_MOVES = {
    "bounce": "surveys.invitation_bounced",
    "give_up": "surveys.invitation_unreachable",
    "withdraw": "surveys.invitation_withdrawn",
}


@transaction.atomic
def settle_invitation(*, invitation: Invitation, move: str, reason: str, by: Actor) -> Invitation:
    """An officer notes that a mail came back, that nobody is reached, or withdraws the invitation; always with a reason."""
    if move not in OFFICER_MOVES:
        raise Refused(_("This step is not possible in the present state. Reload the page to see what has changed."))
    rules.can_close(invitation.wave).require()
    has_reason(reason).require()
    now = clock.now()
    also: dict[str, Any] = {"reason": reason.strip()[:300]}
    if move == "bounce":
        also["bounced_at"] = now
    if move == "withdraw":
        also["ended_at"] = now
        Draft.objects.filter(invitation=invitation).delete()
    invitation_moves.move(invitation, move, **also)
    trail.record(
        OFFICER_MOVES[move],
        by=by,
        chain=invitation.wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)),
    )
    return invitation


@transaction.atomic
def decline_invitation(*, invitation: Invitation) -> Invitation:
    """«I do not want to answer», where that is possible. What was typed is deleted; pressing «Start» later is possible."""
    now = clock.now()
    rules.can_decline(invitation, now).require()
    if invitation.state != InvitationState.DECLINED:
        invitation_moves.move(invitation, "decline", declined_at=now)
        Draft.objects.filter(invitation=invitation).delete()
        trail.record(
            "surveys.invitation_declined",
            by=Actor.respondent(invitation.public_id),
            chain=invitation.wave.case.chain,
            subject=Ref("invitation", str(invitation.public_id)),
        )
    return invitation


def note_mail_result(mail: OutboxMail, state: str) -> None:
    """What became of the first mail: sent, or it could not be sent at all. Not audited: the outbox row is the record."""
    invitation = Invitation.objects.filter(public_id=mail.payload.get("invitation")).first()
    if invitation is None:
        return
    if state == MailState.SENT:
        advance(invitation, "send", sent_at=clock.now())
    elif state == MailState.FAILED:
        advance(invitation, "bounce", bounced_at=clock.now(), reason=str(mail.error)[:300])
