"""A plan from files: causes, measures and the links between them, all or nothing.

Rows are known by their number: a second import changes what is there and adds what is new. Numbers that the files do
not name stay as they are. Links of the causes in the file are replaced by those of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.actions import case_ref
from casework.models import Case, Incident, Membership
from core.actor import Actor
from core.errors import Problem, Rejected
from core.models import StoredFile
from core.sheets import Column, Reading, RowReader, Table, open_table, read_stored, rejected
from core.sheets.cells import as_text
from core.sheets.table import fold_head
from engines.sheets import Sheet, SheetError, SheetFile, read_any
from remediation import rules
from remediation.actions import promise, read_timing
from remediation.enums import MeasureState
from remediation.models import Cause, CauseMeasure, Measure
from remediation.queries import today_of
from remediation.timing import Kind

Source = StoredFile | Path | None
LONGEST_PROSE = 4000

CAUSES = (
    Column("no", gettext_lazy("Number"), ("番号", "原因番号", "cause"), required=True),
    Column("heading", gettext_lazy("Grouping"), ("分類", "区分", "要因")),
    Column("text", gettext_lazy("Cause"), ("原因", "発生原因", "内容"), required=True),
    Column("situation", gettext_lazy("Situation"), ("状況", "背景")),
    Column("incidents", gettext_lazy("Incidents"), ("事案", "対象事案")),
)
MEASURES = (
    Column("no", gettext_lazy("Number"), ("番号", "対策番号", "measure"), required=True),
    Column("text", gettext_lazy("Measure"), ("対策", "再発防止策", "再発防止対策", "内容"), required=True),
    Column("target", gettext_lazy("Target of measure"), ("対象", "対象者", "対象部門")),
    Column("category", gettext_lazy("Category of measure"), ("分類", "区分", "要素")),
    Column("actor", gettext_lazy("Carried out by"), ("実施主体", "実施者")),
    Column("owner", gettext_lazy("Responsible"), ("担当", "責任者", "担当部門")),
    Column("timing", gettext_lazy("Timing"), ("時期", "実施時期", "期限")),
    Column("state", gettext_lazy("State"), ("状態", "実施状況", "状況")),
    Column("done_on", gettext_lazy("Done on"), ("完了日", "実施日")),
    Column("review_on", gettext_lazy("Look again on"), ("見直し日", "確認予定日")),
)
LINKS = (
    Column("cause", gettext_lazy("Cause"), ("原因", "原因番号"), required=True),
    Column("measure", gettext_lazy("Measure"), ("対策", "対策番号"), required=True),
)
_STATE_OF_KIND = {
    Kind.CONSIDERING: MeasureState.UNDER_CONSIDERATION,
    Kind.ONGOING: MeasureState.IN_PROGRESS,
}


@dataclass
class Imported:
    """What an import did."""

    causes: int = 0
    measures: int = 0
    links: int = 0
    not_understood: list[str] = field(default_factory=list)
    """Numbers of measures whose timing was kept as written but not understood."""
    without_review: list[str] = field(default_factory=list)
    """Numbers of measures that have neither a due day nor a review date."""


@transaction.atomic
def import_plan(
    *, case: Case, by: Actor, causes: Source = None, measures: Source = None, links: Source = None
) -> Imported:
    """Raises Rejected with every problem of all files; then nothing is saved."""
    can_work(case).require()
    done = Imported()
    problems: list[Problem] = []
    with _collected(problems):
        done.causes = _causes(case, causes)
    with _collected(problems):
        done.measures = _measures(case, measures)
    with _collected(problems):
        done.links = _links(case, links)
    if problems:
        raise Rejected(problems)
    owed = Measure.objects.filter(case=case)
    done.not_understood = list(
        owed.exclude(timing_text="").filter(timing_kind="").order_by("position", "pk").values_list("no", flat=True)
    )
    done.without_review = list(owed.without_review().in_order().values_list("no", flat=True))
    trail.record(
        "remediation.plan_imported",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={"causes": done.causes, "measures": done.measures, "links": done.links},
    )
    return done


@contextmanager
def _collected(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except Rejected as refusal:
        problems.extend(refusal.problems)


def _rows(source: Source, columns: tuple[Column, ...]) -> Table | None:
    """The table with its own name in every problem."""
    if source is None:
        return None
    try:
        file = _open(source)
        table = open_table(file, columns, Reading())
        if not table.sheet.name:
            table.sheet = _named(table.sheet, source.name)
        table.check_shape()
        table.settle()
    except Rejected as refusal:
        raise Rejected([_at(problem, source.name) for problem in refusal.problems]) from refusal
    return table


def _open(source: StoredFile | Path) -> SheetFile:
    if isinstance(source, StoredFile):
        return read_stored(source)
    try:
        return read_any(source, name=source.name, from_us=True)
    except SheetError as error:
        raise rejected(error) from error


def _named(sheet: Sheet, name: str) -> Sheet:
    """CSV files have no sheet name; problems name the file instead."""
    return replace(sheet, name=name)


def _at(problem: Problem, name: str) -> Problem:
    return problem if problem.sheet else Problem(problem.message, name, problem.row, problem.column)


def _codes(text: str) -> list[str]:
    """«I-1;I-2», «I-1、I-2»."""
    for sign in "、,；":
        text = text.replace(sign, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def _prose(row: RowReader, name: str, *, required: bool = False) -> str:
    """Text whose line breaks mean something."""
    row.text(name, required=required, most=LONGEST_PROSE)
    return "\n".join(" ".join(line.split()) for line in as_text(row.cell(name)).splitlines())[:LONGEST_PROSE]


def _causes(case: Case, source: Source) -> int:
    table = _rows(source, CAUSES)
    if table is None:
        return 0
    incidents = {incident.no: incident for incident in Incident.objects.filter(case=case)}
    existing = {cause.no: cause for cause in Cause.objects.filter(case=case)}
    seen: set[str] = set()
    for row in table.readers():
        no = _number(row, "no", seen)
        chosen = []
        for code in _codes(row.text("incidents")):
            if code in incidents:
                chosen.append(incidents[code])
            else:
                row.problem("incidents", _("There is no incident «%(no)s» in this case.") % {"no": code[:40]})
        cause = existing.get(no) or Cause(case=case, no=no, position=len(existing) + len(seen))
        cause.heading = row.text("heading")
        cause.text = _prose(row, "text", required=True)
        cause.situation = _prose(row, "situation")
        if not table.problems:
            cause.save()
            cause.incidents.set(chosen)
    table.settle()
    return len(seen)


def _number(row: RowReader, name: str, seen: set[str]) -> str:
    no = row.identifier(name, required=True, most=20)
    if no and no in seen:
        row.problem(name, _("The number «%(no)s» stands in two rows. Numbers are unique.") % {"no": no})
    seen.add(no)
    return no


def _measures(case: Case, source: Source) -> int:
    table = _rows(source, MEASURES)
    if table is None:
        return 0
    existing = {measure.no: measure for measure in Measure.objects.filter(case=case).select_related("case")}
    states, members, today = _states(), _members(case), today_of(case)
    seen: set[str] = set()
    for row in table.readers():
        no = _number(row, "no", seen)
        measure = existing.get(no) or Measure(case=case, no=no, position=len(existing) + len(seen))
        _fill(measure, row, states, members)
        if not (verdict := rules.can_be_done_on(measure.done_on, today)):
            row.problem("done_on", str(verdict.reason))
        if not table.problems:
            measure.save()
    table.settle()
    return len(seen)


def _fill(measure: Measure, row: RowReader, states: Mapping[str, str], members: Mapping[str, User]) -> None:
    measure.text = _prose(row, "text", required=True)
    measure.target, measure.category = row.text("target"), row.text("category")
    measure.actor_name, owner = row.text("actor"), row.text("owner")
    measure.owner = members.get(owner.lower())
    measure.owner_name = str(measure.owner) if measure.owner else owner
    timing_text = row.text("timing", most=400)
    state = row.one_of("state", states, [str(value) for value in MeasureState.values])
    measure.done_on, measure.review_on = row.day("done_on"), row.day("review_on")
    anew = measure.pk is None or timing_text != measure.timing_text
    measure.timing_text = timing_text
    measure.state = state or measure.state
    if anew:
        read_timing(measure)
        promise(measure)
    if not state and anew:
        timing = measure.understood
        measure.state = (
            MeasureState.DONE
            if timing.done
            else _STATE_OF_KIND.get(timing.kind, measure.state)
            if timing.kind is not None
            else measure.state
        )
    if measure.state != MeasureState.DONE and measure.done_on is not None:
        row.problem("done_on", _("There is a day of completion, but the state is not «done». Mend one of them."))
    elif measure.state == MeasureState.DONE and measure.done_on is None:
        timing = measure.understood
        measure.done_on = timing.end if timing.precision == "day" else None


def _states() -> dict[str, str]:
    """Codes and both languages' words."""
    known = {fold_head(value): value for value in MeasureState.values}
    for language in ("ja", "en"):
        with override(language):
            known |= {fold_head(str(label)): value for value, label in MeasureState.choices}
    return known


