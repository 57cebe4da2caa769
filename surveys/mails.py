"""Mails with personal links: the text is made when sending, from ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import clock
from core.outbox import RenderedMail
from surveys.actions.waves import MAIL_INVITE, MAIL_REMIND
from surveys.enums import InvitationState
from surveys.models import Invitation
from surveys.rules import can_answer
from surveys.tokens import link_for


def render_invitation(payload: Mapping[str, Any]) -> RenderedMail | None:
    """The first mail."""
    return _render(payload, reminder=False)


def render_reminder(payload: Mapping[str, Any]) -> RenderedMail | None:
    """A later mail, with the same link."""
    return _render(payload, reminder=True)


def _render(payload: Mapping[str, Any], *, reminder: bool) -> RenderedMail | None:
    invitation = (
        Invitation.objects.select_related("wave__case__organisation", "person")
        .filter(public_id=payload["invitation"])
        .first()
    )
    if invitation is None or not invitation.person.email or not can_answer(invitation, clock.now()):
        return None
    if invitation.state == InvitationState.SUBMITTED:
        return None
    wave = invitation.wave
    with translation.override(wave.case.language), timezone.override(wave.case.time_zone):
        facts = {
            "wave": wave,
            "person": invitation.person,
            "asker": wave.asker or wave.case.organisation.name,
            "link": link_for(invitation.public_id, invitation.generation),
            "reminder": reminder,
        }
        title = wave.label
        subject = _("Reminder: %(title)s") % {"title": title} if reminder else title
        return RenderedMail(invitation.person.email, subject, render_to_string("surveys/mail/invitation.txt", facts))


RENDERERS = {MAIL_INVITE: render_invitation, MAIL_REMIND: render_reminder}
