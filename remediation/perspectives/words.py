"""What the trail calls the actions of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AUDIT_WORDS: dict[str, StrOrPromise] = {
    "remediation.view_saved": _("View of the measures saved"),
    "remediation.view_dropped": _("Saved view removed"),
    "remediation.measures_changed_together": _("Several measures changed together"),
    "remediation.list_taken_back": _("List of measures taken back from a workbook"),
}
