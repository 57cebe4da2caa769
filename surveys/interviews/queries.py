"""Lists of interviews, proposed changes and questions. Nobody finds anything about themselves in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from casework.models import Case
from surveys.models import Amendment, AnswerQuery, CourseEntry, Interview, InterviewExhibit
from surveys.models.amendment import AmendmentState
from surveys.models.answer_query import QueryState
from surveys.models.interview import UNDER_WAY, InterviewState

NEEDS_OFFICER = (InterviewState.PROPOSED, InterviewState.HELD)


def about_oneself(user: Any, path: str) -> Q:
    """Rows whose person is the user: linked, or the same address."""
    return Q(**{f"{path}__user_id": user.pk}) | (Q(**{f"{path}__email__iexact": user.email}) if user.email else Q())


def interviews_of(case: Case, user: Any) -> QuerySet[Interview]:
    """In their order, without those about the user."""
    rows = Interview.objects.filter(case=case).exclude(about_oneself(user, "person"))
    return rows.select_related("person__affiliation", "owner").order_by("no")


def queries_of(case: Case, user: Any) -> QuerySet[AnswerQuery]:
    """Threads, the ones with the nearest day first."""
    rows = AnswerQuery.objects.filter(case=case).exclude(about_oneself(user, "version__response__person"))
    return rows.select_related(
        "version__response__person__affiliation", "version__response__wave__version", "owner", "case"
    ).order_by("due_on", "no")


def amendments_of(case: Case, user: Any) -> QuerySet[Amendment]:
    """Newest first."""
    rows = Amendment.objects.filter(base__response__wave__case=case)
    rows = rows.exclude(about_oneself(user, "base__response__person"))
    return rows.select_related(
        "base__response__person", "base__response__wave__version", "base__response__wave__case", "interview", "query"
    ).order_by("-proposed_at", "-pk")


@dataclass(frozen=True)
class Counts:
    """How much of each kind is under way in a case."""

    proposed: int
    arranged: int
    unwritten: int  # held, and no record given out yet
    with_person: int
    queries_open: int
    queries_answered: int
    amendments: int

    @property
    def waiting(self) -> int:
        """What an officer has to do."""
        return self.proposed + self.unwritten + self.queries_answered


def counts_of(case: Case) -> Counts:
    """Three queries."""
    states = dict(Interview.objects.filter(case=case).order_by().values_list("state").annotate(n=Count("pk")))
    queries = dict(AnswerQuery.objects.filter(case=case).order_by().values_list("state").annotate(n=Count("pk")))
    return Counts(
        proposed=states.get(InterviewState.PROPOSED, 0),
        arranged=states.get(InterviewState.ARRANGED, 0),
        unwritten=states.get(InterviewState.HELD, 0),
        with_person=states.get(InterviewState.SENT, 0),
        queries_open=queries.get(QueryState.OPEN, 0),
        queries_answered=queries.get(QueryState.ANSWERED, 0),
        amendments=Amendment.objects.filter(base__response__wave__case=case, state=AmendmentState.PROPOSED).count(),
    )


def waiting_count(case: Case) -> int:
    """For the rail; one query."""
    interviews = Interview.objects.filter(case=case, state__in=NEEDS_OFFICER).order_by().values_list("pk")
    queries = AnswerQuery.objects.filter(case=case, state=QueryState.ANSWERED).order_by().values_list("pk")
    return interviews.union(queries, all=True).count()


def open_query_count(case: Case) -> int:
    """Threads that have no end yet."""
    return AnswerQuery.objects.filter(case=case).exclude(state=QueryState.CLOSED).count()


def under_way_count(case: Case) -> int:
    """Interviews that are proposed or arranged."""
    return Interview.objects.filter(case=case, state__in=UNDER_WAY).count()


def shown_exhibits(interview: Interview) -> QuerySet[InterviewExhibit]:
    """What the person was shown, by its number, with the moments of showing; what was only laid ready is left out."""
    showings = Prefetch("showings", queryset=CourseEntry.objects.order_by("at", "pk"))
    shown = interview.exhibits.filter(pk__in=interview.course.filter(exhibit__isnull=False).values("exhibit_id"))
    return shown.order_by("no").prefetch_related(showings)
