"""Waves: prepared, opened, mailed, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.access import can_work
from casework.actions import freeze_population
from casework.models import Case, Population, PopulationMember
from core import clock
from core.actor import Actor
from core.models import OutboxMail
from core.ref import Ref
from core.verdict import Refused
from surveys import rules
from surveys.enums import InvitationState, WaveMode, WaveState
from surveys.models import Invitation, QuestionnaireVersion, Wave
from surveys.tokens import hash_of, link_for, token_for
from surveys.workflow import wave_moves

BATCH = 1_000
MAIL_INVITE = "surveys.invitation"
MAIL_REMIND = "surveys.reminder"


def wave_ref(wave: Wave) -> Ref:
    """The wave as a subject."""
    return Ref("wave", str(wave.public_id))


@transaction.atomic
def prepare_wave(
    *,
    case: Case,
    code: str,
    title: str,
    version: QuestionnaireVersion,
    population: Population,
    by: Actor,
    mode: str = WaveMode.WEB,
    wave: Wave | None = None,
    **facts: Any,
) -> Wave:
    """Write a wave down, or change one that is still being prepared. `facts` are the model's other fields."""
    can_work(case).require()
    if version.questionnaire.case_id != case.pk or population.case_id != case.pk:
        raise Refused(_("The questionnaire and the population must belong to the same case as the wave."))
    if wave is None:
        last = Wave.objects.filter(case=case).aggregate(last=Max("no"))["last"] or 0
        wave = Wave(case=case, no=last + 1)
    else:
        rules.can_change(wave).require()
    made = wave.pk is None
    wave.code, wave.title, wave.mode = code, title, WaveMode(mode)
    wave.version, wave.population = version, population
    for name, value in facts.items():
        setattr(wave, name, value)
    try:
        wave.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    wave.save()
    trail.record(
        "surveys.wave_prepared" if made else "surveys.wave_changed",
        by=by,
        chain=case.chain,
        subject=wave_ref(wave),
        detail={"code": code, "mode": str(wave.mode), "questionnaire": version.content_hash},
    )
    return wave


@transaction.atomic
def open_wave(*, wave: Wave, by: Actor) -> Wave:
    """Freezes the questionnaire version and the population, and makes one invitation for each member."""
    rules.can_open(wave).require()
    now = clock.now()
    freeze_population(population=wave.population, by=by)
    QuestionnaireVersion.objects.filter(pk=wave.version_id, frozen_at__isnull=True).update(frozen_at=now)
    wave_moves.move(wave, "open", opened_at=now)
    invited = _invite_members(wave)
    trail.record(
        "surveys.wave_opened",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"code": wave.code, "invited": invited, "questionnaire": wave.version.content_hash},
    )
    return wave


def _invite_members(wave: Wave) -> int:
    """Links are made for waves on the web only."""
    members = PopulationMember.objects.filter(population=wave.population).order_by("pk")
    invitations = []
    for person_id in members.values_list("person_id", flat=True):
        invitation = Invitation(wave=wave, person_id=person_id)
        if wave.mode == WaveMode.WEB:
            invitation.token_hash = hash_of(token_for(invitation.public_id, invitation.generation))
        invitations.append(invitation)
    Invitation.objects.bulk_create(invitations, batch_size=BATCH)
    return len(invitations)


@transaction.atomic
def close_wave(*, wave: Wave, by: Actor) -> Wave:
    """Links stop working; drafts stay where they are and are read by nobody."""
    rules.can_close(wave).require()
    wave_moves.move(wave, "close", closed_at=clock.now())
    trail.record("surveys.wave_closed", by=by, chain=wave.case.chain, subject=wave_ref(wave))
    return wave


@transaction.atomic
def extend_wave(*, wave: Wave, closes_at: datetime | None, by: Actor) -> Wave:
    """A later (or earlier) end of an open wave; everything else stays as it was told."""
    rules.can_close(wave).require()
    if closes_at is not None and closes_at <= clock.now():
        raise Refused(_("The new end lies in the past. Close the wave instead."))
    before = wave.closes_at
    wave.closes_at = closes_at
    wave.save(update_fields=["closes_at"])
    trail.record(
        "surveys.wave_extended",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"from": before.isoformat() if before else None, "to": closes_at.isoformat() if closes_at else None},
    )
    return wave


