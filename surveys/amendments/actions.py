"""A proposed change becomes a further version of the answers, or stays a proposal that was not accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.access import Right, can_work, may
from core import clock
from core.actor import Actor
from core.errors import Problem, Rejected
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys.actions.recording import append_version, hold_responses
from surveys.enums import AnswerMode
from surveys.forms_of import form_of
from surveys.interviews.guide import can_read_answers
from surveys.interviews.rules import may_act
from surveys.logic.definition import Answer
from surveys.models import Amendment, AmendmentDecision, AnswerQuery, Interview, ResponseVersion
from surveys.models.amendment import AmendmentState, Decider
from surveys.models.interview import AFTER
from surveys.models.interview_record import CourseKind
from surveys.personal.actions import MAIL_PERSONAL, link_for_person
from surveys.sentences import answer_sentence


def _record(kind: str, amendment: Amendment, by: Actor, detail: Mapping[str, Any]) -> None:
    case = amendment.base.response.wave.case
    trail.record(kind, by=by, chain=case.chain, subject=Ref("amendment", str(amendment.public_id)), detail=dict(detail))


def amended_answers(base: ResponseVersion, changes: Mapping[str, Answer]) -> dict[str, Any]:
    """All answers with the changes put in; what no longer applies falls away, as when somebody answers anew."""
    wave = base.response.wave
    form, today = form_of(wave.version), clock.today(wave.case.time_zone)
    if unknown := [name for name in changes if name not in form.questions]:
        raise Refused(_("The questionnaire has no question «%(name)s».") % {"name": unknown[0]})
    kept = form.prune({**base.answers, **changes}, today=today)
    touched = [problem for problem in form.validate(kept, today=today) if problem.top in changes]
    if touched:
        raise Rejected([Problem(answer_sentence(problem), column=problem.question) for problem in touched])
    return dict(kept)


@transaction.atomic
def propose_amendment(
    *,
    base: ResponseVersion,
    changes: Mapping[str, Answer],
    reason: str,
    by: Actor,
    interview: Interview | None = None,
    query: AnswerQuery | None = None,
    ground: Ref | None = None,
    evidence_shown: bool = False,
) -> Amendment:
    """Put a change before the person. `changes` is {question: new value}; nothing changes until it is decided.

    It comes of one of `interview`, `query` and `ground`. `evidence_shown`: the person has been told what evidence says.
    """
    response = base.response
    wave, person = response.wave, response.person
    can_work(wave.case).require()
    may_act(by, person).require()
    has_reason(reason).require()
    if not can_read_answers(wave):
        raise Refused(_("The wave is still taking answers. The person can correct the answers with the same link."))
    if interview is not None and (interview.person_id != person.pk or interview.state not in AFTER):
        raise Refused(_("A change after an interview is proposed when that person's interview has been held."))
    if query is not None and query.version.response_id != response.pk:
        raise Refused(_("This question is about other answers."))
    if response.current_id != base.pk:
        raise Refused(_("The answers have changed meanwhile. Look at the newest version and propose again."))
    real = {name: value for name, value in changes.items() if base.answers.get(name) != value}
    if not real:
        raise Refused(_("Nothing would change."))
    amended_answers(base, real)
    if Amendment.objects.filter(base=base, state=AmendmentState.PROPOSED).exists():
        raise Refused(_("A change of these answers is waiting already. Let it be decided, or withdraw it."))
    shown = evidence_shown or (interview is not None and interview.course.filter(kind=CourseKind.EXHIBIT).exists())
    amendment = Amendment.objects.create(
        base=base,
        interview=interview,
        query=query,
        ground=str(ground) if ground else "",
        changes=real,
        reason=reason.strip()[:500],
        evidence_shown=shown,
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )
    link = link_for_person(case=wave.case, person=person, by=by)
    if person.email:
        payload = {"link": str(link.public_id), "what": "amendment"}
        queue_mail(MAIL_PERSONAL, key=f"amendment:{amendment.public_id}", payload=payload)
    _record("surveys.amendment_proposed", amendment, by, {"questions": sorted(real), "evidence_shown": shown})
    return amendment


@transaction.atomic
def decide_amendment(*, amendment: Amendment, accept: bool, by: Actor, reason: str = "") -> AmendmentDecision:
    """The person's word, or a second officer's with a reason when the person cannot: marked so for ever.

    Accepted, it becomes a version after the one it was proposed for; a newer version in between refuses it.
    """
    base = amendment.base
    response = base.response
    wave, person = response.wave, response.person
    can_work(wave.case).require()
    decider = Decider.PERSON
    if by.user_id is not None:
        decider = Decider.SECOND_OFFICER
        _may_second(amendment, by, reason)
    target = AmendmentState.ACCEPTED if accept else AmendmentState.REFUSED
    if not Amendment.objects.filter(pk=amendment.pk, state=AmendmentState.PROPOSED).update(state=target):
        raise Refused(JUST_CHANGED)
    version = None
    if accept:
        response_id = hold_responses(wave, [person.pk])[person.pk]
        if ResponseVersion.objects.filter(response_id=response_id, ordinal__gt=base.ordinal).exists():
            raise Refused(_("The answers have changed meanwhile. Look at the newest version and propose again."))
        version = append_version(
            response_id=response_id,
            wave=wave,
            person=person,
            ordinal=base.ordinal + 1,
            answers=amended_answers(base, amendment.changes),
            mode=AnswerMode.INTERVIEW if amendment.interview_id else AnswerMode.CORRECTION,
            by=by,
            submitted_at=clock.now(),
            reason=amendment.reason,
            language=base.language,
            evidence_shown=amendment.evidence_shown or base.evidence_shown,
            periods=base.periods,
        )
    decision = AmendmentDecision.objects.create(
        amendment=amendment,
        version=version,
        accepted=accept,
        decider=decider,
        reason=reason.strip()[:500],
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )
    amendment.state = target
    facts = {"accepted": accept, "decider": str(decider), "ordinal": version.ordinal if version else None}
    _record("surveys.amendment_decided", amendment, by, facts)
    return decision


def _may_second(amendment: Amendment, by: Actor, reason: str) -> None:
    user = User.objects.get(pk=by.id)
    case, person = amendment.base.response.wave.case, amendment.base.response.person
    may(user, case, Right.WORK).require()
    may_act(by, person).require()
    if (amendment.by_kind, amendment.by_id) == (by.kind, by.id):
        raise Refused(_("Whoever proposes a change cannot decide it. Another officer has to."))
    if not reason.strip():
        raise Refused(_("Say why the person cannot decide this."))


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, by: Actor) -> Amendment:
    """Before it is decided."""
    may_act(by, amendment.base.response.person).require()
    can_work(amendment.base.response.wave.case).require()
    if not Amendment.objects.filter(pk=amendment.pk, state=AmendmentState.PROPOSED).update(
        state=AmendmentState.WITHDRAWN
    ):
        raise Refused(JUST_CHANGED)
    amendment.state = AmendmentState.WITHDRAWN
    _record("surveys.amendment_withdrawn", amendment, by, {})
    return amendment