def _members(case: Case) -> dict[str, User]:
    return {
        membership.user.email.lower(): membership.user
        for membership in Membership.objects.filter(case=case).select_related("user")
    }


def _links(case: Case, source: Source) -> int:
    table = _rows_or_head_only(source)
    if table is None:
        return 0
    causes = {cause.no: cause for cause in Cause.objects.filter(case=case)}
    measures = {measure.no: measure for measure in Measure.objects.filter(case=case)}
    wanted: dict[tuple[int, int], CauseMeasure] = {}
    for row in table.readers():
        cause_no, measure_no = (row.identifier(name, required=True, most=20) for name in ("cause", "measure"))
        cause, measure = causes.get(cause_no), measures.get(measure_no)
        if cause_no and cause is None:
            row.problem("cause", _("There is no cause «%(no)s» in this case.") % {"no": cause_no})
        if measure_no and measure is None:
            row.problem("measure", _("There is no measure «%(no)s» in this case.") % {"no": measure_no})
        if cause is not None and measure is not None:
            wanted[cause.pk, measure.pk] = CauseMeasure(cause=cause, measure=measure)
    table.settle()
    CauseMeasure.objects.filter(cause__case=case).delete()
    CauseMeasure.objects.bulk_create(wanted.values())
    return len(wanted)


def _rows_or_head_only(source: Source) -> Table | None:
    """A plan without any link is a plan too: a table of links may end with its head."""
    if source is None:
        return None
    file = _open(source)
    table = open_table(file, LINKS, Reading())
    if not table.sheet.name:
        table.sheet = _named(table.sheet, source.name)
    if next(table.data_rows(), None) is not None:
        table.check_shape()
        table.settle()
    return table
