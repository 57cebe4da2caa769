"""Who may see and hold an interview, and what its state allows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from casework.access import Right, can_work, is_oneself, may
from casework.models import Case
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import Identity
from surveys.models import Interview, Wave
from surveys.models.interview import UNDER_WAY, InterviewState
from surveys.models.interview_record import CourseKind

OWN = _("This interview is about yourself. Another officer has to do this.")


def may_see(user: Any, case: Case, person: Person) -> Verdict:
    """Whoever may read evidence, but nobody reads an interview about themselves in the case's rooms."""
    if is_oneself(user, person):
        return refuse(OWN)
    return may(user, case, Right.EVIDENCE)


def may_act(by: Actor, person: Person) -> Verdict:
    """Nobody proposes, arranges, holds or writes down an interview about themselves."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id is not None else None
    if user is not None and is_oneself(user, person):
        return refuse(OWN)
    return ALLOWED


def can_propose(case: Case, person: Person) -> Verdict:
    """Only people of the case's roster."""
    if person.roster_id != case.roster_id:
        return refuse(_("This person is not on the roster of the case."))
    return can_work(case)


def can_list_from(wave: Wave) -> Verdict:
    """Whether answers of this wave may name people for interviews."""
    if wave.identity == Identity.ANONYMOUS:
        return refuse(
            _("This wave is anonymous: nothing tells whose an answer is, so nobody can be listed by what was answered.")
        )
    if wave.identity == Identity.PSEUDONYMOUS:
        return refuse(
            _(
                "People were told that two persons together open a pseudonym, one at a time and with reasons. So no rule "
                "lists names from this wave. Open the pseudonym first, then list the person by hand."
            )
        )
    return ALLOWED


def can_prepare(interview: Interview) -> Verdict:
    """Exhibits, questions and the guide belong before the talk."""
    if interview.state not in UNDER_WAY:
        return refuse(_("The interview is over, so nothing can be placed or asked in it any more."))
    return can_work(interview.case)


def can_add_attendee(interview: Interview) -> Verdict:
    """Who takes part is known before, or seen in the room."""
    return can_prepare(interview) if interview.state in UNDER_WAY else can_write_course(interview)


def can_write_course(interview: Interview) -> Verdict:
    """What was said is written down in the talk or right after it, before the record goes to the person."""
    if interview.state not in {InterviewState.ARRANGED, InterviewState.HELD}:
        return refuse(_("What was said is written down between arranging the interview and giving the record out."))
    return can_work(interview.case)


def can_show_exhibits(interview: Interview) -> Verdict:
    """Free recall comes first: what people are shown colours what they remember."""
    if not interview.course.filter(kind=CourseKind.RECALL).exists():
        return refuse(_("First write down what the person remembers freely. Exhibits are shown after that."))
    return can_write_course(interview)


def can_write_record(interview: Interview) -> Verdict:
    """A record is written after the talk; while it lies with the person it can be revised, and goes out anew."""
    if interview.state not in {InterviewState.HELD, InterviewState.SENT}:
        return refuse(_("A record is written when the interview has been held, until the person has confirmed it."))
    return can_work(interview.case)
