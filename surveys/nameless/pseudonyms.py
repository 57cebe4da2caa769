"""Pseudonyms follow from a key outside the database; two people open one together, for reasons that stay."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from audit import trail
from casework.access import can_work
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys.enums import Identity
from surveys.models import AnonymousAnswer, Invitation, PseudonymOpening, Wave
from surveys.sealed.vault import key_for

SIGNS = 10


def pseudonym_of(wave: Wave, person: Person) -> str:
    """«P-7K3M-9QXA-2B»: another one in every wave."""
    message = f"{wave.public_id}:{person.public_id}".encode()
    digest = hmac.new(key_for("pseudonyms"), message, hashlib.sha256).digest()
    signs = base64.b32encode(digest).decode()[:SIGNS]
    return f"P-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


@transaction.atomic
def ask_opening(*, wave: Wave, pseudonym: str, need: str, by: Actor) -> PseudonymOpening:
    """The first person says why it has to be known who this is."""
    can_work(wave.case).require()
    if wave.identity != Identity.PSEUDONYMOUS or not _is_given(wave, pseudonym):
        raise Refused(_("There is no such pseudonym in this wave."))
    has_reason(need).require()
    opening, made = PseudonymOpening.objects.get_or_create(
        wave=wave,
        pseudonym=pseudonym,
        defaults={"asked_by_id": by.id or by.label, "asked_by_label": by.label, "need": need.strip()[:500]},
    )
    if made:
        _record("surveys.pseudonym_asked", opening, by)
    return opening


def _is_given(wave: Wave, pseudonym: str) -> bool:
    return bool(pseudonym) and AnonymousAnswer.objects.filter(wave=wave, pseudonym=pseudonym).exists()


@transaction.atomic
def agree_opening(*, opening: PseudonymOpening, reason: str, by: Actor) -> PseudonymOpening:
    """The second person agrees; from then on both can look the name up, and each look is recorded."""
    can_work(opening.wave.case).require()
    if (by.id or by.label) == opening.asked_by_id:
        raise Refused(_("Somebody else has to agree."))
    has_reason(reason).require()
    changed = PseudonymOpening.objects.filter(pk=opening.pk, agreed_at__isnull=True).update(
        agreed_by_id=by.id or by.label,
        agreed_by_label=by.label,
        reason=reason.strip()[:500],
        agreed_at=clock.now(),
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    opening.refresh_from_db()
    _record("surveys.pseudonym_agreed", opening, by)
    return opening


@transaction.atomic
def look_up(*, opening: PseudonymOpening, by: Actor) -> Person:
    """Who it is, once two people agree. Only these two."""
    if opening.agreed_at is None:
        raise Refused(_("A second person has to agree first."))
    if by.id not in {opening.asked_by_id, opening.agreed_by_id}:
        raise Refused(_("Only the two people who opened this pseudonym see the name."))
    for invitation in Invitation.objects.filter(wave=opening.wave).select_related("person").iterator(chunk_size=2000):
        if pseudonym_of(opening.wave, invitation.person) == opening.pseudonym:
            _record("surveys.pseudonym_looked_up", opening, by)
            return invitation.person
    raise Refused(_("This cannot be opened with the key of this installation. Put back the key file."))


def _record(kind: str, opening: PseudonymOpening, by: Actor) -> None:
    """The pseudonym, never the name."""
    wave = opening.wave
    subject = Ref("wave", str(wave.public_id))
    trail.record(kind, by=by, chain=wave.case.chain, subject=subject, detail={"pseudonym": opening.pseudonym})
