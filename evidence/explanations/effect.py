"""How many rows each rule explains, and what a rule would change before it is approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.models import Case
from engines.columnar.door import Door
from evidence.explanations.queries import rules_in_force
from evidence.inputs import Inputs
from evidence.models import ExplanationRule
from evidence.units import NOTHING, SHOWN, Figures, figures_of
from evidence.workspace import views_of

EFFECT_STEPS = 2
BY_RULE = """
SELECT incident, explanation, count(*), count(DISTINCT person_no), count(DISTINCT contract) FROM views
WHERE inside AND explanation IS NOT NULL GROUP BY incident, explanation ORDER BY incident, explanation
"""


def explained_of(door: Door, rules: Sequence[ExplanationRule]) -> dict[str, dict[str, dict[str, int]]]:
    """Per incident and rule (public id): rows, people, contracts, from the relation `views`."""
    if not rules:
        return {}
    found: dict[str, dict[str, dict[str, int]]] = {}
    for incident, rule, rows, people, contracts in door.query(BY_RULE):
        found.setdefault(incident, {})[rule] = {"rows": rows, "people": people, "contracts": contracts}
    return found


@dataclass(frozen=True)
class Effect:
    """One incident with and without a change; the figures are those of `units`."""

    incident: str
    before: Figures
    after: Figures
    rows: int = 0

    @property
    def shown(self) -> list[tuple[str, int | None, int | None]]:
        """(unit, before, after) of the units that matter here."""
        return [(str(unit.label), self.before[unit], self.after[unit]) for unit in SHOWN]


def effect_of(case: Case, rule: ExplanationRule, *, tell: Callable[[int], None] = lambda _step: None) -> list[Effect]:
    """What approving the rule would change, incident by incident: rows it would explain, figures before and after.

    The rows are read twice, without the rule and with it; `tell` hears of each of the EFFECT_STEPS.
    """
    present = rules_in_force(case)
    others = [one for one in present if one.pk != rule.pk]
    together = sorted([*others, rule], key=lambda one: (one.order, one.pk or 1 << 62))
    with views_of(Inputs(case, rules=others)) as door:
        before = figures_of(door)
    tell(1)
    with views_of(Inputs(case, rules=together)) as door:
        after = figures_of(door)
        explained = explained_of(door, together)
    tell(2)
    numbers = [entry.incident.no for entry in Inputs(case).maps]
    return [
        Effect(
            no,
            before.get(no, NOTHING),
            after.get(no, NOTHING),
            explained.get(no, {}).get(str(rule.public_id), {}).get("rows", 0),
        )
        for no in numbers
    ]
