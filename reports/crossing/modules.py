"""Modules of one questionnaire: each with the people who answered it as its base, and people counted once over all.

A module begins with a section whose first choice is asked of everybody, and lasts until the next one. Who left its first
questions open is no respondent of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.models import Case
from engines.tables import Words
from evidence.models import ViewingMap
from reports.crossing.source import Source, groups_of, words
from reports.crossing.specs import pair

UNIT = {"ja": "人", "en": "people"}
YES = ("yes",)


@dataclass(frozen=True)
class Module:
    """`filters` are its first questions, asked of everybody; `yes` the answers to them that mean «yes»."""

    id: str
    label: Words
    filters: tuple[str, ...]
    yes: tuple[str, ...]

    def answered(self) -> dict[str, Any]:
        return {"any": [{"column": name, "answered": True} for name in self.filters]}

    def said_yes(self) -> dict[str, Any]:
        return {"any": [{"column": name, "in": list(self.yes)} for name in self.filters]}


def modules_of(case: Case, source: Source) -> list[Module]:
    """Of the newest version; what means «yes» is taken from how answers are read beside the log, else the code «yes»."""
    readings = [
        (set(one.questions), tuple(one.yes))
        for one in ViewingMap.objects.filter(incident__case=case).order_by("number", "pk")
    ]
    found = []
    for section in source.waves[-1].version.definition.get("sections", []):
        filters = _filters(section.get("questions", []))
        if filters:
            yes = next((codes for questions, codes in reversed(readings) if questions & set(filters)), YES)
            found.append(Module(section["name"], words(section.get("label", {}), section["name"]), filters, yes))
    return found


def _filters(questions: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(q["name"] for q in questions if q["type"] == "select_one" and not q.get("relevant"))


def module_specs(case: Case, source: Source, modules: Sequence[Module]) -> list[dict[str, Any]]:
    """Two tables: who answered each module, and who said yes there, with the module's own base."""
    waves = [wave.code for wave in source.waves]
    relation = f"answers_{source.code}"
    anybody = {"any": [part for module in modules for part in module.answered()["any"]]}
    columns: list[dict[str, Any]] = [
        {"id": f"c_{group.id}", "label": pair(group.label), "where": dict(group.where)}
        for group in groups_of(case, waves, "affiliation")
    ]
    columns.append({"id": "total", "label": {"ja": "合計", "en": "Total"}, "total": "distinct"})
    shape = {"unit": UNIT, "from": relation, "waves": waves, "columns": columns}
    sums = [
        {
            "id": "sum",
            "label": {"ja": "延べ人数", "en": "Added up, people several times"},
            "total": "sum",
            "form": "n",
            "base": {
                "id": "no-share",
                "sentence": {
                    "ja": "延べ人数は同じ方を重ねて数えたもので、割合はありません。",
                    "en": "What is added up counts people several times and has no share.",
                },
            },
        },
        {"id": "distinct", "label": {"ja": "実人数", "en": "Each person once"}, "total": "distinct"},
    ]
    answered = {
        **shape,
        "id": f"modules-{source.code}-respondents",
        "title": {"ja": "モジュール別の回答者", "en": "Respondents of each module"},
        "form": "n (p)",
        "base": {
            "id": "respondents",
            "sentence": {
                "ja": "割合の母数は、アンケートに回答した人数です。",
                "en": "Shares are of the people who answered the survey.",
            },
            "from": relation,
            "waves": waves,
        },
        "rows": [*({"id": m.id, "label": pair(m.label), "where": m.answered()} for m in modules), *sums],
    }
    said_yes = {
        **shape,
        "id": f"modules-{source.code}-yes",
        "title": {"ja": "モジュール別の「ある」の回答者", "en": "People who said yes, by module"},
        "form": "n (p)",
        "base": {
            "id": "any-module",
            "sentence": {
                "ja": "実人数の割合の母数は、いずれかのモジュールに回答した人数です。",
                "en": "The share of «each person once» is of the people who answered any of the modules.",
            },
            "from": relation,
            "waves": waves,
            "where": anybody,
        },
        "rows": [
            *(
                {
                    "id": module.id,
                    "label": pair(module.label),
                    "where": module.said_yes(),
                    "base": {
                        "id": f"answered-{module.id}",
                        "sentence": {
                            "ja": f"「{module.label.ja}」の割合の母数は、このモジュールに回答した人数です。",
                            "en": f"Shares of “{module.label.en}” are of the people who answered this module.",
                        },
                        "from": relation,
                        "waves": waves,
                        "where": module.answered(),
                    },
                }
                for module in modules
            ),
            *sums,
        ],
    }
    return [answered, said_yes]
