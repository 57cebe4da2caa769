"""Proposing an interview and preparing it. What happens in the talk and after it is in `holding` and `recording`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from audit import trail
from casework.models import Case
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused, has_reason
from surveys.interviews import rules
from surveys.interviews.workflow import interview_moves
from surveys.models import (
    Attendee,
    GuideQuestion,
    Interview,
    InterviewExhibit,
    InterviewGround,
    Response,
    ResponseVersion,
)
from surveys.models.interview import UNDER_WAY, AttendeeRole, Meeting, Represents

EXHIBIT_BYTES, EXHIBIT_ROWS = 200_000, 500


def ref_of(interview: Interview) -> Ref:
    """How trails and other rooms point to it."""
    return Ref("interview", str(interview.public_id))


def record(kind: str, interview: Interview, by: Actor, detail: Mapping[str, Any] | None = None) -> None:
    """A line of the trail: numbers and hashes only, never what was said."""
    facts = {"no": interview.no} | dict(detail or {})
    trail.record(kind, by=by, chain=interview.case.chain, subject=ref_of(interview), detail=facts)


def lock(case: Case) -> None:
    """One at a time in a case: writing the row holds it until the transaction ends, on both databases."""
    Case.objects.filter(pk=case.pk).update(number=F("number"))


@transaction.atomic
def propose_interview(
    *,
    case: Case,
    person: Person,
    reason: str,
    by: Actor,
    ground: Ref | None = None,
    about: ResponseVersion | None = None,
    owner: User | None = None,
) -> Interview:
    """List somebody for an interview, or add the reason to the one that is under way; the same ground counts once.

    `about` is the version of answers it will speak of; without it the newest one of the person is taken.
    """
    rules.can_propose(case, person).require()
    rules.may_act(by, person).require()
    if not reason.strip():
        raise Refused(_("Say why this person is to be interviewed."))
    lock(case)
    key = str(ground) if ground else ""
    interview = Interview.objects.filter(case=case, person=person, state__in=UNDER_WAY).first()
    if interview is not None and key and interview.grounds.filter(ground=key).exists():
        return interview
    made = interview is None
    if interview is None:
        interview = Interview.objects.create(
            case=case,
            person=person,
            owner=owner,
            about=about or newest_version(case, person),
            no=next_no(case),
        )
    InterviewGround.objects.create(interview=interview, ground=key, reason=reason.strip()[:500], by_label=by.label)
    record("surveys.interview_proposed" if made else "surveys.interview_ground_added", interview, by, {"ground": key})
    return interview


def next_no(case: Case) -> int:
    """The next number in the case; the case is locked."""
    return int(Interview.objects.filter(case=case).aggregate(n=Max("no"))["n"] or 0) + 1


def newest_version(case: Case, person: Person) -> ResponseVersion | None:
    """The current answers of the person's newest wave."""
    newest = (
        Response.objects.filter(wave__case=case, person=person, current__isnull=False)
        .select_related("current")
        .order_by("-wave__no")
        .first()
    )
    return newest.current if newest else None


@transaction.atomic
def place_exhibit(*, interview: Interview, title: str, content: Mapping[str, Any], by: Actor) -> InterviewExhibit:
    """Lay something ready to be shown after free recall. It is copied here and stays as it was placed.

    `content`: `lines` (sentences), `columns` and `rows` (a table), `source` (where it comes from); all optional.
    """
    rules.can_prepare(interview).require()
    rules.may_act(by, interview.person).require()
    if not title.strip():
        raise Refused(_("Give the exhibit a title."))
    if len(content.get("rows", [])) > EXHIBIT_ROWS:
        raise Refused(_("An exhibit has at most %(most)s rows. Choose the ones to be shown.") % {"most": EXHIBIT_ROWS})
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text.encode()) > EXHIBIT_BYTES:
        raise Refused(_("The exhibit is too large to be shown in an interview. Choose less of it."))
    lock(interview.case)
    exhibit = InterviewExhibit.objects.create(
        interview=interview,
        no=int(interview.exhibits.aggregate(n=Max("no"))["n"] or 0) + 1,
        title=title.strip()[:200],
        content=json.loads(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )
    record("surveys.interview_exhibit_placed", interview, by, {"exhibit": exhibit.no, "sha256": exhibit.sha256})
    return exhibit


@transaction.atomic
def arrange_interview(
    *, interview: Interview, starts_at: datetime, meeting: str, place: str, owner: User | None, by: Actor
) -> Interview:
    """Fix when and where; may be done again until it is held."""
    rules.may_act(by, interview.person).require()
    rules.can_prepare(interview).require()
    if owner is not None:
        rules.may_see(owner, interview.case, interview.person).require()
    interview_moves.move(
        interview,
        "arrange",
        starts_at=starts_at,
        meeting=Meeting(meeting),
        place=place.strip()[:300],
        owner=owner,
        arranged_at=clock.now(),
    )
    record("surveys.interview_arranged", interview, by)
    return interview


@transaction.atomic
def cancel_interview(*, interview: Interview, reason: str, by: Actor) -> Interview:
    """It will not take place; the reason stays."""
    rules.may_act(by, interview.person).require()
    has_reason(reason).require()
    interview_moves.move(interview, "cancel", end_reason=reason.strip()[:500], ended_at=clock.now())
    record("surveys.interview_cancelled", interview, by)
    return interview


@transaction.atomic
def add_attendee(
    *, interview: Interview, name: str, role: str, by: Actor, represents: str = "", user: User | None = None
) -> Attendee:
    """Somebody takes part. An account of the product must be allowed to see the interview."""
    rules.may_act(by, interview.person).require()
    rules.can_add_attendee(interview).require()
    if user is not None:
        rules.may_see(user, interview.case, interview.person).require()
    if role == AttendeeRole.LAWYER and not represents:
        raise Refused(_("Say whom the lawyer represents."))
    if interview.attendees.filter(name=name.strip()[:200], role=role).exists():
        raise Refused(_("This attendee has been written down already."))
    attendee = Attendee(
        interview=interview,
        user=user,
        name=name.strip()[:200] or (user.name if user else ""),
        role=AttendeeRole(role),
        represents=Represents(represents) if role == AttendeeRole.LAWYER and represents else "",
    )
    attendee.save()
    record("surveys.interview_attendee_added", interview, by, {"role": attendee.role})
    return attendee


@transaction.atomic
def set_questions(*, interview: Interview, questions: Sequence[str], by: Actor) -> list[GuideQuestion]:
    """The questions of the guide in their order; empty lines fall away."""
    rules.may_act(by, interview.person).require()
    rules.can_prepare(interview).require()
    texts = [text.strip()[:500] for text in questions if text.strip()]
    interview.questions.all().delete()
    made = GuideQuestion.objects.bulk_create(
        GuideQuestion(interview=interview, position=position, text=text) for position, text in enumerate(texts, start=1)
    )
    record("surveys.interview_questions_set", interview, by, {"questions": len(made)})
    return made
