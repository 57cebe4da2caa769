"""What surveys show on the pages of the case."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Affiliation
from casework.models import Case
from core.registries import Figure
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import WaveState
from surveys.models import Delegate, Wave
from surveys.queries import rate, response_counts


def panel_url(case: Case) -> str:
    """The overview's panel."""
    return reverse("surveys:panel", args=[case.public_id])


def response_figure(case: Case) -> Figure | None:
    """The response rate over distinct people, with each affiliation under it."""
    counts = response_counts(case)
    if not counts.total.invited:
        return None
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster=case.roster).order_by("position", "pk")}
    under = "\n".join(
        f"{label} {rate(tally.answered, tally.invited)}%"
        for code, label in labels.items()
        if (tally := counts.distinct.get(code)) is not None and tally.invited
    )
    left = counts.total.invited - counts.total.answered
    return Figure(
        label=_("Response rate"),
        value=rate(counts.total.answered, counts.total.invited),
        unit="%",
        under=under,
        url=reverse("surveys:wave-list", args=[case.public_id]),
        state="done" if not left else "on",
        word=_("All have answered") if not left else _("%(count)s have not answered") % {"count": f"{left:,}"},
    )


def home_of_delegate(user: Any) -> str:
    """Delegates who sign in see their sites and nothing else."""
    helps = not user.may_open_cases and Delegate.objects.filter(user_id=user.pk).exists()
    return reverse("respondent:delegate-mine") if helps else ""


def waiting_url(case: Case) -> str:
    """What waits for an officer."""
    return reverse("surveys:waiting", args=[case.public_id])


def open_wave_count(case: Case) -> int:
    """Waves that still ask."""
    return Wave.objects.filter(case=case, state=WaveState.OPEN).count()


def no_open_wave(case: Case) -> Verdict:
    """A case does not close while people are still being asked."""
    if open_wave_count(case):
        return refuse(gettext_lazy("A survey wave is still open. Close it first."))
    return ALLOWED
