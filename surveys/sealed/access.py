"""The channel's own guard: a designation opens it, membership of the case does not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from casework.models import Case, Exclusion
from core.access import mark_guarded
from surveys.models import Designation
from surveys.sealed.rules import designation_of

P = ParamSpec("P")


def pending(user: Any, case: Case) -> Designation | None:
    """An appointment that waits for the user to accept it."""
    if Exclusion.objects.filter(case=case, user_id=user.pk).exists():
        return None
    return Designation.objects.filter(
        case=case, user_id=user.pk, accepted_at__isnull=True, ended_at__isnull=True
    ).first()


def designated_view(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, uuid.UUID, P], HttpResponse]:
    """404 for everybody else, members and officers too: that there is something is not told."""

    @wraps(view)
    def guarded(request: HttpRequest, case_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        case = Case.objects.filter(public_id=case_id).select_related("organisation", "roster").first()
        if case is None or (designation_of(request.user, case) or pending(request.user, case)) is None:
            raise Http404
        return view(request, case, *args, **kwargs)

    marked: Any = mark_guarded(login_required(guarded), "sealed channel: designated people")
    return cast("Callable[Concatenate[HttpRequest, uuid.UUID, P], HttpResponse]", marked)
