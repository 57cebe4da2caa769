"""What is done to frames and answers while coding. Everything is added; nothing is written over."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from audit import trail
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys.coding import rules
from surveys.coding.answers import Coded, coded_texts, codes_of
from surveys.models import Questionnaire
from surveys.models.coding import CodeAssignment, CodeChange, CodeDecision, CodingFrame, FrameChange


def frame_ref(frame: CodingFrame) -> Ref:
    return Ref("coding_frame", str(frame.public_id))


def _record(kind: str, frame: CodingFrame, by: Actor, **detail: object) -> None:
    """Codes and counts; never a text, a person or the answer that was coded."""
    facts = {"question": frame.question, **detail}
    trail.record(kind, by=by, chain=frame.questionnaire.case.chain, subject=frame_ref(frame), detail=facts)


@transaction.atomic
def begin_frame(*, questionnaire: Questionnaire, question: str, by: Actor) -> CodingFrame:
    """An empty frame; a question that has one keeps it."""
    rules.can_frame(questionnaire, question).require()
    frame, made = CodingFrame.objects.get_or_create(questionnaire=questionnaire, question=question)
    if made:
        _record("surveys.coding_begun", frame, by)
    return frame


def _change(frame: CodingFrame, by: Actor, kind: CodeChange, code: str, **facts: str) -> FrameChange:
    last = FrameChange.objects.filter(frame=frame).aggregate(last=Max("ordinal"))["last"] or 0
    try:
        with transaction.atomic():
            change = FrameChange.objects.create(
                frame=frame, ordinal=last + 1, kind=kind, code=code, by_id=by.id, by_label=by.label, **facts
            )
    except IntegrityError as error:
        raise Refused(JUST_CHANGED) from error
    _record("surveys.coding_frame_changed", frame, by, change=str(kind), code=code, version=change.ordinal)
    return change


@transaction.atomic
def add_code(
    *, frame: CodingFrame, label_ja: str, by: Actor, code: str = "", label_en: str = "", description: str = ""
) -> FrameChange:
    """A further option, also in the middle of coding. Without a name of its own it gets the next number."""
    rules.can_change_frame(frame).require()
    codes = codes_of(frame)
    code = code or f"c{len(codes.known) + 1:02d}"
    rules.can_add(codes, code, label_ja).require()
    wording = {"label_ja": label_ja.strip(), "label_en": label_en.strip(), "description": description.strip()}
    return _change(frame, by, CodeChange.ADD, code, **wording)


@transaction.atomic
def reword_code(
    *, frame: CodingFrame, code: str, label_ja: str, by: Actor, label_en: str = "", description: str = ""
) -> FrameChange:
    """Another wording for the same meaning."""
    rules.can_change_frame(frame).require()
    if code not in codes_of(frame).known or not label_ja.strip():
        raise Refused(_("Give the code a wording in Japanese."))
    return _change(
        frame,
        by,
        CodeChange.REWORD,
        code,
        label_ja=label_ja.strip(),
        label_en=label_en.strip(),
        description=description,
    )


@transaction.atomic
def merge_codes(*, frame: CodingFrame, code: str, into: str, reason: str, by: Actor) -> FrameChange:
    """From now on answers with `code` count as `into`; what was given stays as it was given."""
    rules.can_change_frame(frame).require()
    rules.can_merge(codes_of(frame), code, into, reason).require()
    return _change(frame, by, CodeChange.MERGE, code, into=into, reason=reason.strip()[:500])


@transaction.atomic
def retire_code(*, frame: CodingFrame, code: str, reason: str, by: Actor) -> FrameChange:
    """It is given no more; answers that have it keep it."""
    rules.can_change_frame(frame).require()
    found = codes_of(frame).known.get(code)
    if found is None or not found.is_open:
        raise Refused(_("One of the codes is no longer in use. Reload the page and choose again."))
    return _change(frame, by, CodeChange.RETIRE, code, reason=reason.strip()[:500])


@transaction.atomic
def assign_codes(*, frame: CodingFrame, answer: uuid.UUID, codes: Collection[str], by: Actor) -> CodeAssignment:
    """One coder's codes for one answer; other codes later are a further row, and the same ones change nothing."""
    rules.can_change_frame(frame).require()
    known = codes_of(frame)
    rules.can_assign(known, codes).require()
    if not any(one.text.answer == answer for one in coded_texts(frame, known)):
        raise Refused(_("This answer can no longer be coded: the person has amended it, or it is not there any more."))
    made = _assign(frame, [(answer, sorted(set(codes)))], known.version, by)
    if made:
        _record("surveys.answers_coded", frame, by, answers=1, version=known.version)
    return CodeAssignment.objects.filter(frame=frame, answer=answer, coder_id=by.id).latest("ordinal")


def assign_many(*, frame: CodingFrame, rows: Iterable[tuple[uuid.UUID, list[str]]], by: Actor) -> int:
    """Codes of many answers from one file, in the caller's transaction; the answers were checked there."""
    known = codes_of(frame)
    made = _assign(frame, rows, known.version, by)
    _record("surveys.answers_coded", frame, by, answers=made, version=known.version)
    return made


def _assign(frame: CodingFrame, rows: Iterable[tuple[uuid.UUID, list[str]]], version: int, by: Actor) -> int:
    newest = {one.answer: one for one in CodeAssignment.objects.filter(frame=frame, coder_id=by.id).order_by("ordinal")}
    fresh = [
        CodeAssignment(
            frame=frame,
            answer=answer,
            coder_id=by.id,
            coder_label=by.label,
            ordinal=newest[answer].ordinal + 1 if answer in newest else 1,
            frame_version=version,
            codes=codes,
        )
        for answer, codes in rows
        if answer not in newest or newest[answer].codes != codes
    ]
    try:
        with transaction.atomic():
            CodeAssignment.objects.bulk_create(fresh, batch_size=500)
    except IntegrityError as error:
        raise Refused(JUST_CHANGED) from error
    return len(fresh)


@transaction.atomic
def decide_codes(
    *, frame: CodingFrame, answer: uuid.UUID, codes: Collection[str], reason: str, by: Actor
) -> CodeDecision:
    """What counts where coders differed: a third person's word, or the outcome of talking about it."""
    rules.can_change_frame(frame).require()
    known = codes_of(frame)
    rules.can_assign(known, codes).require()
    has_reason(reason).require()
    rules.can_decide(_found(coded_texts(frame, known), answer), by.id).require()
    last = CodeDecision.objects.filter(frame=frame, answer=answer).aggregate(last=Max("ordinal"))["last"] or 0
    decision = CodeDecision.objects.create(
        frame=frame,
        answer=answer,
        ordinal=last + 1,
        frame_version=known.version,
        codes=sorted(set(codes)),
        reason=reason.strip()[:500],
        by_id=by.id,
        by_label=by.label,
    )
    _record("surveys.coding_decided", frame, by, version=known.version)
    return decision


def _found(texts: list[Coded], answer: uuid.UUID) -> Coded:
    found = next((one for one in texts if one.text.answer == answer), None)
    if found is None:
        raise Refused(_("This answer can no longer be coded: the person has amended it, or it is not there any more."))
    return found
