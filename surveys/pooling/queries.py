"""The mapping of a case as it is now, and the options that can stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from casework.models import Case
from surveys.library import POOLING
from surveys.logic import Definition, Member, Pool, Pooling
from surveys.logic.definition import Text, all_questions
from surveys.models import PoolingVersion, QuestionnaireVersion


def newest(case: Case) -> PoolingVersion | None:
    return PoolingVersion.objects.filter(case=case).order_by("-ordinal").first()


def pooling_of(case: Case) -> Pooling:
    """Empty while nobody has pooled anything."""
    version = newest(case)
    return version.pooling if version else Pooling(())


@dataclass(frozen=True)
class Offered:
    """An option that somebody was or can be asked; `versions` are those of the questionnaire that have it."""

    questionnaire: str
    question: str
    option: str
    versions: tuple[int, ...]
    question_label: Text
    label: Text
    differs: bool = False  # the versions do not word it alike


class Options:
    """Every option of every version of the case's questionnaires."""

    def __init__(self, case: Case) -> None:
        rows = QuestionnaireVersion.objects.filter(questionnaire__case=case).order_by("questionnaire__code", "number")
        self.definitions: dict[tuple[str, int], Definition] = {
            (code, number): cast("Definition", definition)
            for code, number, definition in rows.values_list("questionnaire__code", "number", "definition")
        }

    @cached_property
    def offered(self) -> list[Offered]:
        """The wording is that of the newest version."""
        found: dict[tuple[str, str, str], Offered] = {}
        for (code, number), definition in self.definitions.items():
            for question in all_questions(definition):
                for choice in question["choices"]:
                    key = (code, question["name"], choice["name"])
                    earlier = found.get(key)
                    versions = (*(earlier.versions if earlier else ()), number)
                    differs = earlier is not None and (earlier.differs or earlier.label != choice["label"])
                    found[key] = Offered(*key, versions, question["label"], choice["label"], differs)
        return list(found.values())

    def wording(self, member: Member) -> Text | None:
        """As it was asked in that version; None when there is no such option."""
        versions = [number for code, number in self.definitions if code == member.questionnaire]
        asked = [member.version] if member.version else sorted(versions, reverse=True)
        for number in asked:
            definition = self.definitions.get((member.questionnaire, number))
            for question in all_questions(definition) if definition else ():
                if question["name"] == member.question:
                    label = next((c["label"] for c in question["choices"] if c["name"] == member.option), None)
                    if label is not None:
                        return label
        return None


def proposals(case: Case, options: Options) -> list[Pool]:
    """Meanings of the library with at least two options that the case asks, under the codes the case gave them."""
    known = {pool.code for pool in pooling_of(case).pools}
    pooled = {(m.questionnaire, m.question, m.option) for pool in pooling_of(case).pools for m in pool.members}
    found = []
    for pool in POOLING.pools:
        members = frozenset(
            Member(one.questionnaire, one.question, one.option)
            for one in options.offered
            for member in pool.members
            if (one.question, one.option) == (member.question, member.option)
            and (one.questionnaire, one.question, one.option) not in pooled
        )
        if len(members) > 1 and pool.code not in known:
            found.append(replace(pool, members=members))
    return found


def pooled_questions(pooling: Pooling, questionnaire: str) -> Iterator[str]:
    """Questions of a questionnaire of which some option is pooled, in a steady order."""
    names = {m.question for pool in pooling.pools for m in pool.members if m.questionnaire == questionnaire}
    yield from sorted(names)
