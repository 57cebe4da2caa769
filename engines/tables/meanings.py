"""Options that are counted together: a table that uses such a meaning prints which options stand behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engines.tables.counting import Pooled
from engines.tables.predicates import AllOf, AnyOf, Contains, Equals, HoldsOther, Not, OneOf, Predicate
from engines.tables.specs import Measure
from engines.tables.words import Words

SUFFIX = "__pooled"
RELATION, MEANING = "pooled", "meaning"
NOTE = Words(
    "※ 「{label}」は、次の選択肢をまとめて数えています：{options}。",
    "* “{label}” counts these options together: {options}.",
)


def pooling_notes(measures: Iterable[Measure], pools: Callable[[], list[Pooled]]) -> list[Words]:
    """One sentence for each meaning that a cell, base or note of the table counts; `pools` is read only when needed."""
    used = {code for measure in measures for code in _meanings(measure)}
    if not used:
        return []
    found: dict[str, list[Pooled]] = {}
    for pooled in pools():
        if pooled.code in used:
            found.setdefault(pooled.code, []).append(pooled)
    return [_note(members) for members in found.values()]


def _note(members: list[Pooled]) -> Words:
    ja = "、".join(f"{m.questionnaire}「{m.words_ja}」" for m in members)
    en = ", ".join(f"{m.questionnaire} “{m.words_en}”" for m in members)
    label = Words(members[0].label_ja, members[0].label_en)
    return Words(NOTE.ja.format(label=label.ja, options=ja), NOTE.en.format(label=label.en, options=en))


def _meanings(measure: Measure) -> Iterator[str]:
    for column, value in _compared(measure.where):
        if column.endswith(SUFFIX) or (measure.relation == RELATION and column == MEANING):
            yield value


def _compared(predicate: Predicate) -> Iterator[tuple[str, str]]:
    match predicate:
        case Equals(column, value) | Contains(column, value):
            yield column, str(value)
        case OneOf(column, values) | HoldsOther(column, values):
            yield from ((column, str(value)) for value in values)
        case Not(part):
            yield from _compared(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _compared(part)
        case _:
            return