@transaction.atomic
def renew_link(*, invitation: Invitation, by: Actor) -> Invitation:
    """The old link stops working; the new one can be mailed or handed over."""
    wave = invitation.wave
    rules.can_close(wave).require()
    generation = invitation.generation + 1
    again = InvitationState.PREPARED if invitation.state == InvitationState.NOT_ME else invitation.state
    changed = Invitation.objects.filter(pk=invitation.pk, generation=invitation.generation).update(
        generation=generation,
        token_hash=hash_of(token_for(invitation.public_id, generation)),
        state=again,
        mailed_at=None,
    )
    if changed != 1:
        raise Refused(_("Someone else has just changed this. Reload the page and look again."))
    trail.record(
        "surveys.link_renewed",
        by=by,
        chain=wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)),
        detail={"generation": generation},
    )
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def export_links(*, wave: Wave, by: Actor) -> Iterator[tuple[str, str, str, str]]:
    """(person id, name, e-mail, link) of everybody who has not submitted. Taking the list is written to the trail."""
    _require_links(wave)
    rows = list(
        Invitation.objects.filter(wave=wave)
        .exclude(state=InvitationState.SUBMITTED)
        .order_by("person__no")
        .values_list("person__no", "person__name", "person__email", "public_id", "generation")
    )
    trail.record(
        "surveys.links_downloaded",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"links": len(rows)},
    )
    return ((no, name, email, link_for(public_id, generation)) for no, name, email, public_id, generation in rows)


def _require_links(wave: Wave) -> None:
    rules.can_close(wave).require()
    if wave.mode != WaveMode.WEB:
        raise Refused(_("This wave has no personal links: its answers are collected elsewhere."))


@transaction.atomic
def send_invitations(*, wave: Wave, by: Actor) -> int:
    """Mails to those who have an address and were not mailed yet. Returns how many."""
    _require_links(wave)
    waiting = Invitation.objects.filter(wave=wave, mailed_at__isnull=True).exclude(
        state__in=[InvitationState.SUBMITTED, InvitationState.NOT_ME, InvitationState.DECLINED]
    )
    count = _queue(waiting.exclude(person__email=""), MAIL_INVITE, "g{generation}")
    trail.record(
        "surveys.invitations_mailed", by=by, chain=wave.case.chain, subject=wave_ref(wave), detail={"mails": count}
    )
    return count


@transaction.atomic
def send_reminders(*, wave: Wave, state: str, by: Actor) -> int:
    """Mails to those who were mailed before and are still in the state (not opened, opened, part answered)."""
    _require_links(wave)
    if state not in {InvitationState.PREPARED, InvitationState.OPENED, InvitationState.STARTED}:
        raise Refused(_("Reminders go to people who have not opened the link or have not finished."))
    waiting = Invitation.objects.filter(wave=wave, state=state, mailed_at__isnull=False).exclude(person__email="")
    count = _queue(waiting, MAIL_REMIND, "r{reminders}")
    trail.record(
        "surveys.reminders_mailed",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"mails": count, "state": state},
    )
    return count


def _queue(waiting: QuerySet[Invitation], kind: str, key: str) -> int:
    """One outbox row for each, ids only; the text and the link are made when sending."""
    rows = list(waiting.order_by("pk").values_list("pk", "public_id", "generation", "reminders"))
    mails = [
        OutboxMail(
            kind=kind,
            key=f"{public_id}:{key.format(generation=generation, reminders=reminders + 1)}",
            payload={"invitation": str(public_id)},
        )
        for _pk, public_id, generation, reminders in rows
    ]
    OutboxMail.objects.bulk_create(mails, batch_size=BATCH, ignore_conflicts=True)
    facts: dict[str, Any] = {"mailed_at": clock.now()}
    if kind == MAIL_REMIND:
        facts["reminders"] = F("reminders") + 1
    keys = [row[0] for row in rows]
    for start in range(0, len(keys), BATCH):
        Invitation.objects.filter(pk__in=keys[start : start + BATCH]).update(**facts)
    return len(rows)


def open_waves(case: Case) -> QuerySet[Wave]:
    """Waves that still take answers."""
    return Wave.objects.filter(case=case, state=WaveState.OPEN)
