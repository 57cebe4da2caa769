"""Measures from rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import model_to_dict
from django.utils.translation import gettext as _

from accounts.models import User
from casework.models import Case, Membership
from core.actor import Actor
from core.sheets import RowReader, Table
from remediation import rules
from remediation.actions import actor_id, follow_promise, keep_revision, promise, read_timing
from remediation.enums import MeasureState, RelationKind, Stage
from remediation.imports.causes import cite_only
from remediation.imports.mode import Mode
from remediation.imports.reading import axes, citations, codes, flag, number, prose, words_of
from remediation.models import Measure, MeasureRelation
from remediation.planning.rules import can_relate
from remediation.queries import today_of
from remediation.timing import Kind

_STATE_OF_KIND = {
    Kind.CONSIDERING: MeasureState.UNDER_CONSIDERATION,
    Kind.ONGOING: MeasureState.IN_PROGRESS,
}
_PLAIN = {
    "target": "target",
    "category": "category",
    "actor": "actor_name",
    "order_giver": "order_giver",
    "monitor": "monitor_name",
}
_LONG = {"audience": "audience", "status": "status_text"}


@dataclass
class Reader:
    """What every row of one file needs."""

    case: Case
    by: Actor
    mode: Mode
    members: Mapping[str, User]
    states: Mapping[str, str] = field(default_factory=lambda: words_of(MeasureState))
    stages: Mapping[str, str] = field(default_factory=lambda: words_of(Stage))


def read_measures(case: Case, table: Table | None, mode: Mode, by: Actor) -> int:
    if table is None:
        return 0
    reader = Reader(case, by, mode, _members(case))
    existing = {measure.no: measure for measure in Measure.objects.filter(case=case).select_related("case")}
    relations: list[tuple[RowReader, Measure]] = []
    seen: set[str] = set()
    for row in table.readers():
        no = number(row, "no", seen)
        measure = existing.get(no)
        if measure is not None and not mode.goes_on(row):
            continue
        position = len(existing) + len(seen)
        measure = measure or Measure(case=case, no=no, position=position, author_id=actor_id(by), author_name=by.label)
        _take(reader, measure, row, table)
        relations.append((row, measure))
    table.settle()
    _relate(case, relations)
    table.settle()
    return len(seen)


def _take(reader: Reader, measure: Measure, row: RowReader, table: Table) -> None:
    """One row into one measure, saved while nothing is wrong."""
    is_new, before = measure.pk is None, model_to_dict(measure)
    closed, old_text, old_due = measure.is_closed and not is_new, measure.timing_text, measure.due_on
    postponed = _fill(reader, measure, row, is_new=is_new)
    if not (verdict := rules.can_be_done_on(measure.done_on, today_of(reader.case))):
        row.problem("done_on", str(verdict.reason))
    if closed and model_to_dict(measure) != before:
        row.problem("no", _("This measure is closed and stays as it is. Add a successor that points back to it."))
    reason, agreed_by = prose(row, "reason"), row.text("agreed_by")
    if postponed and not (verdict := rules.can_put_off(reason, agreed_by)):
        row.problem("timing", str(verdict.reason))
    cited = citations(row, "cites")
    if table.problems:
        return
    measure.save()
    if not is_new and measure.timing_text != old_text:
        keep_revision(measure, old_text, old_due, reason=reason, agreed_by=agreed_by, by=reader.by)
    if row.has("cites"):
        cite_only(reader.case, cited, measure.citations.all(), measure=measure)


def _fill(reader: Reader, measure: Measure, row: RowReader, *, is_new: bool) -> bool:
    """Whether the row puts the measure off."""
    measure.text = prose(row, "text", required=True)
    given: dict[str, Any] = {name: row.text(column) for column, name in _PLAIN.items() if row.has(column)}
    given |= {name: row.text(column, most=400) for column, name in _LONG.items() if row.has(column)}
    if row.has("axes"):
        given["axes"] = axes(row, "axes")
    if row.has("effect"):
        given["effect"] = prose(row, "effect")
    if row.has("request"):
        given["is_request"] = flag(row, "request")
    if row.has("stage"):
        given["stage"] = row.one_of("stage", reader.stages, [str(value) for value in Stage.values])
    if row.has("check_after_months"):
        given["check_after_months"] = row.whole_number("check_after_months", least=1, most=120)
    if row.has("done_on"):
        given["done_on"] = row.day("done_on")
    if row.has("review_on"):
        given["review_on"] = row.day("review_on")
    for name, value in given.items():
        setattr(measure, name, value)
    _people(reader, measure, row)
    return _timing_and_state(reader, measure, row, is_new=is_new)


def _people(reader: Reader, measure: Measure, row: RowReader) -> None:
    if row.has("owner"):
        owner = row.text("owner")
        measure.owner = reader.members.get(owner.lower())
        measure.owner_name = str(measure.owner) if measure.owner else owner
    if row.has("verifier"):
        verifier = row.text("verifier")
        measure.verifier = reader.members.get(verifier.lower())
        if verifier and measure.verifier is None:
            row.problem("verifier", _("Write the mail address of a member of this case."))


def _timing_and_state(reader: Reader, measure: Measure, row: RowReader, *, is_new: bool) -> bool:
    timing_text = row.text("timing", most=400) if row.has("timing") else measure.timing_text
    state = row.one_of("state", reader.states, [str(value) for value in MeasureState.values])
    anew, old_due, postponed = is_new or timing_text != measure.timing_text, measure.due_on, False
    measure.timing_text = timing_text
    measure.state = state or measure.state
    if anew:
        read_timing(measure)
        if is_new:
            promise(measure)
            _as_exported(measure, row)
        else:
            postponed = follow_promise(measure, old_due, corrects=False)
    timing = measure.understood
    if not state and anew:
        understood = _STATE_OF_KIND.get(timing.kind) if timing.kind is not None else None
        measure.state = MeasureState.DONE if timing.done else understood or measure.state
    if measure.state != MeasureState.DONE and measure.done_on is not None:
        row.problem("done_on", _("There is a day of completion, but the state is not «done». Mend one of them."))
    elif measure.state == MeasureState.DONE and measure.done_on is None:
        measure.done_on = timing.end if timing.precision == "day" else None
    return postponed


def _as_exported(measure: Measure, row: RowReader) -> None:
    """The first promise and the number of postponements, where an export tells them."""
    if row.has("promised_on"):
        measure.promised_on = row.day("promised_on") or measure.promised_on
    if row.has("postponements"):
        measure.postponements = row.whole_number("postponements", least=0, most=999) or 0


def _members(case: Case) -> dict[str, User]:
    return {
        membership.user.email.lower(): membership.user
        for membership in Membership.objects.filter(case=case).select_related("user")
    }


def _relate(case: Case, rows: list[tuple[RowReader, Measure]]) -> None:
    """«final_form:D-04;repeats:D-07», when all measures are there. Successors are never dropped."""
    measures = {measure.no: measure for measure in Measure.objects.filter(case=case)}
    for row, measure in rows:
        if not row.has("relations"):
            continue
        measure.relations.exclude(kind=RelationKind.SUCCEEDS).delete()
        for part in codes(row.text("relations", most=4000)):
            kind, _sign, no = part.partition(":")
            other = measures.get(no.strip())
            if kind.strip() not in RelationKind.values:
                row.problem(
                    "relations",
                    _("«%(text)s» names no relation. Write kind:number, with one of the kinds %(kinds)s.")
                    % {"text": part[:40], "kinds": ", ".join(RelationKind.values)},
                )
            elif other is None:
                row.problem("relations", _("There is no measure «%(no)s» in this case.") % {"no": no.strip()[:40]})
            elif not (verdict := can_relate(measure, other, RelationKind(kind.strip()))):
                row.problem("relations", str(verdict.reason))
            else:
                MeasureRelation.objects.get_or_create(measure=measure, other=other, kind=kind.strip())
