"""What people do to deadlines: finish a time, put it off, move it; set the rules; go on leave; share a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.models import Case
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from remediation import rules as plan_rules
from remediation.deadlines import rules
from remediation.deadlines.calendars import rules_of, settled
from remediation.deadlines.owed import single_measures
from remediation.feeds import hash_of, new_token
from remediation.models import (
    Absence,
    CalendarFeed,
    ClosedDay,
    DeadlineRules,
    EscalationStep,
    Measure,
    Occurrence,
    OccurrenceState,
)
from remediation.queries import today_of
from remediation.timing import due_on


@transaction.atomic
def finish_occurrence(*, occurrence: Occurrence, by: Actor, done_on: date | None = None) -> Occurrence:
    """Done this time; the measure goes on."""
    today = today_of(occurrence.measure.case)
    _may_change(occurrence).require()
    plan_rules.can_be_done_on(done_on, today).require()
    _move(occurrence, state=OccurrenceState.DONE, done_on=done_on or today, snoozed_until=None, reason="")
    _record(occurrence, "remediation.occurrence_done", by, {"done_on": str(occurrence.done_on)})
    return occurrence


@transaction.atomic
def snooze_occurrence(*, occurrence: Occurrence, until: date, reason: str, by: Actor) -> Occurrence:
    """No reminder before that day. The due day stays, and so does being late."""
    _may_change(occurrence).require()
    rules.can_snooze_until(until, today_of(occurrence.measure.case)).require()
    rules.can_be_without_reason(reason).require()
    _move(occurrence, state=OccurrenceState.SNOOZED, snoozed_until=until, reason=reason)
    _record(occurrence, "remediation.occurrence_snoozed", by, {"until": str(until), "reason": reason})
    return occurrence


@transaction.atomic
def change_occurrence(*, occurrence: Occurrence, due: date, reason: str, by: Actor) -> Occurrence:
    """Another day for this time only. What was planned stays visible beside it."""
    _may_change(occurrence).require()
    rules.can_be_without_reason(reason).require()
    before = occurrence.due_on
    _move(occurrence, state=OccurrenceState.CHANGED, due_on=due, snoozed_until=None, reason=reason)
    detail = {"from": str(before), "to": str(due), "reason": reason}
    _record(occurrence, "remediation.occurrence_changed", by, detail)
    return occurrence


def _may_change(occurrence: Occurrence) -> Any:
    return can_work(occurrence.measure.case) & rules.can_still_change(occurrence)


def _move(occurrence: Occurrence, **facts: Any) -> None:
    """Compare and set."""
    row = Occurrence.objects.filter(pk=occurrence.pk, state=occurrence.state, due_on=occurrence.due_on)
    if row.update(**facts) != 1:
        raise Refused(JUST_CHANGED)
    for name, value in facts.items():
        setattr(occurrence, name, value)


def _record(occurrence: Occurrence, kind: str, by: Actor, detail: dict[str, str]) -> None:
    measure = occurrence.measure
    trail.record(
        kind,
        by=by,
        chain=measure.case.chain,
        subject=Ref("measure", str(measure.public_id)),
        detail={"planned_on": str(occurrence.planned_on), **detail},
    )


@transaction.atomic
def set_rules(
    *,
    case: Case,
    by: Actor,
    day_rule: str,
    bank_days: bool,
    reminder_days: Iterable[int],
    remind_at: time,
    quiet_from: time | None = None,
    quiet_to: time | None = None,
    only_business_days: bool = False,
) -> DeadlineRules:
    """How the case counts and reminds. Due days that nobody has touched follow the new rule for business days."""
    can_work(case).require()
    days = sorted(set(reminder_days), reverse=True)
    rules.can_remind(days).require()
    rules.can_be_quiet(quiet_from, quiet_to).require()
    stored = rules_of(case)
    stored.day_rule, stored.bank_days, stored.reminder_days = day_rule, bank_days, days
    stored.remind_at, stored.quiet_from, stored.quiet_to = remind_at, quiet_from, quiet_to
    stored.only_business_days = only_business_days
    stored.save()
    settle_days(case)
    trail.record(
        "remediation.deadline_rules_set",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"day_rule": day_rule, "bank_days": bank_days, "reminder_days": days, "remind_at": str(remind_at)},
    )
    return stored


def settle_days(case: Case) -> None:
    """Due days of single measures and of untouched times to come, after the rule for business days."""
    for measure in single_measures(Measure.objects.of_case(case)):
        day = settled(case, due_on(measure.understood))
        if day is not None and day != measure.due_on:
            Measure.objects.filter(pk=measure.pk).update(due_on=day)
    coming = Occurrence.objects.filter(measure__case=case, state=OccurrenceState.OPEN, planned_on__gte=today_of(case))
    for occurrence in coming:
        day = settled(case, occurrence.planned_on)
        if day is not None and day != occurrence.due_on:
            Occurrence.objects.filter(pk=occurrence.pk).update(due_on=day)


@transaction.atomic
def set_chain(*, case: Case, steps: Iterable[tuple[str, int, User | None]], by: Actor) -> list[EscalationStep]:
    """Who learns after how many days; replaces the whole chain. `steps` are target, days, user."""
    can_work(case).require()
    wanted = list(steps)
    rules.can_escalate(case, wanted).require()
    EscalationStep.objects.filter(case=case).delete()
    made = EscalationStep.objects.bulk_create(
        EscalationStep(case=case, target=target, after_days=days, user=user) for target, days, user in wanted
    )
    trail.record(
        "remediation.escalation_set",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"steps": [[target, days] for target, days, _user in wanted]},
    )
    return made


@transaction.atomic
def close_day(*, case: Case, day: date, by: Actor, label: str = "", whole_organisation: bool = False) -> ClosedDay:
    """A day on which the case, or its whole organisation, does not work."""
    can_work(case).require()
    place: dict[str, Any] = {"organisation": case.organisation} if whole_organisation else {"case": case}
    closed, _new = ClosedDay.objects.update_or_create(day=day, **place, defaults={"label": label})
    settle_days(case)
    trail.record(
        "remediation.day_closed",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"day": str(day), "organisation": whole_organisation},
    )
    return closed


@transaction.atomic
def open_day(*, case: Case, closed: ClosedDay, by: Actor) -> None:
    """Take a closed day back."""
    can_work(case).require()
    rules.can_open(case, closed).require()
    day = closed.day
    closed.delete()
    settle_days(case)
    trail.record(
        "remediation.day_opened",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"day": str(day)},
    )


@transaction.atomic
def go_on_leave(*, user: User, delegate: User, first_on: date, last_on: date, by: Actor) -> Absence:
    """Mails about the user's measures go to the delegate in those days, in the cases that the delegate may know."""
    rules.can_be_away(user, delegate, first_on, last_on).require()
    absence = Absence.objects.create(user=user, delegate=delegate, first_on=first_on, last_on=last_on)
    trail.record(
        "remediation.leave_entered",
        by=by,
        chain="installation",
        subject=Ref("user", str(user.public_id)),
        detail={"first_on": str(first_on), "last_on": str(last_on)},
    )
    return absence


