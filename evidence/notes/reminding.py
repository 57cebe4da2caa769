"""Owners learn of overdue notes: on the day after the due day, then every week; and it waits for them on their start page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from casework.access import Right, may
from casework.models import Case, CaseState, Role
from casework.queries import cases_of
from core import clock
from core.outbox import RenderedMail, queue_mail
from core.registries import Waiting
from evidence.enums import SETTLED
from evidence.models import DiscrepancyNote
from evidence.notes.queries import late_notes_of

MAIL_OVERDUE = "evidence.notes_overdue"
FROM_HOUR, EVERY_DAYS = 8, 7


def remind_owners() -> int:
    """Queue today's mails, in the morning of each case's time zone; the same day twice is one mail. Returns how many."""
    queued = 0
    for case in Case.objects.filter(state=CaseState.OPEN, discrepancy_notes__due_on__isnull=False).distinct():
        now = clock.now().astimezone(ZoneInfo(case.time_zone))
        if now.hour < FROM_HOUR:
            continue
        notes = DiscrepancyNote.objects.filter(case=case, owner__isnull=False, due_on__lt=now.date())
        owners: dict[int, bool] = {}
        for owner, due_on in notes.exclude(state__in=SETTLED).values_list("owner_id", "due_on"):
            if owner is not None and due_on is not None:
                owners[owner] = owners.get(owner, False) or _is_told(due_on, now.date())
        for owner in sorted(owner for owner, told in owners.items() if told):
            payload = {"case": str(case.public_id), "user": owner}
            queue_mail(MAIL_OVERDUE, key=f"{case.public_id}:{owner}:{now.date()}", payload=payload)
            queued += 1
    return queued


def _is_told(due_on: date, today: date) -> bool:
    return ((today - due_on).days - 1) % EVERY_DAYS == 0


def render_overdue(payload: Mapping[str, Any]) -> RenderedMail | None:
    """None when nothing is overdue any more, or the owner may not work in the case any more. No name stands in a mail."""
    case = Case.objects.filter(public_id=payload["case"]).first()
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if (
        case is None
        or user is None
        or not cases_of(user).filter(pk=case.pk).exists()
        or not may(user, case, Right.WORK)
    ):
        return None
    today = clock.today(case.time_zone)
    notes = DiscrepancyNote.objects.filter(case=case, owner=user, due_on__lt=today).exclude(state__in=SETTLED)
    lines = list(notes.select_related("incident").order_by("due_on", "pk"))
    if not lines:
        return None
    with translation.override(str(getattr(user, "language", "") or case.language)):
        facts = {
            "user": user,
            "case": case,
            "notes": lines[:50],
            "url": settings.BASE_URL + overdue_url(case, user),
        }
        subject = _("Discrepancy notes overdue: %(count)s") % {"count": len(lines)}
        return RenderedMail(user.email, subject, render_to_string("evidence/mail/overdue.txt", facts))


def overdue_url(case: Case, user: User) -> str:
    """The reader's own unsettled notes."""
    return f"{reverse('reconciliation:note-list', args=[case.public_id])}?state=unsettled&owner={user.public_id}"


def waiting_for(user: Any) -> list[Waiting]:
    """What the user owns and has not settled, case by case."""
    cases = list(cases_of(user, Role.OFFICER).filter(state=CaseState.OPEN).order_by("number"))
    return [
        Waiting(
            label=_("Discrepancy notes that you own"),
            scope=f"{case.number} {case.label}",
            count=total,
            late=late,
            url=overdue_url(case, user),
        )
        for case, total, late in late_notes_of(user, cases)
    ]
