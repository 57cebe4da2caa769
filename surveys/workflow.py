"""The moves of a wave and of an invitation."""

from __future__ import annotations

from typing import Any

from core.prepared import Write, update_rows, updating
from core.workflow import Transition, Workflow
from surveys.enums import InvitationState, WaveState
from surveys.models import Invitation

wave_moves = Workflow(
    "wave",
    initial=WaveState.DRAFT,
    states=list(WaveState),
    transitions=[
        Transition("open", WaveState.DRAFT, WaveState.OPEN, "surveys.wave_opened"),
        Transition("close", WaveState.OPEN, WaveState.CLOSED, "surveys.wave_closed"),
        Transition("reopen", WaveState.CLOSED, WaveState.OPEN, "surveys.wave_reopened"),
    ],
)

_S = InvitationState
_FRESH = (_S.PREPARED, _S.SENT, _S.BOUNCED, _S.UNREACHABLE)
_HALF = (_S.OPENED, _S.STARTED, _S.PART)
_STOPPED = (_S.DECLINED, _S.NOT_ME, _S.WITHDRAWN)


def _from(name: str, sources: tuple[InvitationState, ...], target: InvitationState, audit: str) -> list[Transition]:
    return [Transition(name, source, target, audit) for source in sources]


invitation_moves = Workflow(
    "invitation",
    initial=_S.PREPARED,
    states=list(_S),
    transitions=[
        *_from("send", (_S.PREPARED, _S.BOUNCED, _S.UNREACHABLE), _S.SENT, "surveys.invitations_mailed"),
        *_from("bounce", (_S.PREPARED, _S.SENT), _S.BOUNCED, "surveys.invitation_bounced"),
        *_from("give_up", (_S.PREPARED, _S.SENT, _S.BOUNCED), _S.UNREACHABLE, "surveys.invitation_unreachable"),
        *_from("open", (*_FRESH, _S.DECLINED), _S.OPENED, "surveys.answering_started"),
        *_from("confirm", (*_FRESH, _S.OPENED), _S.STARTED, "surveys.identity_confirmed"),
        *_from("save", (*_FRESH, _S.OPENED, _S.STARTED), _S.PART, "surveys.answering_started"),
        *_from("decline", (*_FRESH, *_HALF), _S.DECLINED, "surveys.invitation_declined"),
        *_from("not_me", (*_FRESH, *_HALF, _S.DECLINED), _S.NOT_ME, "surveys.not_me_reported"),
        *_from("withdraw", (*_FRESH, *_HALF, _S.DECLINED, _S.NOT_ME), _S.WITHDRAWN, "surveys.invitation_withdrawn"),
        *_from("renew", (_S.NOT_ME, _S.WITHDRAWN, _S.BOUNCED, _S.UNREACHABLE), _S.PREPARED, "surveys.link_renewed"),
        *_from("submit", (*_FRESH, *_HALF, *_STOPPED), _S.SUBMITTED, "surveys.answers_submitted"),
    ],
)


def advance(invitation: Invitation, name: str, **also: Any) -> bool:
    """Make the move if the state allows it; False when it does not, or somebody else has moved it meanwhile.

    For moves that follow from something else (a page was saved, a mail went out) and must never refuse it.
    """
    sources, target = _ways(name)
    changed = update_rows(Invitation, {"pk": invitation.pk, "state__in": sources}, state=target, **also)
    if changed:
        for field, value in {"state": target, **also}.items():
            setattr(invitation, field, value)
    return bool(changed)


def advancing(invitation: Invitation, name: str, **also: Any) -> Write:
    """`advance`, to be sent with others; the invitation at hand does not learn of it."""
    sources, target = _ways(name)
    return updating(Invitation, {"pk": invitation.pk, "state__in": sources}, state=target, **also)


def _ways(name: str) -> tuple[list[str], str]:
    found = [transition for transition in invitation_moves.transitions if transition.name == name]
    return [transition.source for transition in found], found[0].target
