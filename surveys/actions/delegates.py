"""Delegates at a contractor's site: appointed, ended; what they propose for the roster is decided by officers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import correct_person
from accounts.models import Person
from audit import trail
from core import clock
from core.actor import Actor, ActorKind
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import ALLOWED, Refused, Verdict, refuse
from surveys import rules
from surveys.enums import CorrectionState
from surveys.models import Delegate, Invitation, RosterCorrection, Wave
from surveys.nameless.rules import is_nameless
from surveys.queries import people_of_delegate
from surveys.tokens import delegate_token, hash_of

MAIL_DELEGATE = "surveys.delegate"
CORRECTABLE = ("name", "email", "unit", "left_on")


def delegate_link(delegate: Delegate) -> str:
    """The whole address; its host comes from the settings, never from a request."""
    return f"{settings.BASE_URL}/d/{delegate_token(delegate.public_id, delegate.generation)}"


def delegate_actor(delegate: Delegate) -> Actor:
    """A delegate acts by a link; the label carries no name."""
    return Actor(ActorKind.TOKEN, str(delegate.public_id), "delegate")


def can_appoint(wave: Wave, employer: str) -> Verdict:
    """For an employer of people who are asked in an open wave with links."""
    if not (verdict := rules.can_have_links(wave)):
        return verdict
    if is_nameless(wave):
        return refuse(_("A wave without names has no delegates: they would see who has taken part, and when."))
    if not Invitation.objects.filter(wave=wave, person__employer=employer).exists():
        return refuse(_("Nobody of this employer is asked in this wave."))
    return ALLOWED


@transaction.atomic
def appoint_delegate(
    *, wave: Wave, name: str, email: str, employer: str, by: Actor, unit: str = "", person: Person | None = None
) -> Delegate:
    """Their link is mailed when there is an address. `person`: their own entry, which they are never shown."""
    can_appoint(wave, employer).require()
    public_id = uuid.uuid4()
    delegate = Delegate.objects.create(
        public_id=public_id,
        wave=wave,
        name=name,
        email=email,
        employer=employer,
        unit=unit,
        person=person,
        token_hash=hash_of(delegate_token(public_id, 1)),
    )
    if email:
        queue_mail(MAIL_DELEGATE, key=str(public_id), payload={"delegate": str(public_id)})
    _record("surveys.delegate_appointed", delegate, by)
    return delegate


@transaction.atomic
def end_delegate(*, delegate: Delegate, by: Actor) -> Delegate:
    """Their link stops working."""
    if not Delegate.objects.filter(pk=delegate.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        raise Refused(_("Someone else has just changed this. Reload the page and look again."))
    _record("surveys.delegate_ended", delegate, by)
    delegate.refresh_from_db()
    return delegate


def can_help(delegate: Delegate) -> Verdict:
    """Whether the delegate's link works now."""
    if delegate.ended_at is None and delegate.wave.takes_answers(clock.now()):
        return ALLOWED
    return refuse(_("This link cannot be used now."))


@transaction.atomic
def propose_correction(*, delegate: Delegate, person: Person, facts: Mapping[str, Any]) -> RosterCorrection:
    """What is wrong about somebody of their site. Nothing changes yet."""
    can_help(delegate).require()
    if not people_of_delegate(delegate).filter(person=person).exists():
        raise Refused(_("This person does not belong to your site."))
    said = {name: facts[name] for name in (*CORRECTABLE, "note") if facts.get(name)}
    if not said:
        raise Refused(_("Write down at least one thing that is different."))
    correction = RosterCorrection.objects.create(delegate=delegate, person=person, **said)
    _record("surveys.correction_proposed", delegate, delegate_actor(delegate))
    return correction


@transaction.atomic
def decide_correction(*, correction: RosterCorrection, accept: bool, by: Actor) -> RosterCorrection:
    """An officer takes it over into the roster, or does not. The delegate is told nothing of it."""
    wave = correction.delegate.wave
    rules.can_receive(wave).require()
    state = CorrectionState.ACCEPTED if accept else CorrectionState.REFUSED
    changed = RosterCorrection.objects.filter(pk=correction.pk, state=CorrectionState.OPEN).update(
        state=state, decided_at=clock.now(), decided_by=by.label
    )
    if changed != 1:
        raise Refused(_("Someone else has just changed this. Reload the page and look again."))
    facts = {name: value for name in CORRECTABLE if (value := getattr(correction, name))}
    if accept and facts:
        correct_person(person=correction.person, facts=facts, chain=wave.case.chain, by=by)
    trail.record(
        "surveys.correction_accepted" if accept else "surveys.correction_refused",
        by=by,
        chain=wave.case.chain,
        subject=Ref("person", str(correction.person.public_id)),
    )
    correction.refresh_from_db()
    return correction


def _record(kind: str, delegate: Delegate, by: Actor) -> None:
    trail.record(kind, by=by, chain=delegate.wave.case.chain, subject=Ref("delegate", str(delegate.public_id)))
