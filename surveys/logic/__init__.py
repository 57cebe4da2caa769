"""Questionnaires without Django: workbook → definition, routing, checking of answers."""

from surveys.logic.check import check_files
from surveys.logic.definition import Answers, Definition, content_hash
from surveys.logic.form import (
    AnswerProblem,
    Form,
    prune,
    relevant_questions,
    sections,
    validate_all,
    validate_page,
)
from surveys.logic.problems import CellProblem
from surveys.logic.workbook import Reading, read_questionnaire

__all__ = [
    "AnswerProblem",
    "Answers",
    "CellProblem",
    "Definition",
    "Form",
    "Reading",
    "check_files",
    "content_hash",
    "prune",
    "read_questionnaire",
    "relevant_questions",
    "sections",
    "validate_all",
    "validate_page",
]
