"""Bad input as a list of problems, each with its place and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where it stands and a whole sentence. Row and column count from 1."""

    message: StrOrPromise
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def as_json(self) -> dict[str, object]:
        """The shape used by the commands."""
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "message": str(self.message)}


class Rejected(Refused):
    """Nothing was saved; `problems` says why, cell by cell."""

    def __init__(self, problems: Sequence[Problem], reason: StrOrPromise | None = None) -> None:
        self.problems = list(problems)
        super().__init__(
            reason
            or (
                problems[0].message
                if len(problems) == 1
                else _("Nothing was saved: the file has problems that are listed below.")
            )
        )
