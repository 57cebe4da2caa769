"""Options that are counted together, as columns and rows of the data that tables are counted from.

`answers_<questionnaire>` gets a column `<question>__pooled` beside each question with pooled options: every chosen option
by its meaning, others by their own code. `pooled` has one row for each person, wave, question and meaning, over all
questionnaires. `pools` says what was pooled, so that a table can print it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casework.models import Case
from surveys.enums import WaveState
from surveys.logic.definition import LANGUAGES, wording
from surveys.models import Response
from surveys.pooling.queries import Options, newest, pooled_questions, pooling_of

SUFFIX = "__pooled"
TEXT = "VARCHAR"
POOLED = {
    "wave": TEXT,
    "questionnaire": TEXT,
    "question": TEXT,
    "person_no": TEXT,
    "affiliation": TEXT,
    "mode": TEXT,
    "meaning": TEXT,
}
POOLS = {"code": TEXT, "label_ja": TEXT, "label_en": TEXT, "questionnaire": TEXT, "words_ja": TEXT, "words_en": TEXT}


class PooledAnswers:
    """The mapping of a case at work. Without one it adds nothing at all."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.exists = newest(case) is not None
        self.pooling = pooling_of(case)

    def columns(self, questionnaire: str) -> dict[str, str]:
        """Column → question."""
        return {f"{name}{SUFFIX}": name for name in pooled_questions(self.pooling, questionnaire)}

    def values(self, questionnaire: str, version: int, answers: Mapping[str, Any]) -> dict[str, list[str] | None]:
        """What the pooled columns hold for one person's answers."""
        found: dict[str, list[str] | None] = {}
        for column, question in self.columns(questionnaire).items():
            codes = _codes(answers.get(question))
            meant = [self.pooling.pooled(questionnaire, version, question, code) or code for code in codes]
            found[column] = list(dict.fromkeys(meant)) or None
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """Current answers of waves that have closed, one row a meaning."""
        questionnaires = {m.questionnaire for pool in self.pooling.pools for m in pool.members}
        rows = Response.objects.filter(
            wave__case=self.case, current__isnull=False, wave__version__questionnaire__code__in=questionnaires
        ).exclude(wave__state=WaveState.OPEN)
        values = rows.order_by("pk").values_list(
            "wave__code",
            "wave__version__questionnaire__code",
            "wave__version__number",
            "person__no",
            "person__affiliation__code",
            "current__mode",
            "current__answers",
        )
        for wave, questionnaire, version, person_no, affiliation, mode, answers in values.iterator(chunk_size=2000):
            for question in pooled_questions(self.pooling, questionnaire):
                codes = _codes(answers.get(question))
                for meaning in self.pooling.pooled_answer(questionnaire, version, question, codes):
                    row = (wave, questionnaire, question, person_no, affiliation, mode, meaning)
                    yield dict(zip(POOLED, row, strict=True))

    def members(self) -> Iterator[dict[str, Any]]:
        """Each pooled option with its wording as asked."""
        options = Options(self.case)
        for pool in self.pooling.pools:
            for member in sorted(pool.members):
                words = options.wording(member) or {}
                yield {
                    "code": pool.code,
                    **{f"label_{language}": wording(pool.label, language) for language in LANGUAGES},
                    "questionnaire": f"{member.questionnaire} v{member.version}"
                    if member.version
                    else member.questionnaire,
                    **{f"words_{language}": wording(words, language) or member.option for language in LANGUAGES},
                }


def _codes(answer: Any) -> list[str]:
    if isinstance(answer, list):
        return [code for code in answer if isinstance(code, str)]
    return [answer] if isinstance(answer, str) and answer else []
