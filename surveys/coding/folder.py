"""Coding in a case folder: coding.jsonl, in the order in which it was done.

An answer is named by wave, person and ordinal of its version. Coders are kept by their label: they need not be users
of the installation that reads the file.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys.models import Questionnaire, ResponseVersion
from surveys.models.coding import CodeAssignment, CodeDecision, CodingFrame, FrameChange

CHANGE = ("ordinal", "kind", "code", "into", "label_ja", "label_en", "description", "reason", "by_label")
GIVEN = ("ordinal", "frame_version", "codes", "coder_label")
DECIDED = ("ordinal", "frame_version", "codes", "reason", "by_label")


def coding_lines(case: Case) -> Iterator[str]:
    """Frames with their changes, then codes and decisions; answers that cannot be named in a folder are left out."""
    frames = CodingFrame.objects.filter(questionnaire__case=case).select_related("questionnaire")
    for frame in frames.order_by("questionnaire__code", "question"):
        where = {"questionnaire": frame.questionnaire.code, "question": frame.question}
        for change in FrameChange.objects.filter(frame=frame).order_by("ordinal"):
            yield _line("change", where, change, CHANGE)
        given = list(CodeAssignment.objects.filter(frame=frame).order_by("pk"))
        decided = list(CodeDecision.objects.filter(frame=frame).order_by("pk"))
        names = _names({one.answer for one in given} | {one.answer for one in decided})
        for one in given:
            if one.answer in names:
                yield _line("codes", where | names[one.answer], one, GIVEN)
        for decision in decided:
            if decision.answer in names:
                yield _line("decision", where | names[decision.answer], decision, DECIDED)


def _names(answers: set[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    found: dict[uuid.UUID, dict[str, Any]] = {}
    wanted = list(answers)
    for start in range(0, len(wanted), 500):
        rows = ResponseVersion.objects.filter(public_id__in=wanted[start : start + 500])
        for public_id, wave, person, ordinal in rows.values_list(
            "public_id", "response__wave__code", "response__person__no", "ordinal"
        ):
            found[public_id] = {"wave": wave, "person": person, "version": ordinal}
    return found


def _line(kind: str, where: dict[str, Any], row: Any, fields: tuple[str, ...]) -> str:
    facts = {"line": kind, **where, **{name: getattr(row, name) for name in fields}, "at": row.at.isoformat()}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


@transaction.atomic
def import_coding(*, case: Case, lines: Iterable[str], by: Actor) -> int:
    """The reverse, into a case that has no coding yet. Returns how many codes of answers came in."""
    can_work(case).require()
    if CodingFrame.objects.filter(questionnaire__case=case).exists():
        raise Refused(_("Coding can only be brought into a case that has none yet."))
    facts: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    questionnaires = {one.code: one for one in Questionnaire.objects.filter(case=case)}
    versions = {
        (wave, person, ordinal): public_id
        for wave, person, ordinal, public_id in ResponseVersion.objects.filter(response__wave__case=case).values_list(
            "response__wave__code", "response__person__no", "ordinal", "public_id"
        )
    }
    frames: dict[tuple[str, str], CodingFrame] = {}
    for row in facts:
        key = (row["questionnaire"], row["question"])
        if row["questionnaire"] not in questionnaires or ("wave" in row and _key(row) not in versions):
            raise Refused(
                _("coding.jsonl names an answer or a questionnaire that the case does not have: %(name)s.")
                % {"name": " ".join(str(row.get(part, "")) for part in ("questionnaire", "wave", "person"))}
            )
        if key not in frames:
            frames[key] = CodingFrame.objects.create(questionnaire=questionnaires[key[0]], question=key[1])
    FrameChange.objects.bulk_create(
        [FrameChange(frame=frames[_frame(row)], at=_at(row), **_some(row, CHANGE)) for row in _of(facts, "change")]
    )
    given = [
        CodeAssignment(
            frame=frames[_frame(row)],
            answer=versions[_key(row)],
            coder_id=f"file:{row['coder_label']}"[:80],
            at=_at(row),
            **_some(row, GIVEN),
        )
        for row in _of(facts, "codes")
    ]
    CodeAssignment.objects.bulk_create(given, batch_size=500)
    CodeDecision.objects.bulk_create(
        [
            CodeDecision(
                frame=frames[_frame(row)],
                answer=versions[_key(row)],
                by_id=f"file:{row['by_label']}"[:80],
                at=_at(row),
                **_some(row, DECIDED),
            )
            for row in _of(facts, "decision")
        ],
        batch_size=500,
    )
    trail.record(
        "surveys.coding_restored",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"frames": len(frames), "codes": len(given)},
    )
    return len(given)


def _of(facts: list[dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    return (row for row in facts if row["line"] == kind)


def _frame(row: dict[str, Any]) -> tuple[str, str]:
    return row["questionnaire"], row["question"]


def _key(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["wave"], row["person"], int(row["version"])


def _some(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in fields if name in row}


def _at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["at"])
