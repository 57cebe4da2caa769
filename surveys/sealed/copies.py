"""Where else the words of a text stand that is passed on: taken out where that is possible, named where it is not.

Copies of a guide, proposed changes, what was written down in a talk, records, exhibits and questions about answers lose the
words; what stood there before is kept encrypted, so that hashes can still be proven. Short texts («なし») are looked for only
where it is certain that they are this answer: anywhere else they would tear other people's words apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.models import AuditEvent
from casework.models import Case
from surveys.models import (
    Amendment,
    CourseEntry,
    GuideCopy,
    Interview,
    InterviewExhibit,
    InterviewFile,
    InterviewRecord,
    QueryEntry,
    ResponseVersion,
    SealedCopy,
    Wave,
)
from surveys.sealed import vault

MARK = "［除かれた部分 / removed］"
"""It does not say why: whoever reads the copy need not learn that there was a report."""
SHORTEST = 8
Finder = Callable[[Case, Sequence[str]], Iterable[str]]
finders: list[Finder] = []
"""Rooms above add what they hold and nobody can change: sentences that name the places."""


def words_of(value: Any) -> list[str]:
    """The texts of an answer: itself, or the cells of a repeat; short ones are left out."""
    if isinstance(value, str):
        return [value] if len(value.strip()) >= SHORTEST else []
    if isinstance(value, list):
        return [text for row in value if isinstance(row, dict) for cell in row.values() for text in words_of(cell)]
    return []


@dataclass(frozen=True)
class Passed:
    """What is passed on: the response, its questions with their words."""

    wave: Wave
    response_id: int | None
    questions: frozenset[str]
    texts: tuple[str, ...]

    def without(self, value: Any) -> Any:
        """The same, its words replaced by a mark."""
        if isinstance(value, str):
            for text in self.texts:
                value = value.replace(text, MARK)
            return value
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, Mapping):
            return {key: self.without(one) for key, one in value.items()}
        return value


def passed(wave: Wave, versions: Iterable[ResponseVersion], names: Collection[str]) -> Passed:
    """Of all versions of one response, before the texts leave them."""
    texts: dict[str, None] = {}
    response_id = None
    for version in versions:
        response_id = version.response_id
        texts.update(dict.fromkeys(text for name in names for text in words_of(version.answers.get(name))))
    longest_first = tuple(sorted(texts, key=len, reverse=True))
    return Passed(wave, response_id, frozenset(names), longest_first)


def withdraw(what: Passed) -> int:
    """Take the words out of every copy in this room. In the caller's transaction. Returns of how many."""
    return sum(_withdrawn(row, field, after, what.wave) for row, field, after in _changes(what))


def _changes(what: Passed) -> Iterator[tuple[models.Model, str, Any]]:
    """(row, field, what remains), only where something changes."""
    for row, field in _rows(what.wave.case):
        before = getattr(row, field)
        after = what.without(_without_answer(row, before, what))
        longest = getattr(row._meta.get_field(field), "max_length", None)  # noqa: SLF001
        if longest is not None:
            after = after[:longest]
        if after != before:
            yield row, field, after


def _without_answer(row: models.Model, value: Any, what: Passed) -> Any:
    """A guide's line and a proposed value are certain: they name the question of this response."""
    if isinstance(row, GuideCopy) and row.version is not None and row.version.response_id == what.response_id:
        lines = value.get("answers", [])
        return {**value, "answers": [line for line in lines if line.get("question") not in what.questions]}
    if isinstance(row, Amendment) and isinstance(value, dict) and row.base.response_id == what.response_id:
        return {name: given for name, given in value.items() if name not in what.questions}
    return value


def _rows(case: Case) -> Iterator[tuple[models.Model, str]]:
    searched: list[tuple[QuerySet[Any], tuple[str, ...]]] = [
        (GuideCopy.objects.filter(interview__case=case).select_related("version"), ("content",)),
        (Amendment.objects.filter(base__response__wave__case=case).select_related("base"), ("changes", "reason")),
        (InterviewExhibit.objects.filter(interview__case=case), ("content",)),
        (CourseEntry.objects.filter(interview__case=case), ("text",)),
        (InterviewRecord.objects.filter(interview__case=case), ("text",)),
        (QueryEntry.objects.filter(query__case=case), ("text",)),
        (Interview.objects.filter(case=case), ("outcome_note",)),
    ]
    for rows, fields in searched:
        for row in rows.order_by("pk"):
            for field in fields:
                yield row, field


def _withdrawn(row: models.Model, field: str, after: Any, wave: Wave) -> int:
    """The ledger first: the triggers let only through what stands in it."""
    copy = SealedCopy(wave=wave, place=row._meta.db_table, row_key=row.pk, remains=_written(after))  # noqa: SLF001
    copy.ciphertext = vault.close(_written(getattr(row, field)), copy.public_id)
    copy.save()
    type(row)._default_manager.filter(pk=row.pk).update(**{field: after})  # noqa: SLF001
    return 1


def _written(value: Any) -> str:
    """As it stands in the database: the triggers compare it."""
    return value if isinstance(value, str) else json.dumps(value)


def remaining(what: Passed) -> list[str]:
    """Sentences for the mover: places that still hold a copy, or may hold one, and that cannot be changed from here."""
    case = what.wave.case
    found = [sentence for finder in finders for sentence in finder(case, what.texts)] if what.texts else []
    attached = InterviewFile.objects.filter(interview__case=case, interview__person__responses=what.response_id)
    if what.response_id is not None and (count := attached.distinct().count()):
        found.append(
            _("%(count)s files attached to this person's interviews: they are not searched. Look into them.")
            % {"count": count}
        )
    return [*found, *_taken_out(what.wave)]


def _taken_out(wave: Wave) -> Iterator[str]:
    """Who has taken files with answers out of the case; what became of them is not known here."""
    kinds = {
        "surveys.answers_exported": _("Answers of the wave taken out"),
        "surveys.coding_list_taken": _("Texts taken out for coding"),
        "config.case_exported": _("Case folder written"),
    }
    events = AuditEvent.objects.filter(chain=wave.case.chain, type__in=kinds).order_by("position")
    for event in events:
        if event.type != "surveys.answers_exported" or event.subject == f"wave:{wave.public_id}":
            yield _("%(what)s on %(day)s by %(who)s: ask for the file to be deleted.") % {
                "what": kinds[event.type],
                "day": f"{event.at:%Y-%m-%d}",
                "who": event.by_label,
            }
