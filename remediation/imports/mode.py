from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from core.sheets import RowReader


class Mode(StrEnum):
    """What happens to a row whose number is there already."""

    UPDATE = "update"
    SKIP = "skip"
    STOP = "stop"

    def goes_on(self, row: RowReader) -> bool:
        """Whether the row is read; under «stop» it is a problem."""
        if self is Mode.STOP:
            row.problem("no", _("This number is there already. Leave the row out, or choose to change or to skip it."))
        return self is Mode.UPDATE
