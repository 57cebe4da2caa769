"""What may happen to a wave and to an answer, each with the sentence that the user reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import InvitationState, WaveMode, WaveState
from surveys.models import Invitation, Wave

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
    return can_work(wave.case)


def can_answer(invitation: Invitation, moment: datetime) -> Verdict:
    """Whether the link works now. The page for every refusal is the same."""
    if invitation.wave.takes_answers(moment) and invitation.state not in {
        InvitationState.NOT_ME,
        InvitationState.DECLINED,
    }:
        return ALLOWED
    return refuse(_("This link cannot be used now."))
