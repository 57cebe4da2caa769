"""Whether a wave can ask for the company's account, and whose invitation an account opens."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import Proof
from surveys.models import Invitation, Wave
from surveys.models.sign_in import SignInMismatch

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Mismatch(Exception):  # noqa: N818 -- an outcome
    """The account is good, but it is not the account of the person who is asked."""

    def __init__(self, kind: SignInMismatch, person: Person | None = None) -> None:
        super().__init__(kind)
        self.kind, self.person = kind, person


def is_set_up() -> bool:
    """Whether the settings name a sign-in service."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET)


def can_sign_in(wave: Wave) -> Verdict:
    """A wave that asks for the company's account needs the service."""
    if wave.proof != Proof.SINGLE_SIGN_ON or is_set_up():
        return ALLOWED
    return refuse(
        _(
            "This wave asks for the company's account, but no sign-in service is set up here. "
            "Ask whoever runs Shirabe (OIDC_ISSUER), or choose another proof of identity."
        )
    )


def offered_proofs(kept: str) -> tuple[list[tuple[str, StrOrPromise]], StrOrPromise]:
    """The choices of a wave's form with the sentence below; `kept` is what the wave has already."""
    every: list[tuple[str, StrOrPromise]] = [(proof.value, proof.label) for proof in Proof]
    if not is_set_up():
        return [one for one in every if one[0] != Proof.SINGLE_SIGN_ON or one[0] == kept], _(
            "The company's account (single sign-on) is not offered: no sign-in service is set up here (OIDC_ISSUER)."
        )
    if matches_by_email():
        return every, _("With the company's account, its verified e-mail address is compared with the roster.")
    return every, _("With the company's account, its employee number is compared with the person id of the roster.")


def matches_by_email() -> bool:
    """By the verified e-mail address; otherwise by the employee number."""
    return bool(settings.OIDC_MATCH == "email")


def common_address(wave: Wave) -> str:
    """One address for everybody, where the account says who it is; empty where that is not asked."""
    return f"{settings.BASE_URL}/s/{wave.public_id}/" if wave.proof == Proof.SINGLE_SIGN_ON else ""


def needed_claim() -> str:
    """What of the account is compared with the roster."""
    return "email" if matches_by_email() else settings.OIDC_NUMBER_CLAIM


def person_of(claims: Mapping[str, Any], wave: Wave) -> Person:
    """The one person of the roster whose account this is."""
    given = claims.get(needed_claim())
    text = unicodedata.normalize("NFKC", str(given)).strip() if isinstance(given, str | int) else ""
    if not text:
        raise Mismatch(SignInMismatch.NO_CLAIM)
    if matches_by_email() and claims.get("email_verified") not in {True, "true"}:
        raise Mismatch(SignInMismatch.NOT_VERIFIED)
    people = Person.objects.filter(roster_id=wave.case.roster_id)
    found = list(people.filter(email__iexact=text)[:2] if matches_by_email() else people.filter(no__iexact=text)[:2])
    if not found:
        raise Mismatch(SignInMismatch.UNKNOWN)
    if len(found) > 1:
        raise Mismatch(SignInMismatch.SEVERAL)
    return found[0]


def invitation_of(person: Person, wave: Wave, bound: Invitation | None) -> Invitation:
    """The invitation that the account opens: the one of the link, or the person's own at the common address."""
    if bound is not None:
        if bound.person_id != person.pk:
            raise Mismatch(SignInMismatch.OTHER_PERSON, person)
        return bound
    own = Invitation.objects.filter(wave=wave, person=person).first()
    if own is None:
        raise Mismatch(SignInMismatch.NOT_ASKED, person)
    own.wave, own.person = wave, person
    return own
