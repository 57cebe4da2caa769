"""What a person does to views and to many measures at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.actions import case_ref
from casework.models import Case
from core.actor import Actor
from core.errors import Problem, Rejected
from core.ref import Ref
from core.verdict import ALLOWED, Refused, Verdict, refuse
from remediation.actions import update_measure
from remediation.models import Measure
from remediation.models.saved_view import SavedView

BULK = frozenset({"owner", "owner_name", "category", "target", "review_on"})
"""What may be changed for many at once: nothing that belongs to one measure alone."""


def can_save_view(case: Case, user: User, name: str) -> Verdict:
    if SavedView.objects.filter(case=case, user=user, name=name).exists():
        return refuse(gettext_lazy("You have a view of this name already. Choose another name, or remove the old one."))
    return ALLOWED


def _view_ref(view: SavedView) -> Ref:
    return Ref("saved_view", str(view.public_id))


@transaction.atomic
def save_view(*, case: Case, user: User, name: str, perspective: str, query: str, by: Actor) -> SavedView:
    """Keep a perspective with its filters. Reading is enough; nobody else sees the view."""
    can_save_view(case, user, name).require()
    view = SavedView.objects.create(case=case, user=user, name=name, perspective=perspective, query=query)
    trail.record("remediation.view_saved", by=by, chain=case.chain, subject=_view_ref(view), detail={"name": name})
    return view


@transaction.atomic
def drop_view(*, view: SavedView, by: Actor) -> None:
    """Remove a view of one's own."""
    trail.record(
        "remediation.view_dropped", by=by, chain=view.case.chain, subject=_view_ref(view), detail={"name": view.name}
    )
    view.delete()


@transaction.atomic
def change_measures(*, case: Case, measures: Iterable[Measure], by: Actor, **facts: Any) -> int:
    """The same change to many, each with its own line in the trail, all or nothing.

    Raises Rejected with the reason of every measure that refuses.
    """
    can_work(case).require()
    if unknown := set(facts) - BULK:
        raise ValueError(min(unknown))
    if facts.get("owner") and "owner_name" not in facts:
        facts["owner_name"] = str(facts["owner"])
    chosen = list(measures)
    if not chosen or not facts:
        raise Refused(_("Choose at least one measure and at least one change."))
    problems = []
    for measure in chosen:
        try:
            with transaction.atomic():
                update_measure(measure=measure, by=by, **facts)
        except Refused as refusal:
            problems.append(Problem(refusal.reason, sheet=measure.no, column=measure.text[:60]))
    if problems:
        raise Rejected(problems, _("Nothing was changed: %(count)s measures refuse.") % {"count": len(problems)})
    trail.record(
        "remediation.measures_changed_together",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={"measures": [measure.no for measure in chosen], "fields": sorted(facts)},
    )
    return len(chosen)
