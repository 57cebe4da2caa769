"""Asking about one answer, answering, closing. The answer itself never changes here."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.access import Right, can_work, may
from core import clock
from core.actor import Actor, ActorKind
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from surveys.forms_of import form_of
from surveys.interviews.actions import lock
from surveys.interviews.guide import can_read_answers
from surveys.interviews.rules import may_act
from surveys.models import AnswerQuery, QueryEntry, ResponseVersion
from surveys.models.answer_query import QueryKind, QueryState
from surveys.personal.actions import MAIL_PERSONAL, link_for_person

MAIL_DUE = "surveys.query_due"
BEFORE = timedelta(days=1)


def _record(kind: str, query: AnswerQuery, by: Actor) -> None:
    trail.record(
        kind,
        by=by,
        chain=query.case.chain,
        subject=Ref("answer_query", str(query.public_id)),
        detail={"no": query.no, "state": str(query.state)},
    )


@transaction.atomic
def ask_about(
    *,
    version: ResponseVersion,
    question: str,
    kind: str,
    text: str,
    by: Actor,
    owner: User | None = None,
    due_on: date | None = None,
) -> AnswerQuery:
    """Open a thread about one answer and announce it to the person on their own page."""
    response = version.response
    wave, person = response.wave, response.person
    can_work(wave.case).require()
    may_act(by, person).require()
    if not can_read_answers(wave):
        raise Refused(_("The wave is still taking answers. Until it closes, officers see who answered, not what."))
    if question not in form_of(wave.version).questions:
        raise Refused(_("The questionnaire has no question «%(name)s».") % {"name": question})
    if not text.strip():
        raise Refused(_("Write what the person is to explain."))
    if owner is not None:
        may(owner, wave.case, Right.WORK).require()
    open_ones = AnswerQuery.objects.filter(version=version, question=question, kind=kind)
    if open_ones.exclude(state=QueryState.CLOSED).exists():
        raise Refused(_("This is being asked already. Write in the thread that is open."))
    lock(wave.case)
    query = AnswerQuery.objects.create(
        case=wave.case,
        version=version,
        owner=owner,
        no=int(AnswerQuery.objects.filter(case=wave.case).aggregate(n=Max("no"))["n"] or 0) + 1,
        question=question,
        kind=QueryKind(kind),
        due_on=due_on,
    )
    QueryEntry.objects.create(query=query, by_kind=by.kind, by_label=by.label, text=text.strip()[:4000])
    _announce(query, by)
    _record("surveys.query_asked", query, by)
    return query


def _announce(query: AnswerQuery, by: Actor) -> None:
    person = query.version.response.person
    link = link_for_person(case=query.case, person=person, by=by)
    if person.email:
        payload = {"link": str(link.public_id), "what": "query"}
        queue_mail(MAIL_PERSONAL, key=f"query:{query.public_id}:{query.entries.count()}", payload=payload)
        AnswerQuery.objects.filter(pk=query.pk).update(mailed_at=clock.now())


@transaction.atomic
def write_in_query(*, query: AnswerQuery, text: str, by: Actor, for_office: bool = False) -> QueryEntry:
    """An entry; it passes the turn to the other side, but for a note for the office."""
    can_work(query.case).require()
    if by.user_id is not None:
        may_act(by, query.version.response.person).require()
    if not text.strip():
        raise Refused(_("Write something first."))
    target = QueryState.ANSWERED if by.kind is ActorKind.RESPONDENT else QueryState.OPEN
    state = query.state if for_office else target
    if not AnswerQuery.objects.filter(pk=query.pk).exclude(state=QueryState.CLOSED).update(state=state):
        raise Refused(_("This question is closed."))
    query.state = state
    entry = QueryEntry.objects.create(
        query=query, by_kind=by.kind, by_label=by.label, text=text.strip()[:4000], for_office=for_office
    )
    if by.kind is not ActorKind.RESPONDENT and not for_office:
        _announce(query, by)
    _record("surveys.query_written", query, by)
    return entry


@transaction.atomic
def assign_query(*, query: AnswerQuery, owner: User | None, due_on: date | None, by: Actor) -> AnswerQuery:
    """Who looks after it, and until when an answer is wanted."""
    can_work(query.case).require()
    may_act(by, query.version.response.person).require()
    if owner is not None:
        may(owner, query.case, Right.WORK).require()
    if not AnswerQuery.objects.filter(pk=query.pk).exclude(state=QueryState.CLOSED).update(owner=owner, due_on=due_on):
        raise Refused(_("This question is closed."))
    query.owner, query.due_on = owner, due_on
    _record("surveys.query_changed", query, by)
    return query


@transaction.atomic
def close_query(*, query: AnswerQuery, resolution: str, by: Actor) -> AnswerQuery:
    """What it came to, in words."""
    can_work(query.case).require()
    may_act(by, query.version.response.person).require()
    if not resolution.strip():
        raise Refused(_("Say what it came to."))
    changed = (
        AnswerQuery.objects.filter(pk=query.pk)
        .exclude(state=QueryState.CLOSED)
        .update(state=QueryState.CLOSED, resolution=resolution.strip()[:500], closed_at=clock.now())
    )
    if not changed:
        raise Refused(JUST_CHANGED)
    query.refresh_from_db()
    _record("surveys.query_closed", query, by)
    return query


def remind_due_queries() -> int:
    """A mail to each person whose answer is wanted tomorrow or is late; once for each day that was fixed."""
    sent = 0
    waiting = AnswerQuery.objects.filter(state=QueryState.OPEN, due_on__isnull=False, case__state="open")
    for query in waiting.select_related("case", "version__response__person").order_by("pk"):
        person, due_on = query.version.response.person, query.due_on
        if due_on is None or not person.email or clock.today(query.case.time_zone) < due_on - BEFORE:
            continue
        with transaction.atomic():
            link = link_for_person(case=query.case, person=person, by=Actor.system())
            payload = {"link": str(link.public_id), "query": str(query.public_id)}
            queue_mail(MAIL_DUE, key=f"{query.public_id}:{due_on.isoformat()}", payload=payload)
        sent += 1
    return sent
