"""What is done to deadlines, in the words of the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AUDIT_WORDS: dict[str, StrOrPromise] = {
    "remediation.occurrence_done": _("One time of a measure done"),
    "remediation.occurrence_snoozed": _("One time of a measure put off"),
    "remediation.occurrence_changed": _("One time of a measure moved"),
    "remediation.deadline_rules_set": _("Rules for deadlines set"),
    "remediation.escalation_set": _("Chain of escalation set"),
    "remediation.day_closed": _("Closed day entered"),
    "remediation.day_opened": _("Closed day removed"),
    "remediation.leave_entered": _("Leave entered"),
    "remediation.leave_removed": _("Leave removed"),
    "remediation.feed_opened": _("Calendar address made"),
    "remediation.feed_revoked": _("Calendar address stopped"),
}
