"""Rules of the library for questionnaires that ask the same under other names.

A side of a rule fits a question when the case has pooled their options into one meaning, or when the question stands at the
same place of a module (`a3_routes`, `q3_routes`) and offers the same answer in the same words. Both sides come from one
module: what somebody says of one kind of customers does not contradict what they say of another. A fitted rule is a
proposal like any other; nothing is found by it before somebody takes it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveys.library import Entry
from surveys.logic import Contradiction, Definition, Pooling, Said
from surveys.logic.contradictions import unknown
from surveys.logic.definition import Question, all_questions

IN_MODULE = re.compile(r"(?P<module>[a-z]+)(?P<place>[0-9].*)")


@dataclass(frozen=True)
class _Fit:
    """One side in the words of the other questionnaire; `module` is empty where a pool of the case says so."""

    module: str
    said: Said


@dataclass(frozen=True)
class _Target:
    """The questionnaire that a rule is fitted to."""

    code: str
    asked: dict[str, Question]
    pooling: Pooling


def fitted(
    rule: Contradiction, entry: Entry, questionnaire: str, definition: Definition, pooling: Pooling
) -> list[Contradiction]:
    """The rule as it is, or as often as modules of the questionnaire give both answers."""
    if not unknown([rule], definition):
        return [rule]
    target = _Target(questionnaire, {question["name"]: question for question in all_questions(definition)}, pooling)
    pairs = [
        (first.said, second.said)
        for first in _fits(rule.first, entry, target)
        for second in _fits(rule.second, entry, target)
        if _belong_together(rule, first, second)
    ]
    return [
        replace(rule, code=_code(rule, first, second, pairs), first=first, second=second) for first, second in pairs
    ]


def _code(rule: Contradiction, first: Said, second: Said, pairs: list[tuple[Said, Said]]) -> str:
    return rule.code if len(pairs) == 1 else f"{rule.code}-{first.question}-{second.question}"[:80]


def _belong_together(rule: Contradiction, first: _Fit, second: _Fit) -> bool:
    if (rule.first.question == rule.second.question) != (first.said.question == second.said.question):
        return False
    return first.module == second.module or not first.module or not second.module


def _fits(side: Said, entry: Entry, target: _Target) -> list[_Fit]:
    wanted = next(question for question in all_questions(entry.definition) if question["name"] == side.question)
    found = {fit.said: fit for fit in _in_words(side, wanted, target.asked)}
    for said in _pooled(side, entry, target):
        if said.question in target.asked and said.codes <= _codes(target.asked[said.question]):
            found.setdefault(said, _Fit("", said))
    return list(found.values())


def _in_words(side: Said, wanted: Question, asked: dict[str, Question]) -> Iterator[_Fit]:
    place = IN_MODULE.fullmatch(side.question)
    words = {choice["name"]: choice["label"].get("ja") for choice in wanted["choices"]}
    for name, question in asked.items():
        here = IN_MODULE.fullmatch(name)
        if not place or not here or place["place"] != here["place"] or question["type"] != wanted["type"]:
            continue
        offered = {choice["name"]: choice["label"].get("ja") for choice in question["choices"]}
        if all(code in offered and offered[code] == words.get(code) for code in side.codes):
            yield _Fit(here["module"], Said(name, side.codes))


def _pooled(side: Said, entry: Entry, target: _Target) -> Iterator[Said]:
    """By question: all options that the case counts together with every option of the side."""
    pools = {target.pooling.pooled(entry.code, 0, side.question, code) for code in side.codes}
    if None in pools:
        return
    members: dict[str, set[str]] = {}
    for pool in target.pooling.pools:
        for member in pool.members if pool.code in pools else ():
            if member.questionnaire == target.code:
                members.setdefault(member.question, set()).add(member.option)
    for question, codes in sorted(members.items()):
        yield Said(question, frozenset(codes))


def _codes(question: Question) -> set[str]:
    return {choice["name"] for choice in question["choices"]}
