"""Who may be allowed to answer late."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core import clock
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import InvitationState, WaveMode, WaveState
from surveys.models import Invitation


def can_allow_late(invitation: Invitation) -> Verdict:
    """After the end of a wave with personal links; a link that reached the wrong person is renewed first."""
    wave = invitation.wave
    if not (verdict := can_work(wave.case)):
        return verdict
    if wave.mode != WaveMode.WEB or wave.state == WaveState.DRAFT:
        return refuse(_("This wave has no personal links: its answers are collected elsewhere."))
    if wave.takes_answers(clock.now()):
        return refuse(_("The wave is still open: the personal link works as it is."))
    if wave.opens_at is not None and clock.now() < wave.opens_at:
        return refuse(_("The wave has not begun yet. Change its beginning or wait."))
    if invitation.state in {InvitationState.NOT_ME, InvitationState.WITHDRAWN}:
        return refuse(_("This invitation was withdrawn or reached the wrong person, so its link stays closed."))
    return ALLOWED
