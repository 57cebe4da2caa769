"""What may be done with editions, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from casework.models import Case
from core.verdict import ALLOWED, Verdict, refuse
from engines.tables import Table
from reports.models import Edition


def can_change(edition: Edition) -> Verdict:
    """A frozen edition never changes."""
    if edition.is_frozen:
        return refuse(_("This edition is frozen and never changes. Make a new edition instead."))
    return can_work(edition.case)


def can_freeze(edition: Edition) -> Verdict:
    """There must be something to freeze."""
    if not edition.sections:
        return refuse(_("The edition has no sections yet. Add one before freezing."))
    return can_change(edition)


def can_issue(tables: Sequence[Table]) -> Verdict:
    """A failed check stops the freeze."""
    failed = [check for table in tables for check in table.failed]
    if not failed:
        return ALLOWED
    return refuse(
        _("%(count)s checks of the tables fail. Mend them, or freeze with a written reason.") % {"count": len(failed)}
    )


def can_add_edition(case: Case, ordinal: int) -> Verdict:
    """Numbers are used once."""
    if Edition.objects.filter(case=case, ordinal=ordinal).exists():
        return refuse(_("There is an edition with this number already."))
    return can_work(case)
