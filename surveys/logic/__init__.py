"""Questionnaires without Django: workbook → definition, routing, checking of answers."""

from surveys.logic.check import check_files
from surveys.logic.compare import Difference, compare
from surveys.logic.contradictions import Contradiction, Said, contradictions
from surveys.logic.definition import Answers, Definition, content_hash
from surveys.logic.export import write_questionnaire
from surveys.logic.form import (
    AnswerProblem,
    Form,
    prune,
    relevant_questions,
    sections,
    validate_all,
    validate_page,
)
from surveys.logic.graph import Graph, graph, uncounted, unreachable
from surveys.logic.pooling import Member, Pool, Pooling, PoolingError
from surveys.logic.problems import CellProblem
from surveys.logic.workbook import Reading, read_questionnaire, read_sheets

__all__ = [
    "AnswerProblem",
    "Answers",
    "CellProblem",
    "Contradiction",
    "Definition",
    "Difference",
    "Form",
    "Graph",
    "Member",
    "Pool",
    "Pooling",
    "PoolingError",
    "Reading",
    "Said",
    "check_files",
    "compare",
    "content_hash",
    "contradictions",
    "graph",
    "prune",
    "read_questionnaire",
    "read_sheets",
    "relevant_questions",
    "sections",
    "uncounted",
    "unreachable",
    "validate_all",
    "validate_page",
    "write_questionnaire",
]
