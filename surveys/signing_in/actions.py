"""Going to the company's sign-in page and coming back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from audit import trail
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from surveys import rules as survey_rules
from surveys.actions.answering import confirm_identity, start_answering
from surveys.models import Invitation, SignInAttempt, SignInRefusal, Wave
from surveys.signing_in import rules
from surveys.signing_in.provider import Provider
from surveys.tokens import hash_of
from surveys.visits import begin_visit

LIVES = timedelta(minutes=10)


def begin_sign_in(*, wave: Wave, invitation: Invitation | None, shared: bool) -> tuple[str, str]:
    """(the address of the sign-in page, the key for this browser). Raises ProviderDown."""
    rules.can_sign_in(wave).require()
    state, key = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    address = Provider.of_settings().address_for(state, again=shared)
    with transaction.atomic():
        SignInAttempt.objects.filter(began_at__lt=clock.now() - LIVES).delete()
        SignInAttempt.objects.create(
            wave=wave, invitation=invitation, state_hash=hash_of(state), browser_hash=hash_of(key), shared=shared
        )
    return address, key


def claim_attempt(*, state: str, key: str) -> SignInAttempt | None:
    """The attempt that this browser began; it is used up by this, so that a state works once."""
    found = (
        SignInAttempt.objects.filter(
            state_hash=hash_of(state), browser_hash=hash_of(key), began_at__gte=clock.now() - LIVES
        )
        .select_related(
            "wave__case__organisation", "wave__version", "invitation__person", "invitation__wave__case__organisation"
        )
        .first()
    )
    if found is None or not SignInAttempt.objects.filter(pk=found.pk).delete()[0]:
        return None
    return found


def finish_sign_in(*, attempt: SignInAttempt, claims: Mapping[str, Any]) -> str:
    """The key of a new session for the person whose account it is. Raises Mismatch, which the officer is told."""
    try:
        person = rules.person_of(claims, attempt.wave)
        invitation = rules.invitation_of(person, attempt.wave, attempt.invitation)
    except rules.Mismatch as mismatch:
        _keep_refusal(attempt, mismatch)
        raise
    with transaction.atomic():
        survey_rules.can_answer(invitation, clock.now()).require()
        start_answering(invitation=invitation)
        confirm_identity(
            invitation=invitation,
            signed_in={"claim": rules.needed_claim(), "issuer": settings.OIDC_ISSUER},
        )
        return begin_visit(invitation, shared=attempt.shared, confirmed=True)


@transaction.atomic
def _keep_refusal(attempt: SignInAttempt, mismatch: rules.Mismatch) -> None:
    SignInRefusal.objects.create(
        wave=attempt.wave, invitation=attempt.invitation, mismatch=mismatch.kind, signed_in_as=mismatch.person
    )
    wave, invitation = attempt.wave, attempt.invitation
    trail.record(
        "surveys.sign_in_refused",
        by=Actor.respondent(invitation.public_id) if invitation else Actor.system(),
        chain=wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)) if invitation else Ref("wave", str(wave.public_id)),
        detail={"why": str(mismatch.kind)},
    )


@transaction.atomic
def see_refusal(*, refusal: SignInRefusal, by: Actor) -> None:
    """An officer has looked into it."""
    seen = SignInRefusal.objects.filter(pk=refusal.pk, seen_at__isnull=True)
    if not seen.update(seen_at=clock.now(), seen_by_id=by.user_id):
        raise Refused(JUST_CHANGED)
    wave = refusal.wave
    trail.record(
        "surveys.sign_in_refusal_seen",
        by=by,
        chain=wave.case.chain,
        subject=Ref("wave", str(wave.public_id)),
        detail={"why": refusal.mismatch},
    )
