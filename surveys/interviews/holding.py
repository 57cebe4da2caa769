"""The talk and its record: what was said and shown, in that order; the record; the person's word on it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.outbox import queue_mail
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys.interviews import rules
from surveys.interviews.actions import lock, record
from surveys.interviews.guide import guide_content
from surveys.interviews.workflow import interview_moves
from surveys.models import (
    CourseEntry,
    GuideCopy,
    Interview,
    InterviewExhibit,
    InterviewFile,
    InterviewRecord,
    RecordSignOff,
)
from surveys.models.interview import AFTER, InterviewOutcome, InterviewState, Recording
from surveys.models.interview_record import CourseKind, SignOff
from surveys.personal.actions import MAIL_PERSONAL, link_for_person


@transaction.atomic
def copy_guide(*, interview: Interview, by: Actor) -> GuideCopy:
    """Take the guide into the talk: what it says now is kept as it is, and again each time it is taken."""
    rules.may_act(by, interview.person).require()
    rules.can_prepare(interview).require()
    lock(interview.case)
    copy = GuideCopy.objects.create(
        interview=interview,
        version=interview.about,
        ordinal=int(interview.guides.aggregate(n=Max("ordinal"))["n"] or 0) + 1,
        content=guide_content(interview),
        by_label=by.label,
    )
    record("surveys.interview_guide_copied", interview, by, {"guide": copy.ordinal})
    return copy


@transaction.atomic
def write_course(*, interview: Interview, kind: str, text: str, at: datetime, by: Actor) -> CourseEntry:
    """Write down what was said: free recall, a statement, a break."""
    rules.may_act(by, interview.person).require()
    rules.can_write_course(interview).require()
    if kind == CourseKind.EXHIBIT or (kind != CourseKind.BREAK and not text.strip()):
        raise Refused(_("Write down what was said."))
    entry = CourseEntry.objects.create(
        interview=interview, kind=CourseKind(kind), text=text.strip(), at=at, by_label=by.label
    )
    record("surveys.interview_course_written", interview, by, {"kind": entry.kind})
    return entry


@transaction.atomic
def show_exhibit(*, interview: Interview, exhibit: InterviewExhibit, at: datetime, by: Actor, text: str = "") -> Any:
    """Note the moment at which an exhibit was shown, and what was said to it. Refused before free recall."""
    rules.may_act(by, interview.person).require()
    rules.can_show_exhibits(interview).require()
    if exhibit.interview_id != interview.pk:
        raise Refused(_("This exhibit belongs to another interview."))
    recalled = interview.course.filter(kind=CourseKind.RECALL).order_by("at").values_list("at", flat=True).first()
    if recalled is not None and at < recalled:
        raise Refused(_("An exhibit is shown after free recall. Check the time."))
    entry = CourseEntry.objects.create(
        interview=interview, exhibit=exhibit, kind=CourseKind.EXHIBIT, text=text.strip(), at=at, by_label=by.label
    )
    record("surveys.interview_course_written", interview, by, {"kind": entry.kind, "exhibit": exhibit.no})
    return entry


@transaction.atomic
def hold_interview(
    *,
    interview: Interview,
    held_from: datetime,
    held_until: datetime | None,
    voluntary_told: bool,
    recording: str,
    by: Actor,
) -> Interview:
    """It has taken place. That it is voluntary was said, and whether it was recorded."""
    rules.may_act(by, interview.person).require()
    if not voluntary_told:
        raise Refused(_("An interview is held only after the person was told that it is voluntary."))
    if held_until is not None and held_until < held_from:
        raise Refused(_("The interview ends before it begins."))
    if held_from > clock.now():
        raise Refused(_("The interview lies in the future. Write it down when it has been held."))
    interview_moves.move(
        interview,
        "hold",
        held_from=held_from,
        held_until=held_until,
        voluntary_told=True,
        recording=Recording(recording),
    )
    record("surveys.interview_held", interview, by)
    return interview


@transaction.atomic
def write_record(*, interview: Interview, text: str, by: Actor, reason: str = "") -> InterviewRecord:
    """A version of the record. A later one needs a reason; what lies with the person already is taken back by it."""
    rules.may_act(by, interview.person).require()
    rules.can_write_record(interview).require()
    if not text.strip():
        raise Refused(_("Write down what was said."))
    lock(interview.case)
    last = interview.records.order_by("-ordinal").first()
    if last is not None and not reason.strip():
        raise Refused(_("Say why the record is written anew; the earlier version is kept."))
    made = InterviewRecord.objects.create(
        interview=interview,
        ordinal=(last.ordinal if last else 0) + 1,
        text=text.strip(),
        reason=reason.strip()[:500] if last else "",
        sha256=hashlib.sha256(text.strip().encode()).hexdigest(),
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )
    if interview.state == InterviewState.SENT:
        interview_moves.move(interview, "revise", sent_at=None)
    record("surveys.interview_record_written", interview, by, {"version": made.ordinal, "sha256": made.sha256})
    return made


@transaction.atomic
def send_record(*, interview: Interview, by: Actor) -> Interview:
    """Give the newest record to the person: on their own page, announced by mail where there is an address."""
    rules.may_act(by, interview.person).require()
    newest = interview.records.order_by("-ordinal").first()
    if newest is None:
        raise Refused(_("Write the record first."))
    interview_moves.move(interview, "send", sent_at=clock.now())
    link = link_for_person(case=interview.case, person=interview.person, by=by)
    if interview.person.email:
        payload = {"link": str(link.public_id), "what": "record"}
        queue_mail(MAIL_PERSONAL, key=f"record:{newest.public_id}", payload=payload)
    record("surveys.interview_record_sent", interview, by, {"version": newest.ordinal, "sha256": newest.sha256})
    return interview


@transaction.atomic
def sign_off(
    *, interview: Interview, ordinal: int, how: str, by: Actor, remark: str = "", scan: StoredFile | None = None
) -> RecordSignOff:
    """The person confirms the newest record, by link or on paper, or does not; then the reason stands there.

    `ordinal` is the version that the person has read; a newer one cannot be confirmed by it.
    """
    if by.user_id is not None:
        rules.may_act(by, interview.person).require()
    if how == SignOff.PAPER and scan is None:
        raise Refused(_("Attach the signed paper."))
    if how == SignOff.REFUSED:
        has_reason(remark).require()
    newest = interview.records.order_by("-ordinal").first()
    if newest is None or newest.ordinal != ordinal:
        raise Refused(_("The record has been written anew. Please read the newest version."))
    facts: dict[str, Any] = {"ended_at": clock.now()}
    if how == SignOff.REFUSED:
        facts["end_reason"] = remark.strip()[:500]
    move = interview_moves.move(interview, "refuse" if how == SignOff.REFUSED else "sign", **facts)
    given = RecordSignOff.objects.create(
        record=newest, scan=scan, how=SignOff(how), remark=remark.strip()[:1000], by_kind=by.kind, by_label=by.label
    )
    record(move.audit, interview, by, {"version": newest.ordinal, "sha256": newest.sha256, "how": given.how})
    return given


@transaction.atomic
def attach_file(*, interview: Interview, title: str, stored: StoredFile, by: Actor) -> InterviewFile:
    """A sketch, a consent form, a letter of authority: kept by its bytes."""
    rules.may_act(by, interview.person).require()
    if not title.strip():
        raise Refused(_("Say what the file is."))
    added = InterviewFile.objects.create(
        interview=interview, stored=stored, title=title.strip()[:200], by_label=by.label
    )
    record("surveys.interview_file_added", interview, by, {"sha256": stored.sha256})
    return added


@transaction.atomic
def set_outcome(*, interview: Interview, outcome: str, note: str, by: Actor) -> Interview:
    """What the interview says about the answers; a change of answers is proposed apart and decided by the person."""
    rules.may_act(by, interview.person).require()
    if interview.state not in AFTER:
        raise Refused(_("The outcome is written down when the interview has been held."))
    changed = Interview.objects.filter(pk=interview.pk, state=interview.state).update(
        outcome=InterviewOutcome(outcome), outcome_note=note.strip()[:500]
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    interview.outcome, interview.outcome_note = outcome, note.strip()[:500]
    record("surveys.interview_outcome_set", interview, by, {"outcome": str(outcome)})
    return interview


@transaction.atomic
def open_interview(*, interview: Interview, by: Actor, what: str = "page") -> None:
    """Every opening of what was said stands in the trail."""
    record("surveys.interview_opened", interview, by, {"what": what})
