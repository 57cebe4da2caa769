"""A rule's answer: allowed, or refused with the sentence that the user will read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# For a write that found the row no longer as it was read.
JUST_CHANGED = _("Someone else has just changed this. Reload the page and look again.")


class Refused(Exception):  # noqa: N818 -- a refusal is an outcome, not a fault
    """An action was asked for that the rules do not allow; `reason` is a whole sentence."""

    def __init__(self, reason: StrOrPromise) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True)
class Verdict:
    """The same sentence serves the page, the command and the action."""

    allowed: bool
    reason: StrOrPromise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise Refused unless allowed."""
        if not self.allowed:
            raise Refused(self.reason)

    def __and__(self, other: Verdict) -> Verdict:
        return self if not self.allowed else other


ALLOWED = Verdict(allowed=True)


def refuse(reason: StrOrPromise) -> Verdict:
    """A refusal with its sentence: what, why, what to do."""
    return Verdict(allowed=False, reason=reason)


def has_reason(reason: str) -> Verdict:
    """What nobody may do without saying why."""
    return ALLOWED if reason.strip() else refuse(_("Please give a reason."))
