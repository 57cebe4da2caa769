"""Each morning: what is due soon, what is late, who has to know next. Every line is written once, for ever.

A case's day is looked at once. If the machine slept for days, the nearest reminder is sent, not all of them; an
escalation is never left out. A clock that is put back finds the day done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from accounts.models import User
from casework.models import Case, CaseState
from core import clock
from core.models import MailState, OutboxMail
from core.outbox import queue_mail
from remediation.deadlines.calendars import calendar_of, moment_of, rules_of
from remediation.deadlines.deciding import tell_deciders
from remediation.deadlines.owed import Deadline, deadlines, of_case
from remediation.deadlines.producing import produce_occurrences
from remediation.deadlines.recipients import People, Recipient, Step, chain_of
from remediation.models import DeadlineRules, Digest, Notice, NoticeKind, ReminderRun

MAIL_DIGEST = "remediation.digest"


@dataclass(frozen=True, slots=True)
class Line:
    """What one person is told about one deadline."""

    deadline: Deadline
    recipient: Recipient
    kind: NoticeKind
    rule_days: int
    days: int
    step: str = ""

    @property
    def key(self) -> str:
        meant = self.recipient.on_behalf_of or self.recipient.user
        return f"{self.deadline.key}:{self.kind}:{self.step or self.rule_days}:{meant.pk}"


def remind_all() -> int:
    """All cases whose morning has come. Returns how many lines were written."""
    waiting: dict[datetime, list[tuple[DeadlineRules, date]]] = defaultdict(list)
    for case in Case.objects.filter(state=CaseState.OPEN).select_related("organisation").order_by("pk"):
        rules = rules_of(case)
        day = day_of(rules, clock.now())
        if day is not None and not ReminderRun.objects.filter(case=case, day__gte=day).exists():
            waiting[moment_of(rules, day)].append((rules, day))
    return sum(_remind_together(moment, group) for moment, group in sorted(waiting.items(), key=lambda pair: pair[0]))


def day_of(rules: DeadlineRules, now: datetime) -> date | None:
    """The newest day whose mail may go out now; none on a day without mail."""
    day = now.astimezone(ZoneInfo(rules.case.time_zone)).date()
    while moment_of(rules, day) > now:
        day -= timedelta(days=1)
    if rules.only_business_days and not calendar_of(rules.case, rules).is_open(day):
        return None
    return day


def _remind_together(moment: datetime, group: list[tuple[DeadlineRules, date]]) -> int:
    """One mail to a person for all cases of the same hour."""
    try:
        with transaction.atomic():
            lines = []
            for rules, day in group:
                ReminderRun.objects.create(case=rules.case, day=day)
                produce_occurrences(rules.case, day)
                lines.append((day, list(lines_of(rules, day))))
            tell_deciders(moment, group)
            return _write(moment, lines)
    except IntegrityError:
        if not all(ReminderRun.objects.filter(case=rules.case, day=day).exists() for rules, day in group):
            raise
        return 0  # another worker has done the same morning


def lines_of(rules: DeadlineRules, day: date) -> Iterator[Line]:
    """What has to be said on this day and has not been said yet."""
    days_before = sorted({int(days) for days in rules.reminder_days})
    until = day + timedelta(days=max(days_before, default=0))
    owed = deadlines(of_case(rules.case), until=until, today=day)
    people, chain = People(rules.case, day), chain_of(rules.case)
    told = _told(rules.case, {deadline.due_on for deadline in owed})
    for deadline in owed:
        left = (deadline.due_on - day).days
        said = told.get(deadline.key, set())
        made = _late(deadline, -left, chain, people) if left < 0 else _soon(deadline, left, days_before, people, said)
        yield from (line for line in made if line.key not in said)


def _told(case: Case, days: set[date]) -> dict[str, set[str]]:
    told: dict[str, set[str]] = defaultdict(set)
    for key in Notice.objects.filter(measure__case=case, due_on__in=days).values_list("key", flat=True):
        told[":".join(key.split(":")[:3])].add(key)
    return told


def _soon(deadline: Deadline, left: int, days_before: list[int], people: People, said: set[str]) -> Iterator[Line]:
    """The nearest reminder whose time has come, unless a nearer one was sent already."""
    rule = next((days for days in days_before if days >= left), None)
    kind = NoticeKind.REVIEW if deadline.is_review else NoticeKind.DUE
    if rule is None or any(_was_nearer(key, kind, rule) for key in said):
        return
    for recipient in people.owner(deadline.measure.owner):
        yield Line(deadline, recipient, kind, rule, left)


def _was_nearer(key: str, kind: NoticeKind, rule: int) -> bool:
    _about, _what, _day, said, number, _meant = key.split(":")
    return said != kind or not number.isdigit() or int(number) < rule


def _late(deadline: Deadline, late: int, chain: list[Step], people: People) -> Iterator[Line]:
    """Every link whose delay is over. Looking again is the owner's alone."""
    if deadline.is_review:
        for recipient in people.owner(deadline.measure.owner):
            yield Line(deadline, recipient, NoticeKind.REVIEW, 0, -late, "owner")
        return
    for step in chain:
        if late >= step.after_days:
            for recipient in people.of_step(step, deadline.measure.owner):
                yield Line(deadline, recipient, NoticeKind.LATE, step.after_days, late, step.target)


def _write(moment: datetime, days: Iterable[tuple[date, list[Line]]]) -> int:
    """Notices and mails in one go; a person who stands in for another hears of a thing once."""
    digests: dict[int, Digest] = {}
    notices, written = [], set[str]()
    for day, lines in days:
        for line in lines:
            if line.key in written:
                continue
            written.add(line.key)
            user = line.recipient.user
            digest = digests.get(user.pk) or digests.setdefault(user.pk, _digest(user, moment))
            notices.append(_notice(line, digest, day))
    Notice.objects.bulk_create(notices)
    return len(notices)


def _digest(user: User, moment: datetime) -> Digest:
    last = Digest.objects.filter(user=user, send_at=moment).select_related("mail").order_by("-part").first()
    if last is not None and last.mail is not None and last.mail.state == MailState.QUEUED:
        return last
    digest = Digest.objects.create(user=user, send_at=moment, part=last.part + 1 if last else 1)
    mail = queue_mail(MAIL_DIGEST, key=str(digest.public_id), payload={"digest": str(digest.public_id)})
    Digest.objects.filter(pk=digest.pk).update(mail=mail)
    OutboxMail.objects.filter(pk=mail.pk).update(not_before=max(moment, clock.now()))
    return digest


def _notice(line: Line, digest: Digest, day: date) -> Notice:
    return Notice(
        digest=digest,
        measure=line.deadline.measure,
        occurrence=line.deadline.occurrence,
        on_behalf_of=line.recipient.on_behalf_of,
        key=line.key,
        kind=line.kind,
        role=line.recipient.role,
        step=line.step,
        days=line.days,
        rule_days=line.rule_days,
        due_on=line.deadline.due_on,
        day=day,
    )
