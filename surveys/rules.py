"""What may happen to a wave and to an answer, each with the sentence that the user reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core.verdict import ALLOWED, Verdict, refuse
from engines.calendar import is_business_day
from surveys.enums import (
    HALF_WAY,
    AnswerMode,
    Duty,
    InvitationState,
    Proof,
    Relation,
    ReminderKind,
    WaveMode,
    WaveState,
)
from surveys.languages import can_be_read
from surveys.models import Invitation, MailRules, ProxyDeclaration, Wave
from surveys.nameless.rules import can_be_nameless, has_taken_part, is_nameless
from surveys.reviewing.rules import can_be_asked

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def missing_landing_facts(wave: Wave) -> list[StrOrPromise]:
    """What a respondent has to be told before answering and nobody has written down yet."""
    checks: list[tuple[bool, StrOrPromise]] = [
        (bool(wave.purpose.strip()), _("Say why people are asked.")),
        (wave.period_from is not None, _("Say which period is asked about.")),
        (bool(wave.duty), _("Say whether answering is required or voluntary.")),
        (bool(wave.duty_ground.strip()), _("Name the ground on which people are asked.")),
        (bool(wave.disciplinary_use), _("Say whether answers may be used in disciplinary proceedings.")),
        (wave.paid_time is not None, _("Say whether answering counts as paid working time.")),
        (bool(wave.readers.strip()), _("Say who sees the answers.")),
        (wave.supervisor_reads is not None, _("Say whether supervisors see the answers.")),
        (wave.employer_reads is not None, _("Say whether the contractor's employer sees the answers.")),
        (bool(wave.contact.strip()), _("Name the office that people can ask.")),
        (bool(wave.independent_contact.strip()), _("Name a contact that is independent of the company.")),
        (wave.minutes is not None, _("Say how many minutes answering takes.")),
    ]
    return [sentence for good, sentence in checks if not good]


def missing_facts(wave: Wave) -> list[StrOrPromise]:
    """For a wave on the web everything a landing page says; for others the purpose."""
    if wave.mode == WaveMode.WEB:
        return missing_landing_facts(wave)
    return [] if wave.purpose.strip() else [_("Say why people are asked.")]


def can_open(wave: Wave) -> Verdict:
    """Whether the wave is ready."""
    if not (verdict := can_work(wave.case)):
        return verdict
    if wave.state != WaveState.DRAFT:
        return refuse(_("This wave has been opened already."))
    if missing := missing_facts(wave):
        return refuse(missing[0])
    for verdict in (can_be_asked(wave), can_be_read(wave), can_be_nameless(wave)):
        if not verdict:
            return verdict
    if not wave.population.members.exists():
        return refuse(_("The population has no members. Import a roster and define the population again."))
    return ALLOWED


def can_change(wave: Wave) -> Verdict:
    """A wave that people have been told about stays as it was told."""
    if wave.state == WaveState.DRAFT:
        return can_work(wave.case)
    return refuse(_("The wave is open, so what people were told and asked can no longer be changed."))


def can_close(wave: Wave) -> Verdict:
    """Only an open wave."""
    if wave.state != WaveState.OPEN:
        return refuse(_("Only an open wave can be closed."))
    return can_work(wave.case)


def can_receive(wave: Wave) -> Verdict:
    """Answers from files and interviews."""
    if wave.state == WaveState.DRAFT:
        return refuse(_("The wave is still being prepared. Open it first; that freezes the questionnaire."))
    if is_nameless(wave):
        return refuse(_("In a wave without names only the people themselves answer, with their links."))
    return can_work(wave.case)


def can_export_answers(wave: Wave) -> Verdict:
    """Results only after closing: until then an officer sees who answered, not what."""
    if wave.state != WaveState.CLOSED:
        return refuse(_("Answers can be taken out after the wave has closed. Until then only the response is shown."))
    return can_work(wave.case)


def can_answer(invitation: Invitation, moment: datetime) -> Verdict:
    """Whether the link works now. The page for every refusal is the same."""
    if invitation.takes_answers(moment) and invitation.state not in {
        InvitationState.NOT_ME,
        InvitationState.WITHDRAWN,
    }:
        return ALLOWED
    return refuse(_("This link cannot be used now."))


def can_decline(invitation: Invitation, moment: datetime) -> Verdict:
    """Only where answering is voluntary, and not after one's own submission."""
    if invitation.wave.duty != Duty.VOLUNTARY:
        return refuse(_("Answering is part of the work here. Please ask the office named below if you cannot answer."))
    if invitation.state == InvitationState.SUBMITTED or has_taken_part(invitation):
        return refuse(_("Your answers have been submitted already."))
    return can_answer(invitation, moment)


