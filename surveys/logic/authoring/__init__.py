"""Writing a questionnaire piece by piece: changes, what is wrong with them, routing without expressions."""

from surveys.logic.authoring.changes import ChangeError, references_to
from surveys.logic.authoring.checking import Fault, faults, finished, hints
from surveys.logic.authoring.conditions import Condition, Limits, Term, condition_of, expression_of, limits_of

__all__ = [
    "ChangeError",
    "Condition",
    "Fault",
    "Limits",
    "Term",
    "condition_of",
    "expression_of",
    "faults",
    "finished",
    "hints",
    "limits_of",
    "references_to",
]