@transaction.atomic
def end_leave(*, absence: Absence, by: Actor) -> None:
    """The leave is taken back or over."""
    user = absence.user
    absence.delete()
    trail.record(
        "remediation.leave_removed", by=by, chain="installation", subject=Ref("user", str(user.public_id)), detail={}
    )


@transaction.atomic
def open_feed(*, user: User, by: Actor, case: Case | None = None) -> tuple[CalendarFeed, str]:
    """A new address; the one before stops. The token is given out here and never again."""
    if case is not None:
        rules.may_share(user, case).require()
    _revoke(CalendarFeed.objects.filter(user=user, case=case, revoked_at__isnull=True))
    token = new_token()
    feed = CalendarFeed.objects.create(user=user, case=case, token_hash=hash_of(token))
    _record_feed("remediation.feed_opened", feed, by)
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: Actor) -> None:
    """The address stops at once."""
    if _revoke(CalendarFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True)):
        _record_feed("remediation.feed_revoked", feed, by)


def _revoke(feeds: Any) -> int:
    return int(feeds.update(revoked_at=clock.now()))


def _record_feed(kind: str, feed: CalendarFeed, by: Actor) -> None:
    chain = feed.case.chain if feed.case else "installation"
    trail.record(kind, by=by, chain=chain, subject=Ref("feed", str(feed.public_id)), detail={})
