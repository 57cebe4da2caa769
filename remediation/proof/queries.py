"""What the page of a measure shows of its proofs, and what the monitor sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.models import Case
from core.actor import Actor
from core.verdict import Verdict
from remediation.enums import MeasureState, NoteKind
from remediation.models import Decision, Measure, MeasureNote, Proof
from remediation.planning.points import points_of
from remediation.proof import rules
from remediation.proof.facts import changed_since, facts_of, hash_of
from remediation.queries import measures_of, today_of


@dataclass(frozen=True)
class ProofRow:
    proof: Proof
    is_newest: bool
    expired: bool


@dataclass(frozen=True)
class DecisionRow:
    """`changed` names the facts that are no longer those decided about."""

    decision: Decision
    changed: list[str]


def proof_context(measure: Measure, by: Actor) -> dict[str, Any]:
    """Parts, proofs, decisions, notes, revisions, relations, citations, and who may confirm."""
    now = facts_of(measure)
    today = today_of(measure.case)
    decisions = list(measure.decisions.order_by("-pk"))
    return {
        "points": points_of(measure.text),
        "parts": list(measure.parts.order_by("no")),
        "proofs": proof_rows(measure, today),
        "decisions": [DecisionRow(one, changed_since(one, now)) for one in decisions],
        "notes": list(measure.notes.order_by("-pk")),
        "revisions": list(measure.revisions.order_by("ordinal")),
        "relations": list(measure.relations.select_related("other").order_by("kind", "pk")),
        "related_from": list(measure.related_from.select_related("measure").order_by("kind", "pk")),
        "citations": list(measure.citations.order_by("pk")),
        "groups": list(measure.group_links.order_by("heading").values_list("heading", flat=True)),
        "facts_hash": hash_of(now),
        "may_verify": rules.may_verify(by, measure),
        "may_remark": rules.may_remark(by, measure),
        "awaits_confirmation": measure.state == MeasureState.DONE and measure.confirmed_at is None,
        "awaits_check": measure.confirmed_at is not None and measure.effective is None,
    }


def proof_rows(measure: Measure, today: date) -> list[ProofRow]:
    """The newest revision of each title first."""
    proofs = list(measure.proofs.select_related("stored").order_by("title", "-revision"))
    newest = {proof.title: proof.revision for proof in reversed(proofs)}
    return [ProofRow(one, newest[one.title] == one.revision, one.has_expired(today)) for one in proofs]


@dataclass(frozen=True)
class Watched:
    """A measure as the monitor sees it: claimed, confirmed and effective are three things."""

    measure: Measure
    proofs: int
    remarks: list[MeasureNote]
    may_remark: Verdict

    @property
    def is_claimed(self) -> bool:
        return self.measure.state == MeasureState.DONE


def watched(case: Case, by: Actor) -> list[Watched]:
    measures = measures_of(case).prefetch_related("proofs", "notes")
    names = rules.names_of(by)
    rows = []
    for measure in measures:
        remarks = [note for note in measure.notes.all() if note.kind == NoteKind.REMARK]
        remarks.sort(key=lambda note: -note.pk)
        rows.append(Watched(measure, len(measure.proofs.all()), remarks, rules.may_remark(by, measure, names=names)))
    return rows
