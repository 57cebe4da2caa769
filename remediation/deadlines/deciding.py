"""Each morning, who may decide hears that something new waits for them: numbers and the way to the start page only.

Nothing is told twice: what waited when the last mail was written is kept with it, by key. What somebody proposed
themselves does not wait for them, so they hear nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.models import OutboxMail
from core.outbox import RenderedMail, queue_mail
from core.registries import Pending, registries
from remediation.deadlines.recipients import People
from remediation.models import DeadlineRules

MAIL_DECISIONS = "remediation.decisions"


def tell_deciders(moment: datetime, group: Iterable[tuple[DeadlineRules, date]]) -> int:
    """Queue the mails of the officers of these cases; at most one a day to each. Returns how many. Part of an action."""
    officers = {officer.pk: (officer, day) for rules, day in group for officer in People(rules.case, day).officers}
    return sum(_tell(officer, day, moment) for _pk, (officer, day) in sorted(officers.items()))


def _tell(user: User, day: date, moment: datetime) -> bool:
    waiting = sorted({key for one in registries.pending_for(user) for key in one.keys})
    mails = OutboxMail.objects.filter(kind=MAIL_DECISIONS, key__startswith=f"{user.pk}:")
    last = mails.order_by("-pk").first()
    known = set(last.payload["waiting"]) if last else set()
    key = f"{user.pk}:{day}"
    if known.issuperset(waiting) or mails.filter(key=key).exists():
        return False
    mail = queue_mail(MAIL_DECISIONS, key=key, payload={"user": user.pk, "waiting": waiting})
    OutboxMail.objects.filter(pk=mail.pk).update(not_before=max(moment, clock.now()))
    return True


def render_decisions(payload: Mapping[str, Any]) -> RenderedMail | None:
    """What waits when it is sent; None when nothing does any more, or the reader may not decide any more."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None:
        return None
    with translation.override(str(user.language or settings.LANGUAGE_CODE)):
        scopes: dict[str, list[Pending]] = {}
        for one in registries.pending_for(user):
            scopes.setdefault(one.scope, []).append(one)
        if not scopes:
            return None
        total = sum(one.count for waiting in scopes.values() for one in waiting)
        facts = {"user": user, "scopes": scopes, "url": settings.BASE_URL + reverse("casework:home")}
        subject = _("Decisions that wait for you: %(count)s") % {"count": total}
        return RenderedMail(user.email, subject, render_to_string("remediation/mail/decisions.txt", facts))
