"""Waves: prepared, opened, mailed, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

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
from core.verdict import JUST_CHANGED, Refused
from surveys import rules
from surveys.enums import HALF_WAY, InvitationState, WaveMode, WaveState
from surveys.models import Invitation, InvitationMail, QuestionnaireVersion, Wave
from surveys.tokens import hash_of, link_for, token_for
from surveys.workflow import invitation_moves, wave_moves

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


@transaction.atomic
def invite_late(*, member: PopulationMember, by: Actor) -> int:
    """An invitation in every open wave of the population, for somebody who was added after the freeze."""
    waves = Wave.objects.filter(population_id=member.population_id, state=WaveState.OPEN).select_related("case")
    for wave in waves:
        invitation = Invitation(wave=wave, person_id=member.person_id)
        if wave.mode == WaveMode.WEB:
            invitation.token_hash = hash_of(token_for(invitation.public_id, invitation.generation))
        invitation.save()
        trail.record(
            "surveys.invited_late",
            by=by,
            chain=wave.case.chain,
            subject=Ref("invitation", str(invitation.public_id)),
            detail={"wave": wave.code},
        )
    return len(waves)


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
    """Links stop working; drafts are read by nobody and deleted some days later (`surveys.ending`)."""
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
    again = invitation_moves.find(invitation.state, "renew")
    changed = Invitation.objects.filter(pk=invitation.pk, generation=invitation.generation).update(
        generation=generation,
        token_hash=hash_of(token_for(invitation.public_id, generation)),
        state=again.target if again else invitation.state,
        mailed_at=None,
        ended_at=None,
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
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
    rules.can_have_links(wave).require()
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


@transaction.atomic
def send_invitations(*, wave: Wave, by: Actor) -> int:
    """Mails to those who have an address and were not mailed yet, as many as the day still allows. Returns how many."""
    rules.can_have_links(wave).require()
    waiting = Invitation.objects.filter(
        wave=wave, mailed_at__isnull=True, state__in=[InvitationState.PREPARED, *HALF_WAY]
    )
    count = queue_mails(wave, waiting.exclude(person__email=""), MAIL_INVITE)
    trail.record(
        "surveys.invitations_mailed", by=by, chain=wave.case.chain, subject=wave_ref(wave), detail={"mails": count}
    )
    return count


def queue_mails(wave: Wave, waiting: QuerySet[Invitation], kind: str, reminder: str = "") -> int:
    """One outbox row for each, ids only; the text and the link are made when sending. The day's cap holds for all."""
    chosen = waiting.order_by("pk")
    most = room_today(wave)
    rows = list((chosen if most is None else chosen[:most]).values_list("pk", "public_id", "generation", "reminders"))
    now = clock.now()
    keys = {
        f"{public_id}:r{reminders + 1}" if reminder else f"{public_id}:g{generation}": (pk, public_id)
        for pk, public_id, generation, reminders in rows
    }
    mails = [
        OutboxMail(kind=kind, key=key, payload={"invitation": str(public_id), "reminder": reminder})
        for key, (_pk, public_id) in keys.items()
    ]
    OutboxMail.objects.bulk_create(mails, batch_size=BATCH, ignore_conflicts=True)
    facts: dict[str, Any] = {"mailed_at": now}
    if reminder:
        facts = {"reminders": F("reminders") + 1, "reminded_at": now}
    names = list(keys)
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        made = OutboxMail.objects.filter(kind=kind, key__in=part).values_list("pk", "key")
        InvitationMail.objects.bulk_create(
            [InvitationMail(invitation_id=keys[key][0], mail_id=pk, kind=reminder, queued_at=now) for pk, key in made],
            ignore_conflicts=True,
        )
        Invitation.objects.filter(pk__in=[keys[key][0] for key in part]).update(**facts)
    return len(rows)


def room_today(wave: Wave) -> int | None:
    """How many mails of the wave may still be queued on this day of the case; None: no cap."""
    most = rules.limits_of(wave).most_per_day
    if most is None:
        return None
    return max(0, most - InvitationMail.objects.filter(invitation__wave=wave, queued_at__gte=day_begins(wave)).count())


def day_begins(wave: Wave) -> datetime:
    """Midnight of the case's present day."""
    zone = ZoneInfo(wave.case.time_zone)
    return datetime.combine(clock.now().astimezone(zone).date(), time(), tzinfo=zone)


def open_waves(case: Case) -> QuerySet[Wave]:
    """Waves that still take answers."""
    return Wave.objects.filter(case=case, state=WaveState.OPEN)
