"""A rule in words: its conditions one by one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from evidence.models import ExplanationRule


def conditions_of(rule: ExplanationRule, zone: ZoneInfo) -> list[tuple[str, str]]:
    """(what, which) for each condition that the rule makes."""
    names = {
        "systems": _("Systems"),
        "sites": _("Places"),
        "screens": _("Screens"),
        "categories": _("Customer categories"),
        "actions": _("Actions"),
        "retailers": _("Retailers"),
        "affiliations": _("Affiliations"),
        "people": _("People (person ids)"),
        "logins": _("Log-in ids"),
        "terminals": _("Terminals"),
    }
    found = []
    if rule.starts_at or rule.ends_at:
        found.append((_("Time"), f"{_at(rule.starts_at, zone)} – {_at(rule.ends_at, zone)}"))
    found += [(label, "、".join(getattr(rule, name))) for name, label in names.items() if getattr(rule, name)]
    return found


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
