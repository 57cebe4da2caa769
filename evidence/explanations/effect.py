"""How many rows each rule explains, and what a rule would change before it is approved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case
from engines.columnar.door import Door, Watch, part_of
from evidence.effects import COUNTED_FROM, Change, Effect, figures_with
from evidence.explanations.queries import rules_in_force
from evidence.inputs import Inputs
from evidence.models import ExplanationRule
from evidence.units import NOTHING, figures_of
from evidence.workspace import views_of

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


class RuleChange(Change):
    """A rule comes into force: rows it would explain, figures before and after, incident by incident."""

    kind = "rule"

    def __init__(self, rule: ExplanationRule) -> None:
        self.rule = rule

    @property
    def case(self) -> Case:
        return self.rule.case

    @property
    def title(self) -> str:
        return _("Computing what a rule would change")

    def said(self) -> dict[str, Any]:
        return {"rule": str(self.rule.public_id)}

    @classmethod
    def told(cls, said: dict[str, Any]) -> RuleChange:
        return cls(ExplanationRule.objects.select_related("case__roster").get(public_id=said["rule"]))

    def effects(self, tell: Watch | None = None) -> list[Effect]:
        others = [one for one in rules_in_force(self.case) if one.pk != self.rule.pk]
        together = sorted([*others, self.rule], key=lambda one: (one.order, one.pk or 1 << 62))
        before = figures_with(Inputs(self.case, rules=others), part_of(tell, 0, 0.5))
        after_that = part_of(tell, 0.5, 1)
        with views_of(Inputs(self.case, rules=together), part_of(after_that, 0, COUNTED_FROM)) as door:
            after = figures_of(door, part_of(after_that, COUNTED_FROM, 1))
            explained = explained_of(door, together)
        numbers = [entry.incident.no for entry in Inputs(self.case).maps]
        own = str(self.rule.public_id)
        return [
            Effect(
                no, before.get(no, NOTHING), after.get(no, NOTHING), explained.get(no, {}).get(own, {}).get("rows", 0)
            )
            for no in numbers
        ]
