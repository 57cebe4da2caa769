"""The sentences of `surveys.logic` in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language, gettext

from core.errors import Problem
from core.sheets import sentence as sheet_sentence
from surveys.logic import AnswerProblem, CellProblem, Reading
from surveys.logic.definition import Text, wording
from surveys.logic.problems import SENTENCES

_wording: ContextVar[str] = ContextVar("surveys_wording", default="")


def sentence(code: str, params: object = None) -> str:
    """Translated and filled."""
    text = gettext(SENTENCES[code])
    return text % params if params else text


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """A further language of a questionnaire for its wordings; empty: that of the page, which stays the same inside."""
    token = _wording.set(language or _of_the_page())
    try:
        yield
    finally:
        _wording.reset(token)


def reader() -> str:
    """The reader's language as questionnaires name it."""
    return _wording.get() or _of_the_page()


def _of_the_page() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def local(text: Text) -> str:
    """Questionnaire wording for the reader."""
    return wording(text, reader())


def cell_problem(problem: CellProblem) -> Problem:
    """A workbook's problem for the page."""
    return Problem(sentence(problem.code, problem.params), problem.sheet, problem.row, problem.column)


def reading_problems(reading: Reading) -> list[Problem]:
    """All of them; an unreadable file says why in the words of the sheet reader."""
    if reading.error is not None:
        return [Problem(sheet_sentence(reading.error))]
    return [cell_problem(problem) for problem in reading.problems]


def answer_sentence(problem: AnswerProblem) -> str:
    """The questionnaire's own sentence goes first."""
    return local(problem.message) or sentence(problem.code, problem.params)


def by_question(problems: Iterable[AnswerProblem]) -> dict[str, str]:
    """The first sentence for each question."""
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.question, answer_sentence(problem))
    return found
