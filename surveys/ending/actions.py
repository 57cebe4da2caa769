"""Opening a closed wave again, and deleting what nobody submitted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.verdict import Refused, has_reason
from surveys.actions.waves import wave_ref
from surveys.ending.due import due, keeps_drafts
from surveys.ending.rules import can_reopen
from surveys.models import Draft, Wave
from surveys.sealed.chain import forget_traces
from surveys.workflow import wave_moves


@transaction.atomic
def reopen_wave(*, wave: Wave, closes_at: datetime | None, reason: str, by: Actor) -> Wave:
    """The personal links work again, with what was saved; results are hidden until the wave closes anew."""
    can_reopen(wave).require()
    if closes_at is not None and closes_at <= clock.now():
        raise Refused(_("This time lies in the past. Choose a later one."))
    has_reason(reason).require()
    before = wave.closed_at
    wave_moves.move(wave, "reopen", closed_at=None, closes_at=closes_at)
    trail.record(
        "surveys.wave_reopened",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={
            "reason": reason.strip()[:300],
            "closed": before.isoformat() if before else None,
            "to": closes_at.isoformat() if closes_at else None,
        },
    )
    return wave


def delete_unsubmitted(*, by: Actor) -> int:
    """Of every wave what is due. Running twice deletes nothing more. Returns how many."""
    waves = Wave.objects.filter(pk__in=Draft.objects.values("invitation__wave_id")).select_related("case")
    return sum(_delete_of(wave=wave, by=by) for wave in waves.order_by("pk") if keeps_drafts(wave))


@transaction.atomic
def _delete_of(*, wave: Wave, by: Actor) -> int:
    """The trail gets the number, never who or what."""
    found = due(wave, clock.now())
    if not found.drafts.exists():
        return 0
    forget_traces()
    count = found.drafts.delete()[0]
    trail.record(
        "surveys.drafts_deleted",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"wave": wave.code, "deleted": count, "held": found.held.count()},
    )
    return count
