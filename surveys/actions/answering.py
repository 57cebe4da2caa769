"""What a respondent does. Drafts belong to the respondent alone; a submission happens once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.errors import Problem, Rejected
from core.prepared import Write, delete_rows, insert_missing, insert_or_hold, update_rows, updating, write_after
from core.ref import Ref
from core.verdict import Refused
from surveys import rules
from surveys.actions.proving import use_code
from surveys.actions.recording import append_version
from surveys.enums import AnswerMode, InvitationState, Proof
from surveys.forms_of import form_of
from surveys.logic.definition import Answers
from surveys.models import Draft, Invitation, Response, ResponseVersion
from surveys.nameless.rules import has_taken_part
from surveys.periods.asking import stored_for
from surveys.results import progress
from surveys.sealed.chain import forget_traces
from surveys.sealed.moving import sealed_names
from surveys.sentences import answer_sentence
from surveys.workflow import advance, advancing

TRIES = 20


def respondent(invitation: Invitation) -> Actor:
    """The respondent as an actor; the label carries no name."""
    return Actor.respondent(invitation.public_id)


def _record(kind: str, invitation: Invitation, detail: Mapping[str, Any] | None = None) -> None:
    trail.record(
        kind,
        by=respondent(invitation),
        chain=invitation.wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)),
        detail=detail,
    )


@transaction.atomic
def start_answering(*, invitation: Invitation, also: Callable[[], None] | None = None) -> Invitation:
    """«Start» was pressed on the landing page. Pressing it again later goes on where one was.

    `also` runs in the same transaction.
    """
    rules.can_answer(invitation, clock.now()).require()
    moved = advance(invitation, "open", opened_at=clock.now())
    if also is not None:
        also()
    if moved:
        _record("surveys.answering_started", invitation)
    return invitation


@transaction.atomic
def confirm_identity(
    *,
    invitation: Invitation,
    employee_number: str = "",
    code: str = "",
    signed_in: Mapping[str, str] | None = None,
    also: Callable[[], None] | None = None,
) -> Invitation:
    """«Yes, this is me», with what the wave asks for as proof. Wrong tries are counted by `claim_try` beforehand.

    `signed_in` says by what the sign-in service vouched for this person; only `signing_in.actions` gives it. `also`
    runs in the same transaction.
    """
    rules.can_answer(invitation, clock.now()).require()
    proof = invitation.wave.proof
    if proof == Proof.EMPLOYEE_NUMBER and not _same_number(employee_number, invitation.person.no):
        raise Refused(_("This is not the number we have. Please check your employee number and type it again."))
    if proof == Proof.MAILED_CODE:
        use_code(invitation, code)
    if proof == Proof.SINGLE_SIGN_ON and signed_in is None:
        raise Refused(_("Please sign in with your company's account first."))
    first = invitation.confirmed_at is None
    facts = {"confirmed_at": clock.now()} if first else {}
    if not advance(invitation, "confirm", **facts) and first:
        update_rows(Invitation, {"pk": invitation.pk}, **facts)
        invitation.confirmed_at = facts["confirmed_at"]
    if invitation.state != InvitationState.SUBMITTED:
        draft = Draft(invitation_id=invitation.pk)
        if insert_missing(draft):  # one statement, whoever is first
            draft.invitation = invitation  # which knows it from here on
    if also is not None:
        also()
    if first:
        _record("surveys.identity_confirmed", invitation, {"proof": proof, **(signed_in or {})})
    return invitation


def _same_number(given: str, no: str) -> bool:
    def folded(text: str) -> str:
        return unicodedata.normalize("NFKC", text).strip().casefold()

    return folded(given) == folded(no)


@transaction.atomic
def report_not_me(*, invitation: Invitation) -> Invitation:
    """The link reached somebody else: it stops working, and the officer sees it."""
    rules.can_answer(invitation, clock.now()).require()
    if has_taken_part(invitation) or not advance(invitation, "not_me", ended_at=clock.now()):
        raise Refused(_("This link cannot be used now."))
    _record("surveys.not_me_reported", invitation)
    return invitation


def save_page(
    *,
    invitation: Invitation,
    answers: Answers,
    cleared: set[str],
    draft: Draft | None = None,
    marks: Mapping[str, bool] | None = None,
) -> Draft | None:
    """Merge one page into the draft. None when there is no draft any more (it was submitted elsewhere).

    `draft` is the newest that the caller knows; `marks` say of texts whether they go to the designated people alone.
    Autosaves are not audited. Two tabs cannot lose each other's pages: the revision decides, and we try again.
    """
    rules.can_answer(invitation, clock.now()).require()
    form = form_of(invitation.wave.version)
    for _attempt in range(TRIES):
        draft = draft or Draft.objects.filter(invitation=invitation).first()
        if draft is None:
            return None
        merged = {name: value for name, value in draft.answers.items() if name not in cleared} | answers
        sealed = sorted({name for name in draft.sealed if name not in (marks or {})} | _marked(marks or {}))
        now = clock.now()
        reached = max(draft.furthest or 0, progress.furthest(form, answers))
        active = progress.active_seconds(draft, invitation.confirmed_at, now)
        along: list[Write] = []
        if invitation.state not in {InvitationState.PART, InvitationState.SUBMITTED}:
            along.append(advancing(invitation, "save", started_at=now))
        if not draft.base_ordinal:
            along += progress.counting_reached(invitation.wave, draft.furthest or 0, reached)
        page = {
            "answers": merged,
            "sealed": sealed,
            "revision": draft.revision + 1,
            "saved_at": now,
            "furthest": reached,
            "active_seconds": active,
        }
        if write_after(updating(Draft, {"pk": draft.pk, "revision": draft.revision}, **page), *along):
            for name, value in page.items():
                setattr(draft, name, value)
            return draft
        draft = None
    raise Refused(_("The answers could not be saved just now. They are still on this page; please try again."))


def _marked(marks: Mapping[str, bool]) -> set[str]:
    return {name for name, marked in marks.items() if marked}


def submit_answers(
    *, invitation: Invitation, base_ordinal: int, language: str, reason: str = "", draft: Draft | None = None
) -> ResponseVersion:
    """The draft becomes a version. A retry, a second click or a second device gets the first receipt.

    `base_ordinal` is the version that the page was a change of (0: none). `draft` is the newest that the caller knows.
    Raises Rejected when answers are missing.
    """
    draft = draft or Draft.objects.filter(invitation=invitation).first()
    if draft is None or draft.base_ordinal != base_ordinal:
        first = submitted_version(invitation, base_ordinal)
        if first is not None:
            return first
        rules.can_answer(invitation, clock.now()).require()
        raise Refused(_("Your answers were changed in another window. Please look at them again and submit."))
    return _submit(invitation, draft, language, reason.strip())


@transaction.atomic
def _submit(invitation: Invitation, draft: Draft, language: str, reason: str) -> ResponseVersion:
    """One at a time for each person. Somebody may have entered answers for this person: both stay, the own come after."""
    response = Response(wave=invitation.wave, person=invitation.person)
    is_new = insert_or_hold(response, "wave", "person", mark="public_id")
    versions = [] if is_new else list(ResponseVersion.objects.filter(response_id=response.pk).order_by("ordinal"))
    base = draft.base_ordinal
    for version in versions[base:]:
        if version.mode == AnswerMode.SELF:
            return version
    rules.can_answer(invitation, clock.now()).require()
    answers, sealed = _taken(invitation, draft)
    if base and not reason:
        raise Refused(_("Please say why you correct your answers. The earlier answers are kept."))
    now = clock.now()
    submitted = updating(Invitation, {"pk": invitation.pk}, state=InvitationState.SUBMITTED, submitted_at=now)
    version = append_version(
        response_id=response.pk,
        wave=invitation.wave,
        person=invitation.person,
        ordinal=len(versions) + 1,
        answers=answers,
        mode=AnswerMode.SELF,
        by=respondent(invitation),
        submitted_at=now,
        reason=reason or (str(_("Answered personally")) if versions else ""),
        language=language,
        periods=stored_for(invitation.wave, invitation.person),
        sealed=sealed,
        along=[*_counting(invitation, draft), submitted],
    )
    _record(
        "surveys.answers_submitted" if version.ordinal == 1 else "surveys.answers_corrected",
        invitation,
        {"ordinal": version.ordinal, "hash": version.content_hash, "receipt": version.receipt_code},
    )
    return version


def _taken(invitation: Invitation, draft: Draft) -> tuple[Answers, list[str]]:
    """The draft's answers, checked, and which of them go to the designated people alone; the draft is gone. Another window may save it anew meanwhile: then that counts."""
    known: Draft | None = draft
    for _attempt in range(TRIES):
        if known is None or known.base_ordinal != draft.base_ordinal:
            break
        answers = _checked(invitation, known)
        if known.sealed:
            forget_traces()
        if delete_rows(Draft, {"pk": known.pk, "revision": known.revision}):
            return answers, known.sealed
        known = Draft.objects.filter(invitation=invitation).first()
    raise Refused(_("Your answers were changed in another window. Please look at them again and submit."))


