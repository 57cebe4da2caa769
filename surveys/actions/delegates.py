"""Delegates at a contractor's site: appointed, ended; what they propose for the roster is decided by officers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actions import correct_person
from accounts.models import Person, User
from audit import trail
from casework.models import Exclusion
from casework.queries import role_in
from core import clock
from core.actor import Actor, ActorKind
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import ALLOWED, JUST_CHANGED, Refused, Verdict, refuse
from surveys import rules
from surveys.enums import CorrectionState
from surveys.models import Delegate, Invitation, RosterCorrection, Wave
from surveys.nameless.rules import is_nameless
from surveys.queries import people_of_delegate
from surveys.tokens import delegate_token, hash_of

MAIL_DELEGATE = "surveys.delegate"
CORRECTABLE = ("name", "email", "unit", "left_on")


def delegate_link(delegate: Delegate) -> str:
    """The whole address; its host comes from the settings, never from a request. No secret for those who sign in."""
    if delegate.user_id is not None:
        return f"{settings.BASE_URL}/delegate/mine/"
    return f"{settings.BASE_URL}/d/{delegate_token(delegate.public_id, delegate.generation)}"


def delegate_actor(delegate: Delegate) -> Actor:
    """A delegate acts as the user who signed in, or by a link; then the label carries no name."""
    if delegate.user is not None:
        return Actor.of_user(delegate.user)
    return Actor(ActorKind.TOKEN, str(delegate.public_id), "delegate")


def can_appoint(wave: Wave, employer: str, user: User | None = None) -> Verdict:
    """For an employer of people who are asked in an open wave with links; `user` would sign in and see nothing else."""
    if not (verdict := rules.can_have_links(wave)):
        return verdict
    if is_nameless(wave):
        return refuse(_("A wave without names has no delegates: they would see who has taken part, and when."))
    if not Invitation.objects.filter(wave=wave, person__employer=employer).exists():
        return refuse(_("Nobody of this employer is asked in this wave."))
    if user is not None and role_in(user, wave.case) is not None:
        return refuse(_("This user is a member of the case and sees more than a delegate may. Choose somebody else."))
    if user is not None and _is_excluded(user, wave):
        return refuse(_("This user cannot be a delegate here. Choose somebody else."))
    return ALLOWED


def _is_excluded(user: User, wave: Wave) -> bool:
    return Exclusion.objects.filter(case_id=wave.case_id, user=user).exists()


@transaction.atomic
def appoint_delegate(
    *,
    wave: Wave,
    name: str,
    email: str,
    employer: str,
    by: Actor,
    unit: str = "",
    person: Person | None = None,
    user: User | None = None,
) -> Delegate:
    """Their link is mailed when there is an address. `person`: their own entry, which they are never shown.

    With `user` there is no secret link: they sign in, and the mail says where.
    """
    can_appoint(wave, employer, user).require()
    if user is not None and person is None:
        own = Q(user=user) | Q(email__iexact=user.email)
        person = Person.objects.filter(own, roster_id=wave.case.roster_id).order_by("pk").first()
    public_id = uuid.uuid4()
    delegate = Delegate.objects.create(
        public_id=public_id,
        wave=wave,
        name=name,
        email=email,
        employer=employer,
        unit=unit,
        person=person,
        user=user,
        token_hash=hash_of(delegate_token(public_id, 1)),
    )
    if email:
        queue_mail(MAIL_DELEGATE, key=str(public_id), payload={"delegate": str(public_id)})
    _record("surveys.delegate_appointed", delegate, by)
    return delegate


@transaction.atomic
def end_delegate(*, delegate: Delegate, by: Actor) -> Delegate:
    """Their link or their account opens nothing here any more."""
    if not Delegate.objects.filter(pk=delegate.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        raise Refused(JUST_CHANGED)
    _record("surveys.delegate_ended", delegate, by)
    delegate.refresh_from_db()
    return delegate


def can_help(delegate: Delegate) -> Verdict:
    """Whether the delegate's link works now, or the user's account."""
    user = delegate.user
    welcome = user is None or (user.is_active and not _is_excluded(user, delegate.wave))
    if welcome and delegate.ended_at is None and delegate.wave.takes_answers(clock.now()):
        return ALLOWED
    if user is not None:
        return refuse(_("The survey has ended, or you no longer help at this site."))
    return refuse(_("This link cannot be used now."))


def sites_of(user: Any) -> list[Delegate]:
    """Where the user helps now."""
    rows = Delegate.objects.filter(user_id=user.pk, ended_at__isnull=True)
    rows = rows.select_related("wave__case__organisation", "user").order_by("-wave__opened_at", "employer", "pk")
    return [one for one in rows if can_help(one)]


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
        raise Refused(JUST_CHANGED)
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