def can_remind(invitation: Invitation, kind: str) -> bool:
    """Whether a reminder of this kind still speaks of the person: asked again just before each mail is sent."""
    if has_taken_part(invitation):
        return False
    if kind == ReminderKind.HALF_WAY:
        return invitation.state in HALF_WAY
    return invitation.mailed_at is not None and invitation.state in {InvitationState.PREPARED, InvitationState.SENT}


def can_mail_at(wave: Wave, moment: datetime) -> Verdict:
    """Whether the schedule may send now: hours, weekends and public holidays of the case's time zone."""
    limits = limits_of(wave)
    local = moment.astimezone(ZoneInfo(wave.case.time_zone))
    if not limits.from_hour <= local.time() < limits.until_hour:
        return refuse(_("It is outside the hours for mails."))
    if limits.business_days_only and not is_business_day(local.date()):
        return refuse(_("Today is a weekend or a public holiday."))
    return ALLOWED


def limits_of(wave: Wave) -> MailRules:
    """The wave's own, or the standard ones."""
    return MailRules.objects.filter(wave=wave).first() or MailRules(wave=wave)


def can_hand_over(wave: Wave) -> Verdict:
    """A link that passes through other hands is bound to something these hands do not have."""
    if wave.proof == Proof.LINK_ONLY:
        return refuse(
            _(
                "In this wave the link alone is enough to answer, so it must not pass through other hands. "
                "Prepare a wave that asks for the employee number or a mailed code."
            )
        )
    return can_have_links(wave)


def can_have_links(wave: Wave) -> Verdict:
    """Open, and on the web."""
    if not (verdict := can_close(wave)):
        return verdict
    if wave.mode != WaveMode.WEB:
        return refuse(_("This wave has no personal links: its answers are collected elsewhere."))
    return ALLOWED


def can_list_offline(wave: Wave) -> Verdict:
    """The list names people by their id; where the id is the proof of identity, the list would give it away."""
    if wave.proof == Proof.EMPLOYEE_NUMBER and wave.mode == WaveMode.WEB:
        return refuse(
            _(
                "In this wave the employee number shows who answers, and the list would tell it to others. "
                "Use letters with personal links."
            )
        )
    return can_receive(wave)


def can_enter_for(wave: Wave, mode: str) -> Verdict:
    """Whether others may write answers down for somebody in this wave."""
    if not (verdict := can_receive(wave)):
        return verdict
    allowed = wave.allows_proxy if mode == AnswerMode.PROXY else wave.allows_interview
    if not allowed:
        return refuse(_("This wave does not allow answers that others write down. That is chosen before it opens."))
    return ALLOWED


def can_record_for(declaration: ProxyDeclaration) -> Verdict:
    """A direct supervisor may be the cause of what is asked about: a second officer has to say why it is right here."""
    if not (verdict := can_enter_for(declaration.wave, declaration.mode)):
        return verdict
    if declaration.version_id is not None:
        return refuse(_("Answers have been recorded under this declaration already."))
    if declaration.relation == Relation.SUPERVISOR and declaration.second_by_id is None:
        return refuse(_("A direct supervisor may not do this unless a second officer gives a reason. Ask one."))
    return ALLOWED
