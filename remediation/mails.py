"""The morning's mail: made when sending, so that it says what is true then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from casework.models import Case
from casework.queries import cases_of
from core.outbox import RenderedMail
from remediation.deadlines.deciding import MAIL_DECISIONS, render_decisions
from remediation.deadlines.reminding import MAIL_DIGEST
from remediation.models import Digest, Notice, NoticeKind, OccurrenceState
from remediation.models.reminder import Role


def render_digest(payload: Mapping[str, Any]) -> RenderedMail | None:
    """None when nothing of it is owed any more, or its reader may not know of the cases any more."""
    digest = Digest.objects.select_related("user").filter(public_id=payload["digest"]).first()
    if digest is None or not digest.user.is_active:
        return None
    notices = [notice for notice in notices_of(digest, digest.user) if still_owed(notice)]
    if not notices:
        return None
    cases: dict[Case, list[Notice]] = {}
    for notice in notices:
        cases.setdefault(notice.measure.case, []).append(notice)
    language = str(getattr(digest.user, "language", "") or notices[0].measure.case.language)
    with translation.override(language):
        late = sum(1 for notice in notices if notice.kind == NoticeKind.LATE)
        facts = {
            "user": digest.user,
            "cases": [(case, [Told(notice) for notice in lines]) for case, lines in cases.items()],
            "settings_url": settings.BASE_URL + reverse("deadlines:mine"),
        }
        return RenderedMail(digest.user.email, _subject(late, len(notices)), render_to_string(_TEMPLATE, facts))


_TEMPLATE = "remediation/mail/digest.txt"


def _subject(late: int, total: int) -> str:
    if late:
        return _("Measures: %(late)s overdue, %(total)s in all") % {"late": late, "total": total}
    return _("Measures: %(total)s to be reminded of") % {"total": total}


def notices_of(digest: Digest, user: User) -> list[Notice]:
    """In the order of the days, without cases that the reader may not know.

    Whoever is told of one thing in two roles on one morning reads the later link of the chain.
    """
    found = Notice.objects.filter(digest=digest, measure__case__in=cases_of(user))
    found = found.select_related("measure__case", "occurrence", "on_behalf_of")
    lines: dict[tuple[int, int | None, object], Notice] = {}
    for notice in found.order_by("measure__case__number", "due_on", "measure__position", "rule_days", "pk"):
        lines[notice.measure_id, notice.occurrence_id, notice.due_on] = notice
    return list(lines.values())


def still_owed(notice: Notice) -> bool:
    measure = notice.measure
    if notice.occurrence is not None:
        return notice.occurrence.state != OccurrenceState.DONE and notice.occurrence.due_on == notice.due_on
    return measure.is_owed and notice.due_on in {measure.due_on, measure.review_on}


class Told:
    """A line for the reader, with the answer to «why did I get this?»."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.measure = notice.measure
        path = reverse("remediation:measure-show", args=[self.measure.case.public_id, self.measure.public_id])
        self.url = settings.BASE_URL + path

    @property
    def what(self) -> str:
        notice = self.notice
        facts = {"day": f"{notice.due_on:%Y-%m-%d}", "days": abs(notice.days)}
        if notice.kind == NoticeKind.LATE:
            return _("Due on %(day)s, overdue by days: %(days)s") % facts
        if notice.kind == NoticeKind.REVIEW:
            return _("To be looked at again on %(day)s") % facts
        return _("Due on %(day)s, days left: %(days)s") % facts

    @property
    def why(self) -> str:
        """Whose rule, as what, and for whom."""
        notice = self.notice
        sentences = [self._role(), self._rule()]
        if notice.on_behalf_of is not None:
            sentences.append(
                _("It went to you because %(name)s is on leave and named you as delegate.")
                % {"name": notice.on_behalf_of}
            )
        return " ".join(sentences) if translation.get_language() == "en" else "".join(sentences)

    def _role(self) -> str:
        return {
            Role.OWNER: _("You are the owner of this measure."),
            Role.OFFICER: _("This measure has no owner who can be reached, so the officers of the case are told."),
            Role.MANAGER: _("You are the manager in the chain of escalation of this case."),
            Role.EXECUTIVE: _("You are an executive in the chain of escalation of this case."),
        }[Role(self.notice.role)]

    def _rule(self) -> str:
        facts = {"days": self.notice.rule_days}
        if self.notice.kind == NoticeKind.LATE:
            return _("The case tells you when something is late by days: %(days)s.") % facts
        if self.notice.kind == NoticeKind.REVIEW and self.notice.days < 0:
            return _("The day for looking again has passed.")
        return _("The case reminds this many days before the day: %(days)s.") % facts


RENDERERS = {MAIL_DIGEST: render_digest, MAIL_DECISIONS: render_decisions}
