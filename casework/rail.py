"""The rail of a case: its rooms in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.registries import registries

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class RailEntry:
    """One line of the rail; `gap` puts a rule above it."""

    name: str
    label: StrOrPromise
    url: str
    gap: bool
    count: int | None


ENTRIES: list[tuple[str, StrOrPromise, str, bool]] = [
    ("overview", _("Overview"), "casework:case-show", False),
    ("incidents", _("Incidents"), "casework:incident-list", False),
    ("people", _("People"), "people:person-list", True),
    ("surveys", _("Surveys"), "surveys:wave-list", False),
    ("evidence", _("Evidence and logs"), "evidence:source-list", False),
    ("reconciliation", _("Reconciliation"), "reconciliation:matrix", True),
    ("interviews", _("Interviews"), "surveys:interview-list", False),
    ("measures", _("Causes and measures"), "remediation:measure-list", False),
    ("tables", _("Tables"), "reports:tables", True),
    ("reports", _("Reports"), "reports:edition-list", False),
    ("trail", _("Trail"), "casework:trail", False),
]


def rail_of(case: Case) -> list[RailEntry]:
    """The entries whose rooms are there, with their counts."""
    entries = []
    for name, label, view, gap in ENTRIES:
        try:
            url = reverse(view, args=[case.public_id])
        except NoReverseMatch:
            continue
        counter = registries.rail_counts.get(name)
        entries.append(RailEntry(name, label, url, gap, counter(case) if counter else None))
    return entries
