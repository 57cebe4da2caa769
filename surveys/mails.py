"""Mails of surveys: the text is made when sending, from ids; what no longer fits is not sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import clock
from core.outbox import RenderedMail
from surveys.actions.delegates import MAIL_DELEGATE, delegate_link
from surveys.actions.proving import CODE_LIVES, MAIL_CODE
from surveys.actions.proxies import MAIL_RECORDED
from surveys.actions.reaching import note_mail_result
from surveys.actions.waves import MAIL_INVITE, MAIL_REMIND
from surveys.enums import InvitationState, ReminderKind
from surveys.models import Delegate, IdentityTry, Invitation, ReminderPlan
from surveys.nameless.rules import has_taken_part
from surveys.rules import can_answer, can_remind
from surveys.tokens import code_for, link_for

STOPPED = {InvitationState.SUBMITTED, InvitationState.DECLINED, InvitationState.NOT_ME, InvitationState.WITHDRAWN}


def _invitation(public_id: object) -> Invitation | None:
    """Only somebody who has an address and whose link works now."""
    found = (
        Invitation.objects.select_related("wave__case__organisation", "person").filter(public_id=str(public_id)).first()
    )
    if found is None or not found.person.email or not can_answer(found, clock.now()):
        return None
    return found


def render_invitation(payload: Mapping[str, Any]) -> RenderedMail | None:
    """The first mail."""
    invitation = _invitation(payload["invitation"])
    if invitation is None or invitation.state in STOPPED or has_taken_part(invitation):
        return None
    return _letter(invitation, subject="", text="", reminder=False)


def render_reminder(payload: Mapping[str, Any]) -> RenderedMail | None:
    """A later mail with the same link; nobody who has submitted, or is further than the reminder thinks, gets one."""
    invitation = _invitation(payload["invitation"])
    kind = payload.get("reminder") or ReminderKind.NOT_OPENED
    if invitation is None or not can_remind(invitation, kind):
        return None
    plan = ReminderPlan.objects.filter(wave=invitation.wave, kind=kind).first() or ReminderPlan()
    return _letter(invitation, subject=plan.subject, text=plan.text or _standard(invitation, kind), reminder=True)


def _standard(invitation: Invitation, kind: str) -> str:
    with translation.override(invitation.wave.case.language):
        if kind == ReminderKind.HALF_WAY:
            return _("You have begun to answer. What you wrote is kept; please finish and submit it.")
        return _(
            "Your answers have not been submitted yet. If you have answered in the meantime, please disregard this mail."
        )


def _letter(invitation: Invitation, *, subject: str, text: str, reminder: bool) -> RenderedMail:
    wave = invitation.wave
    with translation.override(wave.case.language), timezone.override(wave.case.time_zone):
        facts = {
            "wave": wave,
            "person": invitation.person,
            "asker": wave.asker or wave.case.organisation.name,
            "link": link_for(invitation.public_id, invitation.generation),
            "closes_at": invitation.closes_at,
            "text": text,
        }
        title = wave.label
        subject = subject or (_("Reminder: %(title)s") % {"title": title} if reminder else title)
        return RenderedMail(invitation.person.email, subject, render_to_string("surveys/mail/invitation.txt", facts))


def render_code(payload: Mapping[str, Any]) -> RenderedMail | None:
    """A code for the registered address; too late, and it is not sent."""
    row = IdentityTry.objects.filter(public_id=payload["try"]).select_related("invitation").first()
    invitation = _invitation(row.invitation.public_id) if row else None
    if row is None or invitation is None or row.used_at or clock.now() - row.at > CODE_LIVES:
        return None
    with translation.override(invitation.wave.case.language):
        facts = {
            "person": invitation.person,
            "code": code_for(row.public_id),
            "minutes": int(CODE_LIVES.total_seconds()) // 60,
            "wave": invitation.wave,
        }
        return RenderedMail(
            invitation.person.email, _("Your code for the survey"), render_to_string("surveys/mail/code.txt", facts)
        )


def render_recorded(payload: Mapping[str, Any]) -> RenderedMail | None:
    """Somebody wrote answers down for the person, who should know it and can object."""
    invitation = _invitation(payload["invitation"])
    if invitation is None:
        return None
    wave = invitation.wave
    with translation.override(wave.case.language), timezone.override(wave.case.time_zone):
        facts = {
            "wave": wave,
            "person": invitation.person,
            "link": link_for(invitation.public_id, invitation.generation),
        }
        text = render_to_string("surveys/mail/recorded.txt", facts)
        return RenderedMail(invitation.person.email, _("Answers were entered for you"), text)


def render_delegate(payload: Mapping[str, Any]) -> RenderedMail | None:
    """The link of a delegate."""
    delegate = (
        Delegate.objects.select_related("wave__case__organisation")
        .filter(public_id=payload["delegate"], ended_at__isnull=True)
        .first()
    )
    if delegate is None or not delegate.email:
        return None

    wave = delegate.wave
    with translation.override(wave.case.language):
        facts = {
            "wave": wave,
            "delegate": delegate,
            "link": delegate_link(delegate),
        }
        return RenderedMail(delegate.email, wave.label, render_to_string("surveys/mail/delegate.txt", facts))


RENDERERS = {
    MAIL_INVITE: render_invitation,
    MAIL_REMIND: render_reminder,
    MAIL_CODE: render_code,
    MAIL_RECORDED: render_recorded,
    MAIL_DELEGATE: render_delegate,
}
LISTENERS = {MAIL_INVITE: note_mail_result}
