"""Who may enter a case, and how far.

Outside the case: 404, the same as for a case that does not exist. Inside without the right: 403 with the reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.text import fold
from casework.models import Case, CaseState, Role
from casework.queries import cases_of, role_in
from core.access import mark_guarded
from core.verdict import ALLOWED, Verdict, refuse

P = ParamSpec("P")
CaseView = Callable[Concatenate[HttpRequest, uuid.UUID, P], HttpResponse]


class Right(StrEnum):
    """What a view needs."""

    VIEW = "view"
    WORK = "work"
    EVIDENCE = "evidence"
    AUDIT = "audit"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OFFICER: frozenset({Right.VIEW, Right.WORK, Right.EVIDENCE, Right.AUDIT}),
    Role.AUDITOR: frozenset({Right.VIEW, Right.EVIDENCE, Right.AUDIT}),
    Role.EXECUTIVE: frozenset(),
}


def may(user: Any, case: Case, right: Right) -> Verdict:
    """Whether the user's role in the case includes the right."""
    role = role_in(user, case)
    if role is not None and right in RIGHTS[role]:
        return ALLOWED
    if role is Role.EXECUTIVE:
        return refuse(_("Executives see the overview with aggregate figures only. Ask the case's officer for details."))
    if role is Role.AUDITOR:
        return refuse(_("Auditors read but do not change. Ask the case's officer to make the change."))
    return refuse(_("You are not a member of this case. Ask the case's officer to add you."))


def can_work(case: Case) -> Verdict:
    """Whether the case's state allows changes."""
    if case.state == CaseState.OPEN:
        return ALLOWED
    return refuse(_("The case is closed, so nothing in it can be changed. Reopen it first."))


def is_oneself(user: Any, person: Person) -> bool:
    """Whether the person of the roster is the user: linked, or the same address."""
    if person.user_id is not None and person.user_id == user.pk:
        return True
    return bool(person.email) and fold(person.email) == fold(str(user.email))


def may_open_dossier(user: Any, case: Case, person: Person) -> Verdict:
    """Evidence right, and never about oneself."""
    if is_oneself(user, person):
        return refuse(_("This is your own entry. Nobody opens a dossier about themselves; another officer can."))
    return may(user, case, Right.EVIDENCE)


def may_see_case_scope(user: Any, public_id: str, work: bool) -> Verdict:  # noqa: FBT001 -- the registry's shape
    """For jobs and other things that belong to a case."""
    case = cases_of(user).filter(public_id=public_id).first()
    if case is None:
        return refuse("")
    return may(user, case, Right.WORK if work else Right.VIEW)


def case_view(right: Right) -> Callable[[Callable[Concatenate[HttpRequest, Case, P], HttpResponse]], CaseView[P]]:
    """Guard: look the case up by `case_id`, check the right, hand the view the case.

    A view under WORK also refuses a closed case.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Case, P], HttpResponse],
    ) -> CaseView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, case_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            case = cases_of(request.user).filter(public_id=case_id).select_related("roster").first()
            if case is None:
                raise Http404
            may(request.user, case, right).require()
            if right is Right.WORK and request.method not in {"GET", "HEAD"}:
                can_work(case).require()
            request.case = case  # type: ignore[attr-defined]  # the desk's context reads it
            return view(request, case, *args, **kwargs)

        return cast("CaseView[P]", mark_guarded(login_required(guarded), f"case: {right}"))

    return decorate
