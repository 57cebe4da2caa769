"""Versions of answers: written once, never changed. The database's constraints decide who was first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from audit import trail
from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.prepared import Write, insert_row, updating, write_together
from core.ref import Ref
from core.verdict import Refused
from surveys import rules
from surveys.enums import AnswerMode, InvitationState
from surveys.forms_of import form_of
from surveys.logic.definition import Answer
from surveys.models import Invitation, Response, ResponseVersion, SealedHow, Wave
from surveys.periods.asking import Stored
from surveys.sealed.chain import record
from surveys.sealed.moving import keep, sealed_names, take_out
from surveys.sealed.received import seal_files
from surveys.tokens import receipt_code

BATCH = 500


@dataclass(frozen=True)
class Recorded:
    """Answers of one person as a file brought them."""

    person_id: int
    answers: Mapping[str, Answer]
    mode: str
    submitted_at: datetime


def hash_of_version(
    *,
    wave: Wave,
    person_no: str,
    ordinal: int,
    answers: Mapping[str, Any],
    mode: str,
    language: str,
    at: datetime,
    periods: Any = None,
) -> str:
    """What a receipt can be checked against later: canonical JSON of everything that was submitted."""
    facts = {
        "case": wave.case.number,
        "wave": wave.code,
        "questionnaire": wave.version.content_hash,
        "person": person_no,
        "ordinal": ordinal,
        "answers": answers,
        "mode": str(mode),
        "language": language,
        "submitted_at": at.isoformat(timespec="microseconds"),
    }
    if periods is not None:
        facts["periods"] = periods
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def new_version(
    *,
    response_id: int,
    wave: Wave,
    person_no: str,
    ordinal: int,
    answers: Mapping[str, Any],
    mode: str,
    by: Actor,
    submitted_at: datetime,
    reason: str = "",
    language: str = "",
    source: StoredFile | None = None,
    evidence_shown: bool = False,
    periods: Stored | None = None,
) -> ResponseVersion:
    """The row, not yet saved."""
    return ResponseVersion(
        response_id=response_id,
        ordinal=ordinal,
        answers=dict(answers),
        mode=mode,
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
        reason=reason,
        language=language,
        source=source,
        evidence_shown=evidence_shown,
        periods=periods,
        receipt_code=receipt_code(),
        submitted_at=submitted_at,
        content_hash=hash_of_version(
            wave=wave,
            person_no=person_no,
            ordinal=ordinal,
            answers=answers,
            mode=mode,
            language=language,
            at=submitted_at,
            periods=periods,
        ),
    )


def hold_responses(wave: Wave, person_ids: Iterable[int]) -> dict[int, int]:
    """Person → response, made where it was missing. From here to the end of the transaction nobody else adds to them.

    An upsert: the one statement that makes the row and locks it, on both databases. Always in the same order.
    """
    rows = [Response(wave=wave, person_id=person_id) for person_id in sorted(person_ids)]
    kept = Response.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["wave", "person"], update_fields=["wave"]
    )
    return {row.person_id: row.pk for row in kept}


def append_version(
    *,
    response_id: int,
    wave: Wave,
    person: Person,
    ordinal: int,
    sealed: Collection[str] = (),
    along: Sequence[Write] = (),
    **facts: Any,
) -> ResponseVersion:
    """Add the next version of a response that is held; it becomes the current one.

    `sealed` are questions whose text its writer passes on to the designated people; what lies in the sealed channel
    from an earlier version goes there again. `along` is written with what makes it the current one.
    """
    version = new_version(response_id=response_id, wave=wave, person_no=person.no, ordinal=ordinal, **facts)
    again = _sealed_of(response_id) if ordinal > 1 else set()
    taken = _take(version, wave, {*sealed, *again})
    insert_row(version)
    _keep(version, wave, taken, marked=sealed)
    write_together(updating(Response, {"pk": response_id}, current_id=version.pk), *along)
    return version


def _sealed_of(response_id: int) -> set[str]:
    return sealed_names(Response.objects.filter(pk=response_id)).get(response_id, set())


def _take(version: ResponseVersion, wave: Wave, names: Collection[str]) -> dict[str, Any]:
    return take_out(version.answers, form_of(wave.version).definition, names) if names else {}


def _keep(version: ResponseVersion, wave: Wave, taken: Mapping[str, Any], *, marked: Collection[str] = ()) -> None:
    if not taken:
        return
    how = SealedHow.RESPONDENT if marked else SealedHow.LATER
    keep(wave=wave, version=version, taken=taken, how=how, by=None)
    record(wave, "surveys.sealed_marked", Actor.system("respondent"), {"texts": len(taken), "how": str(how)})


@transaction.atomic
def record_answers(
    *,
    wave: Wave,
    person: Person,
    answers: Mapping[str, Answer],
    mode: str,
    by: Actor,
    reason: str = "",
    submitted_at: datetime | None = None,
    source: StoredFile | None = None,
    evidence_shown: bool = False,
    periods: Stored | None = None,
) -> ResponseVersion:
    """Answers from an interview or entered for somebody; beside an earlier version they need a reason."""
    rules.can_receive(wave).require()
    if mode == AnswerMode.SELF:
        raise Refused(_("Only the person can answer personally. Choose how these answers were given."))
    response_id = hold_responses(wave, [person.pk])[person.pk]
    last = ResponseVersion.objects.filter(response_id=response_id).order_by("-ordinal").first()
    if last is not None and not reason.strip():
        raise Refused(_("This person has answered before. Say why another version is added; the first one is kept."))
    version = append_version(
        response_id=response_id,
        wave=wave,
        person=person,
        ordinal=(last.ordinal if last else 0) + 1,
        answers=answers,
        mode=mode,
        by=by,
        submitted_at=submitted_at or clock.now(),
        reason=reason.strip() if last else "",
        source=source,
        evidence_shown=evidence_shown,
        periods=periods,
    )
    Invitation.objects.filter(wave=wave, person=person).update(
        state=InvitationState.SUBMITTED, submitted_at=version.submitted_at
    )
    trail.record(
        "surveys.answers_recorded",
        by=by,
        chain=wave.case.chain,
        subject=Ref("response_version", str(version.public_id)),
        detail={"mode": str(mode), "ordinal": version.ordinal, "hash": version.content_hash},
    )
    return version


@transaction.atomic
def record_many(
    *,
    wave: Wave,
    rows: Sequence[Recorded],
    by: Actor,
    source: StoredFile,
    reason: str = "",
    also: Callable[[], None] | None = None,
) -> int:
    """All rows or none, in a few statements. `rows` are of different people. `also` runs in the same transaction."""
    rules.can_receive(wave).require()
    numbers = dict(Person.objects.filter(roster_id=wave.case.roster_id).values_list("pk", "no"))
    responses = hold_responses(wave, [row.person_id for row in rows])
    ordinals = dict(Response.objects.filter(wave=wave).values_list("pk", "current__ordinal"))
    versions = []
    sealed = sealed_names(Response.objects.filter(wave=wave))
    for row in rows:
        response_id = responses[row.person_id]
        earlier = ordinals[response_id] or 0
        versions.append(
            new_version(
                response_id=response_id,
                wave=wave,
                person_no=numbers[row.person_id],
                ordinal=earlier + 1,
                answers=row.answers,
                mode=row.mode,
                by=by,
                submitted_at=row.submitted_at,
                reason=reason if earlier else "",
                source=source,
            )
        )
    again = [version for version in versions if version.response_id in sealed]
    taken = [(version, _take(version, wave, sealed[version.response_id])) for version in again]
    ResponseVersion.objects.bulk_create(versions, batch_size=BATCH)
    for version, texts in taken:
        _keep(version, wave, texts)
    if any(texts for _version, texts in taken):
        seal_files(wave, [source])
    settle_current(wave)
    trail.record(
        "surveys.responses_imported",
        by=by,
        chain=wave.case.chain,
        subject=Ref("wave", str(wave.public_id)),
        detail={"responses": len(versions), "file": source.sha256},
    )
    if also is not None:
        also()
    return len(versions)


def settle_current(wave: Wave) -> None:
    """The newest version of each response is the current one; those who have one have submitted."""
    newest = ResponseVersion.objects.filter(response_id=OuterRef("pk")).order_by("-ordinal")
    Response.objects.filter(wave=wave).update(current_id=Subquery(newest.values("pk")[:1]))
    given = Response.objects.filter(wave=wave, person_id=OuterRef("person_id"), current__isnull=False)
    Invitation.objects.filter(
        wave=wave, person_id__in=Response.objects.filter(wave=wave, current__isnull=False).values("person_id")
    ).update(state=InvitationState.SUBMITTED, submitted_at=Subquery(given.values("current__submitted_at")[:1]))
