"""Which unsubmitted answers are due for deletion, and when.

The days are counted from the end of the wave: its closing, or the end it was told, when nobody closed it. Somebody who may
answer late is counted from their own last day. A hold keeps what it covers; nobody reads it for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from casework.holds.queries import Held, held
from surveys.enums import WaveMode, WaveState
from surveys.models import Draft, Wave
from surveys.nameless.rules import is_nameless


def keeps_drafts(wave: Wave) -> bool:
    """Whether there can be unsubmitted answers at all."""
    return wave.mode == WaveMode.WEB and not is_nameless(wave)


def kept_for(wave: Wave) -> timedelta:
    """From the end on."""
    return timedelta(days=wave.drafts_kept_days)


def ended_at(wave: Wave, now: datetime) -> datetime | None:
    """When the wave ended; None while it runs."""
    if wave.state == WaveState.CLOSED:
        return wave.closed_at
    if wave.state == WaveState.OPEN and wave.closes_at is not None and wave.closes_at <= now:
        return wave.closes_at
    return None


def deleted_from(wave: Wave, now: datetime) -> datetime | None:
    """From when on unsubmitted answers are deleted; None while the wave runs."""
    end = ended_at(wave, now)
    return None if end is None else end + kept_for(wave)


def unsubmitted(wave: Wave) -> int:
    """How many people have begun and not submitted, which says nothing of what they wrote."""
    return Draft.objects.filter(invitation__wave=wave, saved_at__isnull=False).count()


@dataclass(frozen=True)
class Due:
    """What is due of a wave: to be deleted, and kept by a hold."""

    drafts: QuerySet[Draft]
    held: QuerySet[Draft]


def due(wave: Wave, now: datetime) -> Due:
    """Nothing while the wave runs or its days are not over."""
    day, rows = deleted_from(wave, now), Draft.objects.filter(invitation__wave=wave)
    if day is None or day > now:
        return Due(rows.none(), rows.none())
    late = Q(invitation__late_until__isnull=True) | Q(invitation__late_until__lte=now - kept_for(wave))
    return _divided(rows.filter(late), held(wave.case))


def _divided(rows: QuerySet[Draft], holds: Held) -> Due:
    if holds.whole:
        return Due(rows.none(), rows)
    kept = Q(invitation__person_id__in=holds.people)
    return Due(rows.exclude(kept), rows.filter(kept))
