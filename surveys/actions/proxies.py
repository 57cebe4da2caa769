"""Answers written down for somebody: declared, seconded where a supervisor does it, recorded, objected to."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from audit import trail
from core import clock
from core.actor import Actor
from core.errors import Problem, Rejected
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys import rules
from surveys.actions.recording import record_answers
from surveys.enums import AnswerMode, Relation
from surveys.forms_of import form_of
from surveys.logic.definition import Answer
from surveys.models import Invitation, Objection, ProxyDeclaration, ResponseVersion, Wave
from surveys.periods.asking import stored_for
from surveys.sentences import answer_sentence

MAIL_RECORDED = "surveys.recorded_for"


def _record(kind: str, wave: Wave, subject: Ref, by: Actor) -> None:
    trail.record(kind, by=by, chain=wave.case.chain, subject=subject)


def _ref(declaration: ProxyDeclaration) -> Ref:
    return Ref("proxy_declaration", str(declaration.public_id))


@transaction.atomic
def declare_proxy(
    *, wave: Wave, person: Person, mode: str, giver: str, relation: str, conflict: str, by: Actor
) -> ProxyDeclaration:
    """Before anything is written down: who does it, what they are to the person, which conflict there is."""
    rules.can_enter_for(wave, mode).require()
    if not Invitation.objects.filter(wave=wave, person=person).exists():
        raise Refused(_("This person is not asked in this wave."))
    if not giver.strip() or not conflict.strip():
        raise Refused(
            _("Say who writes the answers down, and declare the conflict of interest in words, or write «none».")
        )
    declaration = ProxyDeclaration.objects.create(
        wave=wave,
        person=person,
        declared_by_id=_user(by),
        mode=mode,
        giver=giver.strip(),
        relation=Relation(relation),
        conflict=conflict.strip(),
    )
    _record("surveys.proxy_declared", wave, _ref(declaration), by)
    return declaration


def _user(by: Actor) -> int:
    if by.user_id is None or not User.objects.filter(pk=by.user_id).exists():
        raise Refused(_("Only an officer who is signed in can do this."))
    return by.user_id


@transaction.atomic
def second_proxy(*, declaration: ProxyDeclaration, reason: str, by: Actor) -> ProxyDeclaration:
    """Another officer says why a direct supervisor may write these answers down."""
    rules.can_enter_for(declaration.wave, declaration.mode).require()
    user = _user(by)
    if user == declaration.declared_by_id:
        raise Refused(_("The second officer must be somebody else."))
    has_reason(reason).require()
    changed = ProxyDeclaration.objects.filter(pk=declaration.pk, second_by__isnull=True, version__isnull=True).update(
        second_by_id=user, second_reason=reason.strip()[:500], second_at=clock.now()
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    declaration.refresh_from_db()
    _record("surveys.proxy_seconded", declaration.wave, _ref(declaration), by)
    return declaration


@transaction.atomic
def record_for_person(
    *, declaration: ProxyDeclaration, answers: Mapping[str, Answer], by: Actor, reason: str = ""
) -> ResponseVersion:
    """The answers become a version that bears its mode for ever; the person is told by mail and can object."""
    rules.can_record_for(declaration).require()
    wave, person = declaration.wave, declaration.person
    form, today = form_of(wave.version), clock.today(wave.case.time_zone)
    kept = form.prune(dict(answers), today=today)
    if problems := form.validate(kept, today=today):
        raise Rejected(
            [Problem(answer_sentence(problem), column=problem.question) for problem in problems],
            _("Some questions still need an answer. They are marked below."),
        )
    version = record_answers(
        wave=wave,
        person=person,
        answers=kept,
        mode=declaration.mode,
        by=by,
        reason=reason,
        periods=stored_for(wave, person),
    )
    if not ProxyDeclaration.objects.filter(pk=declaration.pk, version__isnull=True).update(version=version):
        raise Refused(_("Answers have been recorded under this declaration already."))
    declaration.version = version
    invitation = Invitation.objects.filter(wave=wave, person=person).first()
    if invitation is not None and person.email:
        queue_mail(MAIL_RECORDED, key=str(version.public_id), payload={"invitation": str(invitation.public_id)})
    return version


@transaction.atomic
def object_to(*, invitation: Invitation, version: ResponseVersion, text: str) -> Objection:
    """«These are not my answers.» The version stays as it is; the objection stands beside it and waits for an officer."""
    rules.can_answer(invitation, clock.now()).require()
    response = version.response
    if (response.wave_id, response.person_id) != (invitation.wave_id, invitation.person_id):
        raise Refused(_("This link cannot be used now."))
    if version.mode == AnswerMode.SELF:
        raise Refused(_("You gave these answers yourself. Correct them instead."))
    objection, made = Objection.objects.get_or_create(version=version, defaults={"text": text.strip()[:4000]})
    if made:
        _record(
            "surveys.objection_raised",
            invitation.wave,
            Ref("response_version", str(version.public_id)),
            Actor.respondent(invitation.public_id),
        )
    return objection


@transaction.atomic
def settle_objection(*, objection: Objection, outcome: str, by: Actor) -> Objection:
    """What was done about it, in words."""
    wave = objection.version.response.wave
    rules.can_receive(wave).require()
    if not outcome.strip():
        raise Refused(gettext("Say what was done about it."))
    changed = Objection.objects.filter(pk=objection.pk, settled_at__isnull=True).update(
        settled_at=clock.now(), settled_by=by.label, outcome=outcome.strip()[:500]
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    _record("surveys.objection_settled", wave, Ref("response_version", str(objection.version.public_id)), by)
    objection.refresh_from_db()
    return objection
