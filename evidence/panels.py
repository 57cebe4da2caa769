"""What evidence shows on the pages of the case."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case, System
from core.registries import Figure
from core.verdict import ALLOWED, Verdict, refuse
from evidence.enums import SETTLED, LogFileState
from evidence.matrix import open_discrepancies
from evidence.models import DiscrepancyNote
from evidence.person_log import coverage
from evidence.queries import newest_reconciliation


def panel_url(case: Case) -> str:
    """The overview's panel."""
    return reverse("evidence:panel", args=[case.public_id])


def discrepancy_figure(case: Case) -> Figure | None:
    """People whose difference is not explained yet."""
    run = newest_reconciliation(case)
    if run is None:
        return None
    count = open_discrepancies(case, run)
    zone = ZoneInfo(case.time_zone)
    return Figure(
        label=_("Open differences"),
        value=f"{count:,}",
        unit=_("people"),
        under=_("Compared on %(day)s") % {"day": run.created_at.astimezone(zone).strftime("%Y-%m-%d")},
        url=reverse("reconciliation:matrix", args=[case.public_id]),
        state="done" if not count else "on",
        word=_("Everything is explained") if not count else _("Not explained yet"),
    )


def coverage_figure(case: Case) -> Figure | None:
    """Systems whose log has been received, of all systems of the case."""
    systems = System.objects.filter(case=case)
    total = systems.count()
    if not total:
        return None
    got = systems.filter(log_sources__files__state=LogFileState.IMPORTED).distinct().count()
    spans = coverage(case)
    under = f"{min(s.first for s in spans)} – {max(s.last for s in spans)}" if spans else ""
    return Figure(
        label=_("Log coverage"),
        value=f"{got} / {total}",
        unit=_("systems"),
        under=under,
        url=reverse("evidence:source-list", args=[case.public_id]),
        state="done" if got == total else "due",
        word=_("A log of every system") if got == total else _("Some systems have no log"),
    )


def rail_count(case: Case) -> int:
    """Beside the rail's entry."""
    return open_discrepancies(case)


def no_open_note(case: Case) -> Verdict:
    """A case does not close while differences are being followed up."""
    if DiscrepancyNote.objects.filter(case=case).exclude(state__in=SETTLED).exists():
        return refuse(gettext_lazy("Discrepancy notes are still open. Explain or close them first."))
    return ALLOWED
