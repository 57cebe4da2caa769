"""Answers that together need a follow-up: rules of a questionnaire, as they were agreed one after the other."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from surveys.logic import Contradiction, Said
from surveys.logic.definition import Text
from surveys.models.questionnaire import Questionnaire


class ContradictionRule(models.Model):
    """Append-only by database trigger: a change is a further row, so that a finding keeps the rule it was found by.

    Of each code the row with the highest ordinal counts, unless it says that the rule is no longer in force.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="contradiction_rules")
    code = models.SlugField(max_length=80)
    ordinal = models.PositiveIntegerField()
    in_force = models.BooleanField(default=True)
    first_question = models.CharField(max_length=80)
    first_codes = models.JSONField()
    second_question = models.CharField(max_length=80)
    second_codes = models.JSONField()
    note = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    defined_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "code", "ordinal"],
                name="contradiction_rule_once",
                violation_error_message=_("Somebody else has just changed this rule. Look at it and try again."),
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="contradiction_rule_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="contradiction_rule_has_reason"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers are held against each other; one name when both answers stand in one question."""
        return tuple(dict.fromkeys((self.first_question, self.second_question)))

    def as_logic(self) -> Contradiction:
        """For evaluating it."""
        sides = [
            Said(question, frozenset(map(str, _listed(codes))))
            for question, codes in ((self.first_question, self.first_codes), (self.second_question, self.second_codes))
        ]
        note: Text = {str(code): str(words) for code, words in self.note.items()}
        return Contradiction(self.code, sides[0], sides[1], note)


def _listed(codes: object) -> Sequence[object]:
    return codes if isinstance(codes, list) else []
