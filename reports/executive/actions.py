"""To take note, with a line in the trail of the case."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.models import Case, Role
from casework.queries import role_in
from core.actor import Actor
from core.ref import Ref
from core.verdict import ALLOWED, Verdict, refuse
from remediation.actions import measure_ref
from remediation.models import Measure
from reports.actions import case_ref
from reports.executive.overview import Line
from reports.executive.promises import Promise, fingerprint_of
from reports.models import AcknowledgedKind, Acknowledgement


def may_acknowledge(user: User, case: Case) -> Verdict:
    """Those for whom the page is made."""
    if role_in(user, case) in {Role.EXECUTIVE, Role.OFFICER}:
        return ALLOWED
    return refuse(_("Only executives and officers of the case take note of its overview."))


def figures_print(line: Line) -> str:
    """The hash of a case's figures."""
    return hashlib.sha256(json.dumps(sorted(line.counts.items())).encode()).hexdigest()


@transaction.atomic
def acknowledge_overview(*, line: Line, user: User, by: Actor) -> Acknowledgement:
    """The user has seen the figures of the line's case. The same figures twice are one row."""
    case = line.case
    assert case is not None  # noqa: S101 -- lines of cases have one
    may_acknowledge(user, case).require()
    return _note(case, AcknowledgedKind.OVERVIEW, case_ref(case), figures_print(line), user, by, dict(line.counts))


@transaction.atomic
def acknowledge_wording(*, measure: Measure, promise: Promise, user: User, by: Actor) -> Acknowledgement:
    """The user knows that the measure no longer says what the edition promised."""
    may_acknowledge(user, measure.case).require()
    detail = {"no": measure.no, "edition": promise.newest.ordinal}
    print_ = fingerprint_of(promise, measure)
    return _note(measure.case, AcknowledgedKind.WORDING, measure_ref(measure), print_, user, by, detail)


def _note(  # noqa: PLR0917 -- one place for both kinds
    case: Case, kind: str, subject: Ref, fingerprint: str, user: User, by: Actor, detail: dict[str, object]
) -> Acknowledgement:
    row, made = Acknowledgement.objects.get_or_create(
        case=case,
        user=user,
        kind=kind,
        subject=subject.id,
        fingerprint=fingerprint,
        defaults={"by_label": by.label},
    )
    if made:
        trail.record(f"reports.{kind}_acknowledged", by=by, chain=case.chain, subject=subject, detail=detail)
    return row
