"""Searching what people wrote: never for the person who reported."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import ALLOWED, Refused, Verdict, refuse
from surveys.logic.reporters import seeks_reporter


def can_search(words: str) -> Verdict:
    """Whether what people wrote may be searched for these words."""
    if seeks_reporter(words):
        return refuse(
            _(
                "Answers are not searched for people who report wrongdoing. This attempt has been recorded. "
                "Reports are handled by the designated people only."
            )
        )
    return ALLOWED


def search_answers(*, case: Case, words: str, place: str, by: Actor) -> None:
    """Raises Refused, after writing to the trail that it was tried; the words themselves are not kept there."""
    verdict = can_search(words)
    if verdict:
        return
    with transaction.atomic():
        trail.record(
            "surveys.reporter_search_refused",
            by=by,
            chain=case.chain,
            subject=Ref("case", str(case.public_id)),
            detail={"place": place, "length": len(words)},
        )
    raise Refused(verdict.reason)
