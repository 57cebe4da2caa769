"""What a scope may say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case, System
from core.verdict import ALLOWED, Verdict, refuse
from evidence.scopes.selection import EVERY_KIND, MOST_MINUTES, Selection


def has_reason(reason: str) -> Verdict:
    """A version needs its reason."""
    return ALLOWED if reason.strip() else refuse(gettext_lazy("Write down the reason."))


def can_select(case: Case, selection: Selection) -> Verdict:
    """Systems of the case, an order of days, a sensible span of a view, kinds of explanation that exist."""
    known = set(System.objects.filter(case=case).values_list("code", flat=True))
    if absent := sorted(set(selection.systems) - known):
        return refuse(_("There is no system %(codes)s in the case.") % {"codes": ", ".join(absent)})
    if not selection.systems:
        return refuse(gettext_lazy("Choose at least one system; without one no row belongs to the incident."))
    if selection.log_from and selection.log_to and selection.log_to < selection.log_from:
        return refuse(gettext_lazy("The window ends before it begins."))
    if not 0 <= selection.minutes <= MOST_MINUTES:
        return refuse(_("Rows of one view lie at most %(most)s minutes apart.") % {"most": MOST_MINUTES})
    if set(selection.minus) - set(EVERY_KIND):
        return refuse(gettext_lazy("This kind of explanation is not known."))
    return ALLOWED
