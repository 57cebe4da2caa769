"""How a measure moves. The owner claims; whether the claim is true is another question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.workflow import Transition, Workflow
from remediation.enums import OPEN_STATES, MeasureState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

S = MeasureState


def _moves(name: str, sources: tuple[MeasureState, ...], target: MeasureState) -> list[Transition]:
    return [Transition(name, source, target, f"remediation.measure_{target}") for source in sources]


MEASURES = Workflow(
    "measure",
    initial=S.NOT_STARTED,
    states=S.values,
    transitions=[
        *_moves("consider", (S.NOT_STARTED, S.PLANNED), S.UNDER_CONSIDERATION),
        *_moves("plan", (S.NOT_STARTED, S.UNDER_CONSIDERATION), S.PLANNED),
        *_moves("begin", (S.NOT_STARTED, S.UNDER_CONSIDERATION, S.PLANNED), S.IN_PROGRESS),
        *_moves("finish_part", (S.NOT_STARTED, S.PLANNED, S.IN_PROGRESS), S.PARTLY_DONE),
        *_moves("finish", OPEN_STATES, S.DONE),
        *_moves("repeat", (*OPEN_STATES, S.DONE), S.RECURRING),
        *_moves("reopen", (S.DONE, S.RECURRING), S.IN_PROGRESS),
        *_moves("withdraw", (*OPEN_STATES, S.RECURRING), S.WITHDRAWN),
    ],
)

MOVE_WORDS: dict[str, StrOrPromise] = {
    "consider": _("Put under consideration"),
    "plan": _("Mark as planned"),
    "begin": _("Mark as in progress"),
    "finish_part": _("Mark as partly done"),
    "finish": _("Mark as done"),
    "repeat": _("Mark as running regularly"),
    "reopen": _("Take up again"),
    "withdraw": _("Withdraw the measure"),
}

AUDIT_WORDS: dict[str, StrOrPromise] = {
    "remediation.measure_under_consideration": _("Measure put under consideration"),
    "remediation.measure_planned": _("Measure planned"),
    "remediation.measure_in_progress": _("Measure taken in hand"),
    "remediation.measure_partly_done": _("Measure partly done"),
    "remediation.measure_done": _("Measure claimed as done"),
    "remediation.measure_recurring": _("Measure runs regularly"),
    "remediation.measure_withdrawn": _("Measure withdrawn"),
    "remediation.measure_added": _("Measure added"),
    "remediation.measure_changed": _("Measure changed"),
    "remediation.measure_postponed": _("Measure postponed"),
    "remediation.cause_recorded": _("Cause recorded"),
    "remediation.cause_changed": _("Cause changed"),
    "remediation.plan_imported": _("Causes and measures imported"),
    "remediation.plan_settled": _("Scheme of the plan settled"),
    "remediation.edition_frozen": _("Edition of the plan kept"),
    "remediation.edition_restored": _("Edition of the plan taken over"),
    "remediation.group_linked": _("Measure linked to a group of causes"),
    "remediation.group_unlinked": _("Measure no longer linked to a group of causes"),
    "remediation.part_recorded": _("Sub-action recorded"),
    "remediation.measure_related": _("Measure related to another one"),
    "remediation.measure_unrelated": _("Relation to another measure removed"),
    "remediation.cited": _("Source cited"),
    "remediation.uncited": _("Citation removed"),
    "remediation.proof_filed": _("Proof filed"),
    "remediation.note_written": _("Note written"),
    "remediation.measure_confirmed": _("Measure confirmed as done"),
    "remediation.measure_returned": _("Measure returned to its owner"),
    "remediation.effect_judged": _("Effect of the measure checked"),
    "remediation.wording_approved": _("Wording of the measure approved"),
}
