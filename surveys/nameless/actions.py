"""Taking part without a name: the answers are stored, and that the person took part; between the two stands nothing.

No time, no number in a row, no line of the trail, no receipt. The person is added to one sorted list of the whole wave; the
answers get a random place. On PostgreSQL, which remembers which transaction wrote a row, all answers of the wave are
written anew each time, so that they look alike.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.errors import Problem, Rejected
from core.verdict import Refused
from surveys import rules
from surveys.enums import Identity
from surveys.forms_of import form_of
from surveys.logic.definition import Answers
from surveys.models import AnonymousAnswer, Invitation, Participation, Wave
from surveys.nameless.pseudonyms import pseudonym_of
from surveys.nameless.rules import is_nameless
from surveys.sealed.anonymous import seal_unsent
from surveys.sentences import answer_sentence

TRIES = 50


def take_part(*, invitation: Invitation, answers: Answers, sealed: Collection[str] = ()) -> None:
    """Once for each person, on whatever device. Raises Rejected when answers are missing, Refused the second time."""
    wave = invitation.wave
    if not is_nameless(wave):
        raise Refused(_("This link cannot be used now."))
    rules.can_answer(invitation, clock.now()).require()
    form, today = form_of(wave.version), clock.today(wave.case.time_zone)
    if problems := form.validate(answers, today=today):
        raise Rejected(
            [Problem(answer_sentence(problem), column=problem.question) for problem in problems],
            _("Some questions still need an answer. They are marked below."),
        )
    kept: dict[str, Any] = dict(form.prune(answers, today=today))
    with transaction.atomic():
        _note(invitation)
        seal_unsent(wave, kept, sealed)
        pseudonym = pseudonym_of(wave, invitation.person) if wave.identity == Identity.PSEUDONYMOUS else ""
        AnonymousAnswer.objects.create(wave=wave, pseudonym=pseudonym, answers=kept)
        stir(wave)


def _note(invitation: Invitation) -> None:
    """Into the list of the wave, by compare and set: two devices at once are one person."""
    Participation.objects.get_or_create(wave_id=invitation.wave_id)
    for _attempt in range(TRIES):
        known = Participation.objects.get(wave_id=invitation.wave_id)
        if invitation.pk in known.people:
            raise Refused(
                _("You have taken part already. Nobody can tell which answers are yours, so they cannot change.")
            )
        people = sorted([*known.people, invitation.pk])
        if Participation.objects.filter(pk=known.pk, count=known.count).update(people=people, count=known.count + 1):
            return
    raise Refused(_("The answers could not be saved just now. They are still on this page; please try again."))


def stir(wave: Wave) -> None:
    """PostgreSQL: one transaction has written all answers of the wave. SQLite keeps nothing of the kind."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE surveys_anonymousanswer SET wave_id = wave_id WHERE wave_id = %s", [wave.pk])
