"""A crossing written as a table specification: what `engines.tables` counts, and what a report can keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engines.tables import Words
from reports.crossing.source import Crossable, Line

WIDE = 6
"""More parts of the people than this stand in rows, not in columns."""
ANSWERERS = Words(
    "割合の母数は、この設問に回答した人数です（同じ方は1人と数えます）。",
    "Shares are of the people who answered this question; each person is counted once.",
)
RESPONDENTS = Words(
    "割合の母数は、アンケートに回答した人数です（同じ方は1人と数えます）。",
    "Shares are of the people who answered the survey; each person is counted once.",
)
SEVERAL = Words(
    "※ 複数回答のため、割合を足すと100%を超えることがあります。",
    "* Several answers were possible, so the shares may add up to more than 100 percent.",
)
BASE, TOTAL = Words("母数", "Base"), Words("合計", "Total")


def pair(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


def crossing_spec(
    *,
    name: str,
    questionnaire: str,
    waves: Sequence[str],
    question: Crossable,
    options: Sequence[Line],
    groups: Sequence[Line],
    by: Words,
    of_respondents: bool = False,
) -> dict[str, Any]:
    """Options down and people across; with many parts of the people the other way round."""
    relation = f"answers_{questionnaire}"
    base: dict[str, Any] = {"id": "respondents" if of_respondents else "answerers", "from": relation}
    base |= {"sentence": pair(RESPONDENTS if of_respondents else ANSWERERS), "waves": list(waves)}
    if not of_respondents:
        base["where"] = {"column": question.column, "answered": True}
    spec: dict[str, Any] = {
        "id": name,
        "title": {"ja": f"{question.label.ja}（{by.ja}別）", "en": f"{question.label.en}, by {by.en.lower()}"},
        "unit": {"ja": "人", "en": "people"},
        "from": relation,
        "waves": list(waves),
        "form": "n (p)",
        "base": base,
    }
    if question.multiple:
        spec["notes"] = [pair(SEVERAL)]
    if len(groups) > WIDE:
        return spec | _people_down(question, options, groups)
    return spec | _options_down(question, options, groups)


def _options_down(question: Crossable, options: Sequence[Line], groups: Sequence[Line]) -> dict[str, Any]:
    columns = [{"id": f"c_{group.id}", "label": pair(group.label), "where": dict(group.where)} for group in groups]
    columns.append({"id": "total", "label": pair(TOTAL), "total": "distinct"})
    rows: list[dict[str, Any]] = [{"id": "base", "label": pair(BASE), "is_base": True}]
    if question.choices:
        asked = {
            "question": question.column,
            "kind": "multiple" if question.multiple else "single",
            "choices": [{"code": option.id, "label": pair(option.label)} for option in options],
        }
        if "base" in {option.id for option in options}:
            rows = []
        return {"columns": columns, "rows": rows, "options": asked}
    lines = [{"id": option.id, "label": pair(option.label), "where": dict(option.where)} for option in options]
    return {"columns": columns, "rows": [*lines, *rows]}


def _people_down(question: Crossable, options: Sequence[Line], groups: Sequence[Line]) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"id": f"o_{option.id}", "label": pair(option.label), "where": dict(option.where)} for option in options
    ]
    answered = {"column": question.column, "answered": True}
    columns.append({"id": "base", "label": pair(BASE), "form": "n", "where": answered})
    rows = [{"id": group.id, "label": pair(group.label), "where": dict(group.where)} for group in groups]
    return {
        "groups": "rows",
        "columns": columns,
        "rows": [*rows, {"id": "total", "label": pair(TOTAL), "total": "distinct"}],
    }