def _counting(invitation: Invitation, draft: Draft) -> list[Write]:
    """For the wave's counts of progress: a first submission has passed every question."""
    if draft.base_ordinal:
        return []
    everything = len(progress.asked_of_everybody(form_of(invitation.wave.version)))
    active = progress.active_seconds(draft, invitation.confirmed_at, clock.now())
    return [
        *progress.counting_reached(invitation.wave, draft.furthest or 0, everything),
        progress.counting_minutes(invitation.wave, active),
    ]


def submitted_version(invitation: Invitation, base_ordinal: int) -> ResponseVersion | None:
    """The person's own version after the given one, if it has been submitted already."""
    return (
        ResponseVersion.objects.filter(
            response__wave_id=invitation.wave_id,
            response__person_id=invitation.person_id,
            ordinal__gt=base_ordinal,
            mode=AnswerMode.SELF,
        )
        .order_by("ordinal")
        .first()
    )


def _checked(invitation: Invitation, draft: Draft) -> Answers:
    form = form_of(invitation.wave.version)
    today = clock.today(invitation.wave.case.time_zone)
    problems = form.validate(draft.answers, today=today)
    if problems and draft.base_ordinal:  # what lies in the sealed channel is not asked for again
        kept = _in_the_channel(invitation)
        problems = [one for one in problems if one.code != "required" or one.top not in kept]
    if problems:
        raise Rejected(
            [Problem(answer_sentence(problem), column=problem.question) for problem in problems],
            _("Some questions still need an answer. They are marked below."),
        )
    return form.prune(draft.answers, today=today)


def _in_the_channel(invitation: Invitation) -> set[str]:
    responses = Response.objects.filter(wave_id=invitation.wave_id, person_id=invitation.person_id)
    return set().union(*sealed_names(responses).values())


@transaction.atomic
def begin_correction(*, invitation: Invitation) -> Draft:
    """A draft that starts from the current answers; nothing changes until it is submitted with a reason."""
    rules.can_answer(invitation, clock.now()).require()
    current = (
        ResponseVersion.objects.filter(response__wave_id=invitation.wave_id, response__person_id=invitation.person_id)
        .order_by("-ordinal")
        .first()
    )
    if current is None:
        raise Refused(_("There is nothing to correct yet."))
    draft, _made = Draft.objects.get_or_create(
        invitation=invitation,
        defaults={"answers": current.answers, "base_ordinal": current.ordinal, "saved_at": None},
    )
    return draft
