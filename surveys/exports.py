"""Surveys for the case folder: responses/<wave>.csv with the current versions, versions.jsonl with all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from core.verdict import Refused
from surveys.actions.recording import BATCH, settle_current
from surveys.forms_of import form_of
from surveys.models import AnonymousAnswer, AskedSystem, Questionnaire, Response, ResponseVersion, Wave
from surveys.models.wave import DRAFTS_KEPT_DAYS
from surveys.nameless.rules import is_nameless

WAVE_FACTS = (
    "title_en",
    "asker",
    "purpose",
    "purpose_en",
    "proof",
    "identity",
    "allows_proxy",
    "allows_interview",
    "duty",
    "duty_ground",
    "duty_ground_en",
    "disciplinary_use",
    "paid_time",
    "readers",
    "readers_en",
    "supervisor_reads",
    "employer_reads",
    "contact",
    "contact_en",
    "independent_contact",
    "independent_contact_en",
    "minutes",
    "drafts_kept_days",
    "period_from",
    "period_to",
    "opens_at",
    "closes_at",
)


def wave_facts(wave: Wave) -> dict[str, Any]:
    """A `[[waves]]` table of case.toml; empty values are left out."""
    facts: dict[str, Any] = {
        "code": wave.code,
        "title": wave.title,
        "questionnaire": wave.version.questionnaire.code,
        "version": wave.version.number,
        "population": wave.population.code,
        "mode": str(wave.mode),
        "state": str(wave.state),
    }
    facts |= {name: getattr(wave, name) for name in WAVE_FACTS}
    asked = AskedSystem.objects.filter(wave=wave).order_by("system__code")
    facts["systems"] = [
        {"system": code, "questions": names} for code, names in asked.values_list("system__code", "questions")
    ]
    if not is_nameless(wave):
        del facts["identity"]
    if wave.drafts_kept_days == DRAFTS_KEPT_DAYS:
        del facts["drafts_kept_days"]
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def questionnaire_files(case: Case) -> Iterator[tuple[str, str, int, StoredFile]]:
    """(code, title, version number, workbook as received) of every version, oldest first."""
    for questionnaire in Questionnaire.objects.filter(case=case).order_by("code"):
        for version in questionnaire.versions.select_related("source").order_by("number"):
            yield questionnaire.code, questionnaire.title, version.number, version.source


def response_table(wave: Wave) -> tuple[list[str], Iterator[list[str]]]:
    """Head and rows of responses/<wave>.csv: the current version of each person, codes, multiples with «;», repeats as JSON."""
    form = form_of(wave.version)
    asked = [name for name, question in form.questions.items() if question["type"] != "note"]

    def lines() -> Iterator[list[str]]:
        for no, mode, submitted_at, answers in _given(wave):
            yield [no, mode, submitted_at, *(_cell(answers.get(name)) for name in asked)]

    return ["person", "mode", "submitted_at", *asked], lines()


def _given(wave: Wave) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Person, mode, time, answers; without names the pseudonym or nothing, no time, and an order that tells nothing."""
    if is_nameless(wave):
        answers = AnonymousAnswer.objects.filter(wave=wave).order_by("public_id")
        for pseudonym, given in answers.values_list("pseudonym", "answers").iterator(chunk_size=2000):
            yield pseudonym, str(wave.identity), "", given
        return
    rows = Response.objects.filter(wave=wave, current__isnull=False).order_by("person__no")
    values = rows.values_list("person__no", "current__mode", "current__submitted_at", "current__answers")
    for no, mode, submitted_at, given in values.iterator(chunk_size=2000):
        yield no, mode, submitted_at.isoformat(), given


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)  # a repeat: reading the file gives its rows again
    return ";".join(value) if isinstance(value, list) else str(value)


def version_lines(case: Case) -> Iterator[str]:
    """versions.jsonl: every version of every answer, so that nothing of the history is lost."""
    rows = (
        ResponseVersion.objects.filter(response__wave__case=case)
        .order_by("response__wave__no", "response__person__no", "ordinal")
        .values_list(
            "response__wave__code",
            "response__person__no",
            "ordinal",
            "mode",
            "answers",
            "reason",
            "language",
            "evidence_shown",
            "periods",
            "by_kind",
            "by_label",
            "receipt_code",
            "content_hash",
            "submitted_at",
            "recorded_at",
        )
    )
    names = (
        "wave",
        "person",
        "ordinal",
        "mode",
        "answers",
        "reason",
        "language",
        "evidence_shown",
        "periods",
        "by_kind",
        "by_label",
        "receipt_code",
        "content_hash",
        "submitted_at",
        "recorded_at",
    )
    for row in rows.iterator(chunk_size=2000):
        facts = dict(zip(names, row, strict=True))
        facts["submitted_at"] = facts["submitted_at"].isoformat()
        facts["recorded_at"] = facts["recorded_at"].isoformat()
        yield json.dumps(facts, ensure_ascii=False, sort_keys=True)


@transaction.atomic
def import_versions(*, case: Case, lines: Iterable[str], by: Actor, source: StoredFile | None = None) -> int:
    """The reverse of `version_lines` for waves that exist and have no answers yet. Times, modes and receipts are kept."""
    can_work(case).require()
    waves = {wave.code: wave for wave in Wave.objects.filter(case=case)}
    people = dict(Person.objects.filter(roster_id=case.roster_id).values_list("no", "pk"))
    if Response.objects.filter(wave__case=case).exists():
        raise Refused(_("Versions can only be brought into a case that has no answers yet."))
    responses: dict[tuple[str, str], Response] = {}
    facts: list[Mapping[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    for row in facts:
        key = (row["wave"], row["person"])
        if row["wave"] not in waves or row["person"] not in people:
            raise Refused(
                _("versions.jsonl names the wave %(wave)s and the person %(person)s, which the case does not have.")
                % {"wave": row["wave"], "person": row["person"]}
            )
        if key not in responses:
            responses[key] = Response(wave=waves[row["wave"]], person_id=people[row["person"]])
    Response.objects.bulk_create(responses.values(), batch_size=BATCH)
    ResponseVersion.objects.bulk_create(
        [_version(row, responses[row["wave"], row["person"]], source) for row in facts], batch_size=BATCH
    )
    for wave in waves.values():
        settle_current(wave)
    trail.record(
        "surveys.versions_restored",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"versions": len(facts)},
    )
    return len(facts)


def _version(row: Mapping[str, Any], response: Response, source: StoredFile | None) -> ResponseVersion:
    return ResponseVersion(
        response_id=response.pk,
        source=source,
        ordinal=int(row["ordinal"]),
        answers=row["answers"],
        mode=row["mode"],
        reason=row.get("reason", ""),
        language=row.get("language", ""),
        evidence_shown=bool(row.get("evidence_shown", False)),
        periods=row.get("periods"),
        by_kind=row.get("by_kind", "system"),
        by_label=row.get("by_label", ""),
        receipt_code=row["receipt_code"],
        content_hash=row["content_hash"],
        submitted_at=datetime.fromisoformat(row["submitted_at"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
    )
