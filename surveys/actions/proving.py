"""Proof of identity: codes by mail, and tries counted in the database whichever process serves them."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import Refused
from surveys import rules
from surveys.enums import Proof
from surveys.models import IdentityTry, Invitation
from surveys.models.identity import TryKind
from surveys.tokens import code_for

MAIL_CODE = "surveys.identity_code"
CODE_LIVES = timedelta(minutes=10)
HOUR = timedelta(hours=1)
WRONG_TRIES = 5  # an hour
CODES = 3  # an hour


def _lock(invitation: Invitation) -> None:
    """One at a time: writing the row holds it until the transaction ends, on both databases."""
    Invitation.objects.filter(pk=invitation.pk).update(generation=F("generation"))


def _recent(invitation: Invitation, kind: str) -> int:
    return IdentityTry.objects.filter(invitation=invitation, kind=kind, at__gt=clock.now() - HOUR).count()


def claim_try(*, invitation: Invitation) -> IdentityTry | None:
    """Count a try before it is judged, so that many at once gain nothing; a good one is struck off by `forgive_try`.

    Without anything to be guessed there is nothing to count.
    """
    return None if invitation.wave.proof in {Proof.LINK_ONLY, Proof.SINGLE_SIGN_ON} else _claim(invitation)


@transaction.atomic
def _claim(invitation: Invitation) -> IdentityTry:
    _lock(invitation)
    if _recent(invitation, TryKind.WRONG) >= WRONG_TRIES:
        raise Refused(_("The number was typed wrongly too often. Please wait an hour or ask the office named below."))
    return IdentityTry.objects.create(invitation=invitation, kind=TryKind.WRONG)


def forgive_try(attempt: IdentityTry | None) -> None:
    """The try was good."""
    if attempt is not None:
        attempt.delete()


@transaction.atomic
def request_code(*, invitation: Invitation) -> IdentityTry:
    """Mail a code to the registered address, never to another. The code itself is stored nowhere."""
    rules.can_answer(invitation, clock.now()).require()
    if invitation.wave.proof != Proof.MAILED_CODE or not invitation.person.email:
        raise Refused(_("No code can be mailed for this link. Please ask the office named below."))
    _lock(invitation)
    if _recent(invitation, TryKind.CODE) >= CODES:
        raise Refused(_("Codes were mailed several times already. Please wait an hour or ask the office named below."))
    made = IdentityTry.objects.create(invitation=invitation, kind=TryKind.CODE)
    queue_mail(MAIL_CODE, key=str(made.public_id), payload={"try": str(made.public_id)})
    trail.record(
        "surveys.identity_code_mailed",
        by=Actor.respondent(invitation.public_id),
        chain=invitation.wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)),
    )
    return made


def newest_code(invitation: Invitation) -> IdentityTry | None:
    """The code that would be accepted now: the newest one, unused, not older than ten minutes."""
    newest = IdentityTry.objects.filter(invitation=invitation, kind=TryKind.CODE).order_by("-at", "-pk").first()
    return newest if newest and newest.used_at is None and clock.now() - newest.at <= CODE_LIVES else None


def use_code(invitation: Invitation, given: str) -> None:
    """Once. Raises Refused."""
    row = newest_code(invitation)
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", given) if sign.isdigit())
    if row is None or not hmac.compare_digest(digits.encode(), code_for(row.public_id).encode()):
        raise Refused(_("This code does not fit or is too old. Please check it, or have a new one mailed."))
    if not IdentityTry.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=clock.now()):
        raise Refused(_("This code does not fit or is too old. Please check it, or have a new one mailed."))
