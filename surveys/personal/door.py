"""The door of the personal page: its session begins when the employee number has been given too."""

from __future__ import annotations

from surveys.link_door import LinkDoor
from surveys.models import PersonalLink
from surveys.personal.actions import can_enter

door = LinkDoor(
    "personal",
    lambda: PersonalLink.objects.select_related("case__organisation", "case__roster", "person"),
    can_enter,
)
