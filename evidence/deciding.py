"""What waits for a decision that the reader may take: a second person, or any officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access import Right, may
from casework.models import Case, CaseState, Role
from casework.queries import cases_of
from core.actor import Actor
from core.registries import Pending, Waiting
from evidence.models import DoubtState, ExplanationRule, IdentityDoubt, Opening, OpeningState
from evidence.notes.queries import own_entries
from evidence.twice.queries import overlaps_in


@dataclass(frozen=True)
class Decision:
    """One kind of decision in one case: which ones (as keys), and where the first of them is taken."""

    label: str
    url: str
    keys: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.keys)


def decisions_of(case: Case, user: Any) -> list[Decision]:
    """Kinds of decisions that wait for this officer; nobody decides about what they proposed, or about themselves."""
    if not may(user, case, Right.WORK):
        return []
    made = (_openings(case, user), _explanations(case, user), _doubts(case, user), _overlaps(case))
    return [one for one in made if one.count]


def waiting_for(user: Any) -> list[Waiting]:
    """The same on the start page, case by case."""
    return [
        Waiting(label=one.label, scope=f"{case.number} {case.label}", count=one.count, late=0, url=one.url)
        for case, one in _in_cases(user)
    ]


def pending_for(user: Any) -> list[Pending]:
    """The same for the morning's mail."""
    return [Pending(one.label, f"{case.number} {case.label}", one.keys) for case, one in _in_cases(user)]


def _in_cases(user: Any) -> Iterator[tuple[Case, Decision]]:
    cases = cases_of(user, Role.OFFICER).filter(state=CaseState.OPEN).order_by("number")
    return ((case, one) for case in cases for one in decisions_of(case, user))


def _openings(case: Case, user: Any) -> Decision:
    asked = Opening.objects.filter(log_file__case=case, state=OpeningState.ASKED).exclude(asked_by=user)
    found = list(asked.order_by("asked_at", "pk").values_list("log_file__public_id", "pk"))
    url = reverse("evidence:custody", args=[case.public_id, found[0][0]]) if found else ""
    return Decision(_("Openings of sealed originals to decide"), url, [f"opening:{pk}" for _file, pk in found])


def _explanations(case: Case, user: Any) -> Decision:
    proposed = ExplanationRule.objects.filter(case=case, steps__isnull=True)
    others = proposed.exclude(by_label=Actor.of_user(user).label).values_list("pk", flat=True)
    url = reverse("evidence:explanation-list", args=[case.public_id])
    return Decision(_("Explanations to approve"), url, [f"explanation:{pk}" for pk in others])


def _doubts(case: Case, user: Any) -> Decision:
    doubts = IdentityDoubt.objects.filter(case=case, state=DoubtState.OPEN)
    others = doubts.exclude(person__in=own_entries(case, user))
    open_ones = others.exclude(opinions__by_label=Actor.of_user(user).label).values_list("pk", flat=True)
    url = reverse("evidence:doubt-list", args=[case.public_id])
    return Decision(_("Owners of ids to check"), url, [f"doubt:{pk}" for pk in open_ones])


def _overlaps(case: Case) -> Decision:
    found = [one.overlap.pk for one in overlaps_in(case) if one.to_decide]
    url = reverse("evidence:source-list", args=[case.public_id])
    return Decision(_("Rows in two files to decide"), url, [f"overlap:{pk}" for pk in found])
