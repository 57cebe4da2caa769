"""Deadlines for calendar programs (RFC 5545): the same entry keeps its UID, whatever happens to its day."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from casework.access import Right, may
from casework.models import Case
from casework.queries import cases_of
from core import clock
from remediation.deadlines.owed import Deadline, deadlines
from remediation.models import CalendarFeed, Measure, Occurrence, OccurrenceState

BEHIND = timedelta(days=400)

if TYPE_CHECKING:
    from icalendar import Event


def new_token() -> str:
    """256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(token: str) -> CalendarFeed | None:
    """The feed while it is not revoked and its owner may still read it."""
    feed = (
        CalendarFeed.objects.filter(token_hash=hash_of(token), revoked_at__isnull=True, user__is_active=True)
        .select_related("user", "case")
        .first()
    )
    if feed is None or (feed.case is not None and not may(feed.user, feed.case, Right.VIEW)):
        return None
    return feed


def calendar_file(feed: CalendarFeed) -> bytes:
    """All that is owed, and the times done of the last 400 days."""
    from icalendar import Calendar  # noqa: PLC0415 -- slow import

    language = feed.case.language if feed.case else settings.LANGUAGE_CODE
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//Shirabe//Deadlines//EN")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", feed.case.label if feed.case else _("My measures"))
        for deadline in _deadlines(feed):
            calendar.add_component(_event(deadline))
        return bytes(calendar.to_ical())


def _deadlines(feed: CalendarFeed) -> Iterable[Deadline]:
    measures = Measure.objects.all()
    if feed.case is not None:
        measures = measures.of_case(feed.case)
    else:
        measures = measures.filter(owner=feed.user, case__in=cases_of(feed.user))
    yield from deadlines(measures.select_related("case"), until=date.max)
    done = Occurrence.objects.filter(
        measure__in=measures, state=OccurrenceState.DONE, due_on__gte=clock.now().date() - BEHIND
    )
    for occurrence in done.select_related("measure__case").order_by("due_on", "pk"):
        yield Deadline(occurrence.measure, occurrence.due_on, occurrence=occurrence)


def _event(deadline: Deadline) -> Event:
    from icalendar import Event  # noqa: PLC0415 -- slow import

    measure, occurrence = deadline.measure, deadline.occurrence
    done = occurrence is not None and occurrence.state == OccurrenceState.DONE
    event = Event()
    event.add("uid", deadline.uid)
    event.add("dtstamp", _stamp(deadline))
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + timedelta(days=1))
    event.add("summary", _summary(deadline, done=done))
    event.add(
        "url", settings.BASE_URL + reverse("remediation:measure-show", args=[_case_of(measure), measure.public_id])
    )
    event.add("transp", "TRANSPARENT")
    return event


def _case_of(measure: Measure) -> object:
    case: Case = measure.case
    return case.public_id


def _stamp(deadline: Deadline) -> datetime:
    made = deadline.occurrence.created_at if deadline.occurrence else deadline.measure.created_at
    return made.astimezone(UTC).replace(microsecond=0)


def _summary(deadline: Deadline, *, done: bool) -> str:
    facts = {"no": deadline.measure.no, "text": deadline.measure.text[:120]}
    if done:
        return _("Done: %(no)s %(text)s") % facts
    if deadline.is_review:
        return _("Look again: %(no)s %(text)s") % facts
    return _("Due: %(no)s %(text)s") % facts
