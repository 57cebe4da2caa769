"""What follow-ups show on the pages of the case."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.verdict import ALLOWED, Verdict, refuse
from surveys.interviews.queries import open_query_count, under_way_count


def panel_url(case: Case) -> str:
    """The overview's panel."""
    return reverse("surveys:follow-ups", args=[case.public_id])


def nothing_under_way(case: Case) -> Verdict:
    """A case does not close over open questions or interviews that are still to come."""
    if n := open_query_count(case):
        return refuse(_("%(count)s questions about answers are open. Close them first.") % {"count": n})
    if n := under_way_count(case):
        return refuse(_("%(count)s interviews are proposed or arranged. Hold or cancel them first.") % {"count": n})
    return ALLOWED
