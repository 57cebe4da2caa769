"""Reminders: planned for two kinds of people, sent by schedule or at once, never to anybody who has submitted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.verdict import Refused
from surveys import rules
from surveys.actions.waves import MAIL_REMIND, day_begins, queue_mails, wave_ref
from surveys.enums import HALF_WAY, InvitationState, ReminderKind, WaveMode, WaveState
from surveys.models import Invitation, MailRules, ReminderPlan, Wave
from surveys.nameless.rules import without_participants


@transaction.atomic
def plan_reminders(*, wave: Wave, limits: dict[str, Any], plans: dict[str, dict[str, Any]], by: Actor) -> Wave:
    """Hours, days and cap of a wave, and for each kind its words and days. `plans` is by ReminderKind."""
    rules.can_close(wave).require() if wave.state != WaveState.DRAFT else rules.can_change(wave).require()
    try:
        mail_rules = MailRules(wave=wave, **limits)
        mail_rules.validate_constraints(exclude={"wave"})
        made = [ReminderPlan(wave=wave, kind=ReminderKind(kind), **facts) for kind, facts in plans.items()]
        for plan in made:
            plan.validate_constraints(exclude={"wave", "kind"})
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    MailRules.objects.update_or_create(wave=wave, defaults=limits)
    for kind, facts in plans.items():
        ReminderPlan.objects.update_or_create(wave=wave, kind=ReminderKind(kind), defaults=facts)
    trail.record(
        "surveys.reminders_planned",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={plan.kind: plan.is_active for plan in made},
    )
    return wave


def whom(wave: Wave, kind: str) -> QuerySet[Invitation]:
    """Those of the kind who have an address and were not reminded today. Nobody who submitted, declined or was withdrawn."""
    rows = Invitation.objects.filter(wave=wave).exclude(person__email="")
    rows = rows.exclude(pk__in=without_participants(wave))
    rows = rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=day_begins(wave)))
    if kind == ReminderKind.HALF_WAY:
        return rows.filter(state__in=HALF_WAY)
    return rows.filter(state__in=[InvitationState.PREPARED, InvitationState.SENT], mailed_at__isnull=False)


def due(plan: ReminderPlan) -> QuerySet[Invitation]:
    """Whom the schedule would remind on this day. Days are counted on the calendar of the case."""
    today = day_begins(plan.wave)

    def before(days: int) -> datetime:
        return today - timedelta(days=days - 1)

    rows = whom(plan.wave, plan.kind).annotate(
        times=Count("mails", filter=Q(mails__kind=plan.kind)),
        last=Coalesce("draft__saved_at", "started_at", "opened_at", "mailed_at"),
    )
    quiet = Q(reminded_at__isnull=True) | Q(reminded_at__lt=before(plan.every_days))
    since = "last__lt" if plan.kind == ReminderKind.HALF_WAY else "mailed_at__lt"
    return rows.filter(quiet, times__lt=plan.most, **{since: before(plan.after_days)})


@transaction.atomic
def send_reminders(*, wave: Wave, kind: str, by: Actor) -> int:
    """«Send now»: to all of the kind who were not reminded today; the hours do not matter, the day's cap does."""
    rules.can_have_links(wave).require()
    if kind not in ReminderKind.values:
        raise Refused(_("Reminders go to people who have not opened the link or have not finished."))
    return _send(wave, whom(wave, kind), kind, by)


@transaction.atomic
def send_due_reminders(*, plan: ReminderPlan, by: Actor) -> int:
    """What the schedule asks for at this moment; 0 outside the hours and on days without work."""
    wave, now = plan.wave, clock.now()
    if not plan.is_active or not wave.takes_answers(now) or not rules.can_mail_at(wave, now):
        return 0
    waiting = due(plan)
    return _send(wave, waiting, plan.kind, by) if waiting.exists() else 0


def _send(wave: Wave, waiting: QuerySet[Invitation], kind: str, by: Actor) -> int:
    count = queue_mails(wave, waiting, MAIL_REMIND, kind)
    trail.record(
        "surveys.reminders_mailed",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"mails": count, "kind": kind},
    )
    return count


def send_all_due(*, by: Actor) -> int:
    """Every active plan of every open wave. May run twice: nobody is reminded twice on one day."""
    plans = ReminderPlan.objects.filter(is_active=True, wave__state=WaveState.OPEN, wave__mode=WaveMode.WEB)
    return sum(
        send_due_reminders(plan=plan, by=by) for plan in plans.select_related("wave__case").order_by("wave_id", "kind")
    )
