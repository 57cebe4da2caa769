"""Texts go into the sealed channel: marked by their writer, moved by an officer, or come again with a later version.

The version keeps its hash over everything that was submitted, so that whoever may open the channel can prove the whole.
The trail of the case says nothing of it: `sealed:<case>` is a chain of its own, read by designated people only.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from core.actor import Actor
from core.verdict import Refused
from surveys.logic import expressions
from surveys.logic.definition import Definition, all_questions
from surveys.models import Response, ResponseVersion, SealedAnswer, SealedHow, Wave
from surveys.sealed import rules, vault
from surveys.sealed.chain import forget_traces, record
from surveys.sealed.copies import Passed, passed, withdraw
from surveys.sealed.received import holding, seal_files


def sealed_with(definition: Definition, names: Collection[str]) -> list[str]:
    """The questions, and the calculations into which they go: a text must not stay behind in a sum of words."""
    found = [name for name in dict.fromkeys(names) if name in rules.movable(definition)]
    inner = {
        below["name"]
        for question in all_questions(definition)
        if question["name"] in found
        for below in question.get("questions", [])
    }
    reached = {*found, *inner}
    calculations = [q for q in all_questions(definition) if q["type"] == "calculate"]
    for _round in calculations:
        more = [
            one["name"]
            for one in calculations
            if one["name"] not in reached
            and expressions.references(expressions.parse(one.get("calculation") or "''")) & reached
        ]
        if not more:
            break
        found += more
        reached.update(more)
    return found


def take_out(answers: dict[str, Any], definition: Definition, names: Collection[str]) -> dict[str, Any]:
    """Removes the texts from the answers and gives them, by question."""
    return {name: answers.pop(name) for name in sealed_with(definition, names) if name in answers}


def sealed_names(responses: QuerySet[Response]) -> dict[int, set[str]]:
    """What of each response lies in the channel: a later version's answer to it goes there too."""
    found: dict[int, set[str]] = {}
    rows = SealedAnswer.objects.filter(version__response__in=responses.values("pk"))
    for response_id, name in rows.values_list("version__response_id", "question"):
        found.setdefault(response_id, set()).add(name)
    return found


def keep(
    *,
    wave: Wave,
    version: ResponseVersion | None,
    taken: Mapping[str, Any],
    how: SealedHow,
    by: Actor | None,
    anonymous: uuid.UUID | None = None,
) -> None:
    """Rows of the channel; in the caller's transaction. What its writer marked in an anonymous wave gets no time."""
    rows = []
    for name, value in taken.items():
        row = SealedAnswer(wave=wave, version=version, anonymous=anonymous, question=name, how=how)
        row.ciphertext = vault.close(json.dumps(value, ensure_ascii=False), row.public_id)
        if version is not None or anonymous is not None:
            row.moved_at = clock.now()
            row.moved_by = by.label if by is not None and how == SealedHow.OFFICER else ""
        rows.append(row)
    SealedAnswer.objects.bulk_create(rows)


def about_to_pass(version: ResponseVersion, question: str) -> tuple[Passed, list[ResponseVersion], list[str]]:
    """The words, the versions in which they stand, and the questions they leave."""
    wave = version.response.wave
    names = sealed_with(cast("Definition", wave.version.definition), [question])
    versions = list(ResponseVersion.objects.filter(response_id=version.response_id).order_by("ordinal"))
    versions = [one for one in versions if any(name in one.answers for name in names)]
    return passed(wave, versions, names), versions, names


@transaction.atomic
def move_answer(*, version: ResponseVersion, question: str, by: Actor) -> int:
    """An officer passes on a text that reads like a report: it leaves every version of the response at once.

    Copies lose it too, and the received file from which it was imported is sealed. Moving it again does nothing. Returns
    how many texts went into the channel.
    """
    wave = version.response.wave
    rules.can_move(wave.case, cast("Definition", wave.version.definition), question).require()
    forget_traces()
    what, versions, names = about_to_pass(version, question)
    sealed = seal_files(wave, holding(wave, versions, what.texts))
    withdrawn = withdraw(what)
    count = 0
    for one in versions:
        for name in names:
            if name not in one.answers:
                continue
            how = SealedHow.OFFICER if one.pk == version.pk else SealedHow.LATER
            keep(wave=wave, version=one, taken={name: one.answers[name]}, how=how, by=by)
            rest = {key: value for key, value in one.answers.items() if key != name}
            ResponseVersion.objects.filter(pk=one.pk).update(answers=rest)
            one.answers = rest
            count += 1
    if not count:
        raise Refused(_("There is nothing to pass on: the answer is empty, or it has been passed on already."))
    record(wave, "surveys.sealed_moved", by, {"texts": count, "copies": withdrawn, "files": sealed})
    return count


def by_public_id(case: Case, answer: uuid.UUID) -> ResponseVersion | None:
    """The version of the case with this public id."""
    return (
        ResponseVersion.objects.filter(public_id=answer, response__wave__case=case)
        .select_related("response__wave__version", "response__wave__case", "response__person")
        .first()
    )
