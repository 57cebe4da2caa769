"""States and moves as a table that checks itself when it is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.verdict import ALLOWED, JUST_CHANGED, Refused, Verdict, refuse


@dataclass(frozen=True)
class Transition:
    """A move by name, with the audit type that its action writes."""

    name: str
    source: str
    target: str
    audit: str


class Workflow:
    """The moves of one kind of object over its field `state`."""

    def __init__(self, name: str, *, initial: str, states: Sequence[str], transitions: Sequence[Transition]) -> None:
        self.name, self.initial, self.states, self.transitions = name, initial, tuple(states), tuple(transitions)
        known = set(self.states)
        if initial not in known:
            raise ValueError(f"{name}: the initial state {initial} is not a state")
        if stray := ({t.source for t in transitions} | {t.target for t in transitions}) - known:
            raise ValueError(f"{name}: unknown states {sorted(stray)}")
        if len({(t.name, t.source) for t in transitions}) != len(transitions):
            raise ValueError(f"{name}: two moves of one name leave the same state")
        reached, edge = {initial}, {initial}
        while edge := {t.target for t in transitions if t.source in edge} - reached:
            reached |= edge
        if unreachable := known - reached:
            raise ValueError(f"{name}: nothing leads to {sorted(unreachable)}")

    def find(self, state: str, name: str) -> Transition | None:
        """The move of that name out of that state, if there is one."""
        return next((t for t in self.transitions if t.source == state and t.name == name), None)

    def moves_from(self, state: str) -> list[Transition]:
        """What may happen next."""
        return [t for t in self.transitions if t.source == state]

    def can(self, state: str, name: str) -> Verdict:
        """Whether the state allows the move."""
        if self.find(state, name):
            return ALLOWED
        return refuse(_("This step is not possible in the present state. Reload the page to see what has changed."))

    def move(self, obj: models.Model, name: str, **also: Any) -> Transition:
        """Compare and set: move `obj` and set the fields in `also`; Refused if someone else moved it first."""
        state = str(obj.state)  # type: ignore[attr-defined]
        self.can(state, name).require()
        transition = self.find(state, name)
        assert transition is not None  # noqa: S101 -- can() has just said so
        changed = (
            type(obj)._default_manager.filter(pk=obj.pk, state=state).update(state=transition.target, **also)  # noqa: SLF001
        )
        if changed != 1:
            raise Refused(JUST_CHANGED)
        for field, value in {"state": transition.target, **also}.items():
            setattr(obj, field, value)
        return transition
