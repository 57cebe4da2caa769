"""The delegate's door: nothing of anybody's answers lies behind it."""

from __future__ import annotations

from surveys.actions.delegates import can_help
from surveys.link_door import LinkDoor
from surveys.models import Delegate

door = LinkDoor("delegate", lambda: Delegate.objects.select_related("wave__case__organisation"), can_help)
