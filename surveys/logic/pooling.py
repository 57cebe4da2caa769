"""One meaning for options worded differently across versions and modules, by an explicit mapping.

«問合せ対応等で自ら発見» in one module and «…システム検索したときに自ら発見» in another can be counted as one option only when
somebody has said so. Nothing is pooled by likeness of words or codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.logic.definition import Definition, Text, all_questions, wording


@dataclass(frozen=True, order=True)
class Member:
    """An option as it was asked. Version 0 means every version of the questionnaire."""

    questionnaire: str
    question: str
    option: str
    version: int = 0


@dataclass(frozen=True)
class Pool:
    """A meaning with its wording, the options that bear it, and why they are held to be the same."""

    code: str
    label: Text
    members: frozenset[Member]
    reason: str = ""


class PoolingError(Exception):
    """`code` is twice (two pools of one name or one option in two pools) or shape (not a mapping of ours)."""

    def __init__(self, code: str, what: str) -> None:
        self.code = code
        self.what = what
        super().__init__(f"{code}: {what}")


@dataclass(frozen=True)
class Pooling:
    """The mapping, looked up by the option asked. An exact version goes before «every version»."""

    pools: tuple[Pool, ...]
    _by_member: Mapping[Member, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[Member, str] = {}
        codes: set[str] = set()
        for pool in self.pools:
            if pool.code in codes:
                raise PoolingError("twice", pool.code)
            codes.add(pool.code)
            for member in pool.members:
                if member in found:
                    raise PoolingError("twice", f"{member.questionnaire}/{member.question}/{member.option}")
                found[member] = pool.code
        object.__setattr__(self, "_by_member", found)

    def pooled(self, questionnaire: str, version: int, question: str, option: str) -> str | None:
        """The pool's code; None when nobody has pooled this option."""
        exact = self._by_member.get(Member(questionnaire, question, option, version))
        return exact or self._by_member.get(Member(questionnaire, question, option))

    def pooled_answer(self, questionnaire: str, version: int, question: str, codes: Iterable[str]) -> list[str]:
        """Each pool once, however many of its options were chosen; what is not pooled is left out."""
        found = (self.pooled(questionnaire, version, question, code) for code in codes)
        return list(dict.fromkeys(code for code in found if code))

    def label(self, code: str, language: str) -> str:
        return next((wording(pool.label, language) for pool in self.pools if pool.code == code), code)

    def missing(self, questionnaire: str, version: int, question: str, definition: Definition) -> list[str]:
        """Options of a question that stand in no pool, so that a table can say what it leaves out."""
        asked = [q for q in all_questions(definition) if q["name"] == question]
        return [
            choice["name"]
            for found in asked
            for choice in found["choices"]
            if self.pooled(questionnaire, version, question, choice["name"]) is None
        ]

    def printed(self, language: str, wordings: Mapping[Member, str] | None = None) -> list[tuple[str, list[str]]]:
        """For the note under a table: each pool with the options in it, as asked where their wording is given."""
        known = wordings or {}
        return [
            (
                wording(pool.label, language),
                [
                    f"{m.questionnaire}{f' v{m.version}' if m.version else ''} {m.question}: {known.get(m, m.option)}"
                    for m in sorted(pool.members)
                ],
            )
            for pool in self.pools
        ]

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "code": pool.code,
                "label": pool.label,
                "reason": pool.reason,
                "members": [[m.questionnaire, m.version, m.question, m.option] for m in sorted(pool.members)],
            }
            for pool in self.pools
        ]

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]]) -> Pooling:
        """Raises PoolingError."""
        try:
            return cls(
                tuple(
                    Pool(
                        str(row["code"]),
                        {str(code): str(words) for code, words in row["label"].items()},
                        frozenset(Member(str(q), str(name), str(o), int(v)) for q, v, name, o in row["members"]),
                        str(row.get("reason", "")),
                    )
                    for row in rows
                )
            )
        except (KeyError, TypeError, ValueError, AttributeError) as broken:
            raise PoolingError("shape", str(broken)[:80]) from broken
