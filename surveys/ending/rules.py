"""Whether a closed wave may be opened again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import WaveState
from surveys.models import Wave
from surveys.nameless.rules import is_nameless


def can_reopen(wave: Wave) -> Verdict:
    """Not one without names: its results have been seen, and whoever came next would be known by the difference."""
    if not (verdict := can_work(wave.case)):
        return verdict
    if wave.state != WaveState.CLOSED:
        return refuse(_("Only a closed wave can be opened again."))
    if is_nameless(wave):
        return refuse(
            _(
                "The results of this wave without names have been open to officers since it closed. Answers that came "
                "now could be told from the others, so it stays closed. Prepare a new wave."
            )
        )
    return ALLOWED
