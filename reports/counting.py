"""The case's tables from its present data, counted once for each state of the case."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from audit.models import ChainHead
from casework.models import Case
from core.files import scratch_dir
from engines.tables import Table, TableSpec, build_tables, read_table
from engines.tables.words import Words
from reports import dataset
from reports.models import ReportTable
from reports.open_waves import say_open_waves

KEPT = 4
AS_FIRST_ANSWERED = Words(
    "回答は、後の訂正を含めず、最初に提出されたものを数えています。",
    "Answers are counted as first submitted, without later corrections.",
)


@dataclass(frozen=True)
class Counted:
    """All tables, and the response rate that the method section prints (None while nobody was asked)."""

    tables: tuple[Table, ...]
    rate: Table | None


_memory: OrderedDict[tuple[int, int, str, bool], Counted] = OrderedDict()


def count(case: Case, *, as_first_answered: bool = False) -> Counted:
    """Every action leaves a row in the case's trail, so the trail's length says whether a count is still good."""
    specs = list(ReportTable.objects.filter(case=case).order_by("position", "pk").values_list("spec", flat=True))
    position = ChainHead.objects.filter(chain=case.chain).values_list("position", flat=True).first() or 0
    key = (case.pk, position, json.dumps(specs, sort_keys=True), as_first_answered)
    if position and key in _memory:
        _memory.move_to_end(key)
        return _memory[key]
    counted = count_afresh(case, specs, as_first_answered=as_first_answered)
    _memory[key] = counted
    while len(_memory) > KEPT:
        _memory.popitem(last=False)
    return counted


def count_afresh(case: Case, specs: list[dict[str, Any]], *, as_first_answered: bool = False) -> Counted:
    """Export and count, whatever was counted before. As first answered, the base of each table says so."""
    read = [read_table(spec, str(spec.get("id", "table"))) for spec in specs]
    rate = rate_spec(case)
    with scratch_dir() as folder:
        dataset.export(case, folder, as_first_answered=as_first_answered)
        tables = build_tables([*read, *([rate] if rate else [])], folder)
    if as_first_answered:
        tables = [_named_as_first(table) for table in tables]
    return Counted(tuple(say_open_waves(case, specs, tables[: len(read)])), tables[-1] if rate else None)


def _named_as_first(table: Table) -> Table:
    said = table.base.sentence
    sentence = Words(said.ja + AS_FIRST_ANSWERED.ja, f"{said.en} {AS_FIRST_ANSWERED.en}".strip())
    return replace(table, base=replace(table.base, sentence=sentence))


def count_one(case: Case, spec: dict[str, Any]) -> Table:
    """One table that the case does not keep, from its present data."""
    read = read_table(spec, str(spec.get("id", "table")))
    with scratch_dir() as folder:
        dataset.export(case, folder)
        return build_tables([read], folder)[0]


def rate_spec(case: Case) -> TableSpec | None:
    """Asked, answered and the rate by affiliation, over the waves of the questionnaire that most people got."""
    waves: dict[str, list[str]] = {}
    people: dict[str, int] = {}
    for wave in dataset.asked_waves(case):
        code = wave.version.questionnaire.code
        waves.setdefault(code, []).append(wave.code)
        people[code] = max(people.get(code, 0), wave.population.members.count())
    if not waves:
        return None
    questionnaire = max(people, key=lambda code: people[code])
    affiliations = case.roster.affiliations.order_by("position", "pk")
    groups = [
        {
            "id": affiliation.code,
            "label": {"ja": affiliation.label_ja, "en": affiliation.label_en or affiliation.label_ja},
            "where": {"column": "affiliation", "eq": affiliation.code},
        }
        for affiliation in affiliations
    ]
    return read_table(
        {
            "id": "response-rate",
            "title": {"ja": "対象者と回答者", "en": "People asked and answered"},
            "unit": {"ja": "人", "en": "people"},
            "from": f"answers_{questionnaire}",
            "waves": waves[questionnaire],
            "groups": "rows",
            "base": {
                "id": "invited",
                "sentence": {
                    "ja": "回答率の母数は、調査対象者の人数です。",
                    "en": "Response rates are shares of the people asked.",
                },
                "from": "invited",
                "waves": waves[questionnaire],
            },
            "columns": [
                {"id": "invited", "label": {"ja": "対象者", "en": "Asked"}, "from": "invited"},
                {"id": "answered", "label": {"ja": "回答者", "en": "Answered"}},
                {"id": "rate", "label": {"ja": "回答率", "en": "Response rate"}, "form": "p"},
            ],
            "rows": [*groups, {"id": "total", "label": {"ja": "合計", "en": "Total"}, "total": "distinct"}],
        }
    )
