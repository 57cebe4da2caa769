"""What upper rooms hand down: filled in `AppConfig.ready()`, read by pages that may not know those rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.verdict import ALLOWED, Verdict, refuse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Panel:
    """A part of a page loaded by htmx from its own URL: `url(case)` returns the address."""

    slot: str
    name: str
    position: int
    url: Callable[[Any], str]


@dataclass(frozen=True)
class Figure:
    """One figure of a case's strip; `value` is text, `None` when it cannot be computed."""

    label: StrOrPromise
    value: str | None
    unit: StrOrPromise = ""
    under: StrOrPromise = ""
    url: str = ""
    state: str = "none"
    word: StrOrPromise = ""


@dataclass(frozen=True)
class RailCount:
    """A number beside an entry of the case's rail."""

    entry: str
    count: Callable[[Any], int]


@dataclass(frozen=True)
class Waiting:
    """Work that waits for one user: `count` pieces, `late` of them past their day."""

    label: StrOrPromise
    scope: str
    count: int
    late: int
    url: str


@dataclass(frozen=True)
class Whence:
    """What something came of, in words, and its page."""

    label: StrOrPromise
    url: str


@dataclass(frozen=True)
class Pending:
    """One kind of decision that waits for one user; `keys` tell the single decisions apart from one day to the next."""

    label: StrOrPromise
    scope: str
    keys: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.keys)


@dataclass
class Registries:
    """All registries of one process."""

    panels: list[Panel] = field(default_factory=list)
    figures: list[tuple[int, Callable[[Any], Figure | None]]] = field(default_factory=list)
    rail_counts: dict[str, Callable[[Any], int]] = field(default_factory=dict)
    vetoes: dict[str, list[Callable[[Any], Verdict]]] = field(default_factory=dict)
    late_members: list[Callable[..., object]] = field(default_factory=list)  # (member=…, by=…)
    waiting: list[Callable[[Any], list[Waiting]]] = field(default_factory=list)
    pending: list[Callable[[Any], list[Pending]]] = field(default_factory=list)
    homes: list[Callable[[Any], str]] = field(default_factory=list)  # user → where somebody without a case belongs
    scope_rules: dict[str, Callable[[Any, str, bool], Verdict]] = field(default_factory=dict)
    grounds: dict[str, Callable[[Any, str], Whence | None]] = field(default_factory=dict)
    """kind of the reference → (case, public id) → what a lower room may say about it"""
    counted_options: list[Callable[[Any, str], Mapping[str, Collection[str]]]] = field(default_factory=list)
    """(case, questionnaire code) → question → the codes that tables count."""

    def panels_of(self, slot: str) -> list[Panel]:
        """The panels of one page in order."""
        return sorted((p for p in self.panels if p.slot == slot), key=lambda p: (p.position, p.name))

    def figures_of(self, case: Any) -> list[Figure]:
        """The figures of a case in order; those without a meaning yet are left out."""
        made = (make(case) for _, make in sorted(self.figures, key=lambda entry: entry[0]))
        return [figure for figure in made if figure is not None]

    def waiting_for(self, user: Any) -> list[Waiting]:
        """All that waits for the user, room by room."""
        return [one for make in self.waiting for one in make(user)]

    def pending_for(self, user: Any) -> list[Pending]:
        """All decisions that the user may take, room by room."""
        return [one for make in self.pending for one in make(user)]

    def home_of(self, user: Any) -> str:
        """Where somebody who is no member of any case belongs; empty: nowhere else."""
        return next((found for make in self.homes if (found := make(user))), "")

    def veto(self, deed: str, subject: Any) -> Verdict:
        """The first refusal any room has against the deed («case.close»)."""
        for rule in self.vetoes.get(deed, []):
            if not (verdict := rule(subject)):
                return verdict
        return ALLOWED

    def may_see_scope(self, user: Any, kind: str, public_id: str, *, work: bool) -> Verdict:
        """Whether the user may see (or with `work`, change) what belongs to the scope."""
        rule = self.scope_rules.get(kind)
        return rule(user, public_id, work) if rule else refuse("")


registries = Registries()
