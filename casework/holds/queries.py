"""What must not be deleted now."""

from __future__ import annotations

from dataclasses import dataclass

from casework.models import Case, Hold


@dataclass(frozen=True)
class Held:
    """The whole case, or some people's (keys of the roster)."""

    whole: bool
    people: frozenset[int]

    def __bool__(self) -> bool:
        return self.whole or bool(self.people)


def held(case: Case) -> Held:
    """The holds that stand."""
    people = list(Hold.objects.filter(case=case, lifted_at__isnull=True).values_list("person_id", flat=True))
    return Held(None in people, frozenset(one for one in people if one is not None))
