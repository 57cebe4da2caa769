"""The personal link of somebody in a case: made when first needed, renewed, ended; the page behind it entered."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from audit import trail
from casework.models import Case, CaseState
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import ALLOWED, JUST_CHANGED, Refused, Verdict, refuse
from surveys.models import PersonalLink
from surveys.tokens import hash_of, personal_token

MAIL_PERSONAL = "surveys.personal_page"
TRIES = 5
HOLD = timedelta(hours=1)


def _record(kind: str, link: PersonalLink, by: Actor) -> None:
    trail.record(kind, by=by, chain=link.case.chain, subject=Ref("personal_link", str(link.public_id)))


@transaction.atomic
def link_for_person(*, case: Case, person: Person, by: Actor) -> PersonalLink:
    """The one there is; else a new one, or the ended one opened again with a fresh link."""
    link = PersonalLink.objects.select_related("case", "person").filter(case=case, person=person).first()
    if link is None:
        link = PersonalLink(case=case, person=person, token_hash="")
        link.token_hash = hash_of(personal_token(link.public_id, link.generation))
        link.save()
        _record("surveys.personal_link_made", link, by)
    elif link.ended_at is not None:
        renew_personal_link(link=link, by=by)
    return link


@transaction.atomic
def renew_personal_link(*, link: PersonalLink, by: Actor) -> PersonalLink:
    """The old link stops working at once."""
    generation = link.generation + 1
    changed = PersonalLink.objects.filter(pk=link.pk, generation=link.generation).update(
        generation=generation,
        token_hash=hash_of(personal_token(link.public_id, generation)),
        ended_at=None,
        tries=0,
        held_until=None,
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    link.refresh_from_db()
    _record("surveys.personal_link_renewed", link, by)
    return link


def can_enter(link: PersonalLink) -> Verdict:
    """Whether the link works now; every refusal looks the same."""
    if link.ended_at is None and link.case.state == CaseState.OPEN:
        return ALLOWED
    return refuse(_("This link cannot be used now."))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def enter_personal_page(*, link: PersonalLink, employee_number: str) -> None:
    """The number shows that the link has reached the right person. Tries are counted before they are judged."""
    can_enter(link).require()
    now = clock.now()
    PersonalLink.objects.filter(pk=link.pk, held_until__lte=now).update(tries=0, held_until=None)
    claimed = PersonalLink.objects.filter(pk=link.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    if not claimed:
        PersonalLink.objects.filter(pk=link.pk, held_until__isnull=True).update(held_until=now + HOLD)
        raise Refused(_("The number was typed wrongly too often. Please wait an hour or ask the office named below."))
    if _plain(employee_number) != _plain(link.person.no):
        raise Refused(_("This number does not fit. Please check it and type it again."))
    with transaction.atomic():
        PersonalLink.objects.filter(pk=link.pk).update(tries=0, held_until=None)
        PersonalLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now)
        _record("surveys.personal_page_entered", link, Actor.respondent(link.public_id))
