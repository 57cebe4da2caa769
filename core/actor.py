"""Who did it: every `by` is an Actor, given explicitly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class ActorKind(StrEnum):
    """What kind of party acts."""

    USER = "user"
    RESPONDENT = "respondent"
    TOKEN = "token"  # noqa: S105 -- a kind, not a secret
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A party with a stable id and a label that outlives the row it came from."""

    kind: ActorKind
    id: str
    label: str

    @classmethod
    def system(cls, label: str = "system") -> Actor:
        """The software itself: sweeps, schedules, commands without --by."""
        return cls(ActorKind.SYSTEM, "", label)

    @classmethod
    def of_user(cls, user: AbstractBaseUser | Any) -> Actor:
        """A signed-in user."""
        return cls(ActorKind.USER, str(user.pk), str(user.get_username()))

    @classmethod
    def respondent(cls, public_id: object, label: str = "respondent") -> Actor:
        """A person who answers by link; the label carries no name."""
        return cls(ActorKind.RESPONDENT, str(public_id), label)

    @property
    def user_id(self) -> int | None:
        """The user's key, if a user acts."""
        return int(self.id) if self.kind is ActorKind.USER and self.id.isdigit() else None
