"""What every staff page shows around its content: the case switcher and the rail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from casework.queries import cases_of
from casework.rail import rail_of


def desk(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that a page without a desk costs no query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    case = getattr(request, "case", None)
    return {
        "my_cases": SimpleLazyObject(lambda: list(cases_of(user)[:30])),
        "rail_entries": SimpleLazyObject(lambda: rail_of(case) if case else []),
    }
