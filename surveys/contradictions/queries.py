"""Which rules there are, and whose answers meet them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Person
from casework.models import Case
from surveys.contradictions.fitting import fitted
from surveys.enums import WaveState
from surveys.library import CONTRADICTIONS, ENTRIES
from surveys.logic import Contradiction, Definition
from surveys.models import ContradictionRule, Questionnaire, Response, ResponseVersion, Wave
from surveys.pooling.queries import pooling_of


@dataclass(frozen=True)
class Finding:
    """One person's current answers in one wave meet one rule. `questions` are the names whose answers it is about."""

    person: Person
    wave: Wave
    rule: ContradictionRule
    questions: tuple[str, ...]
    version: ResponseVersion


def rules_of(case: Case) -> QuerySet[ContradictionRule]:
    """The rules in force, by questionnaire and code."""
    newest = ContradictionRule.objects.filter(questionnaire=OuterRef("questionnaire"), code=OuterRef("code"))
    return (
        ContradictionRule.objects.filter(questionnaire__case=case, in_force=True)
        .filter(ordinal=Subquery(newest.order_by("-ordinal").values("ordinal")[:1]))
        .select_related("questionnaire")
        .order_by("questionnaire__code", "code")
    )


def found(case: Case, *, wave: Wave | None = None, person: Person | None = None) -> list[Finding]:
    """By wave, person and rule. Only waves that have closed: until then officers see who answered, not what.

    As many queries for one rule and person as for all of them. A questionnaire is read once, not with each person.
    """
    by_questionnaire: dict[int, list[tuple[ContradictionRule, Contradiction]]] = {}
    for rule in rules_of(case):
        by_questionnaire.setdefault(rule.questionnaire_id, []).append((rule, rule.as_logic()))
    if not by_questionnaire:
        return []
    answered = Response.objects.filter(wave__case=case, wave__state=WaveState.CLOSED, current__isnull=False)
    answered = answered.filter(wave__version__questionnaire__in=by_questionnaire)
    if wave is not None:
        answered = answered.filter(wave=wave)
    if person is not None:
        answered = answered.filter(person=person)
    rows = answered.select_related("person__affiliation", "current").prefetch_related("wave__version__questionnaire")
    return list(_findings(rows.order_by("wave__no", "person__no"), by_questionnaire))


def _findings(
    rows: Iterable[Response], rules: dict[int, list[tuple[ContradictionRule, Contradiction]]]
) -> Iterator[Finding]:
    for response in rows:
        assert response.current is not None  # noqa: S101 -- only those with answers were asked for
        answers = response.current.answers
        for rule, logic in rules[response.wave.version.questionnaire_id]:
            if logic.first.holds(answers) and logic.second.holds(answers):
                yield Finding(response.person, response.wave, rule, rule.questions, response.current)


def proposals(questionnaire: Questionnaire, definition: Definition) -> list[Contradiction]:
    """Rules of the library that this questionnaire can answer and nobody has taken up or laid aside yet."""
    known = set(ContradictionRule.objects.filter(questionnaire=questionnaire).values_list("code", flat=True))
    pooling = pooling_of(questionnaire.case)
    return [
        fit
        for entry in ENTRIES
        for rule in CONTRADICTIONS.get(entry.code, ())
        for fit in fitted(rule, entry, questionnaire.code, definition, pooling)
        if fit.code not in known
    ]
