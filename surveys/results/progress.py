"""How far people come and how long they take, counted without looking at drafts.

A draft belongs to the respondent alone. When the respondent's own request saves it, a count of the wave grows by one
for each question passed: nothing is kept of who, when, or what was answered. Only questions that everybody is asked
are counted. To have come to another question would tell an answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Sum

from core.prepared import Write, adding
from surveys.logic import Form
from surveys.logic.brought import skip_name
from surveys.logic.definition import UNASKED
from surveys.models import Draft, ProgressCount, ProgressKind, Wave

SHARDS = 8
LONGEST_PAUSE = timedelta(minutes=5)
"""A longer silence counts as five minutes: somebody went away."""
MOST_MINUTES = 600


@lru_cache(maxsize=200)
def asked_of_everybody(form: Form) -> tuple[str, ...]:
    """The questions without a condition, in their order."""
    return tuple(
        name
        for name, question in form.questions.items()
        if question["relevant"] is None and question["type"] not in UNASKED
    )


def furthest(form: Form, answered: Iterable[str]) -> int:
    """How many of the questions asked of everybody are passed, when these have been answered."""
    given = set(answered)
    passed = (name in given or skip_name(name) in given for name in asked_of_everybody(form))
    return max((place for place, done in enumerate(passed, 1) if done), default=0)


def active_seconds(draft: Draft, began: datetime | None, now: datetime) -> int:
    """The time spent so far, long pauses cut."""
    since = draft.saved_at or began
    gap = min(max(now - since, timedelta()), LONGEST_PAUSE) if since else timedelta()
    return (draft.active_seconds or 0) + int(gap.total_seconds())


def counting_reached(wave: Wave, before: int, after: int) -> list[Write]:
    """Somebody has passed further questions, «2>5». One row for a step, so that nobody waits for two rows at once."""
    return [_adding(wave, ProgressKind.REACHED, f"{before}>{after}")] if after > before else []


def counting_minutes(wave: Wave, seconds: int) -> Write:
    """Somebody has submitted after so much time; part of a minute counts as one."""
    return _adding(wave, ProgressKind.MINUTES, str(min(MOST_MINUTES, max(1, -(-seconds // 60)))))


def _adding(wave: Wave, kind: ProgressKind, key: str) -> Write:
    row = ProgressCount(wave_id=wave.pk, kind=kind, key=key, shard=secrets.randbelow(SHARDS), n=1)
    return adding(row, "wave", "kind", "key", "shard", adds="n")


def reached(wave: Wave, places: int) -> list[int]:
    """How many people have passed each of the questions asked of everybody."""
    found = [0] * places
    for key, n in _sums(wave, ProgressKind.REACHED):
        before, after = (int(part) for part in key.split(">"))
        for place in range(before, min(after, places)):
            found[place] += n
    return found


def minutes(wave: Wave) -> dict[int, int]:
    """Minutes of answering → people."""
    return {int(key): n for key, n in _sums(wave, ProgressKind.MINUTES)}


def _sums(wave: Wave, kind: ProgressKind) -> Iterable[tuple[str, int]]:
    rows = ProgressCount.objects.filter(wave=wave, kind=kind).order_by("key")
    return rows.values_list("key").annotate(total=Sum("n"))
