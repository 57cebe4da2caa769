"""Links, sub-actions and revisions from rows, once causes and measures are there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Case
from core import clock
from core.actor import Actor
from core.sheets import RowReader, Table
from remediation.actions import actor_id, spread_groups
from remediation.enums import PART_STATES, MeasureState
from remediation.imports.reading import flag, prose, words_of
from remediation.models import Cause, CauseMeasure, DeadlineRevision, GroupLink, Measure, SubAction
from remediation.planning.actions import follow_parts, read_part
from remediation.planning.rules import can_have_day
from remediation.rules import can_be_done_on
from remediation.timing import due_on, parse


def read_links(case: Case, table: Table | None) -> int:
    """A row links one cause, or the whole group of causes under a heading."""
    if table is None:
        return 0
    causes = {cause.no: cause for cause in Cause.objects.filter(case=case)}
    headings = {cause.heading for cause in causes.values()} - {""}
    wanted: dict[tuple[int, int], CauseMeasure] = {}
    groups: dict[tuple[str, int], GroupLink] = {}
    for row in table.readers():
        cause_no, group = row.identifier("cause", most=20), row.text("group")
        measure = _measure(case, row)
        if bool(cause_no) == bool(group):
            row.problem("cause", _("Write either the number of a cause or the grouping of several causes."))
        elif cause_no and cause_no not in causes:
            row.problem("cause", _("There is no cause «%(no)s» in this case.") % {"no": cause_no})
        elif group and group not in headings:
            row.problem("group", _("No cause stands under this heading. Choose one of the headings of the causes."))
        elif measure is not None and group:
            groups[group, measure.pk] = GroupLink(case=case, measure=measure, heading=group)
        elif measure is not None:
            wanted[causes[cause_no].pk, measure.pk] = CauseMeasure(cause=causes[cause_no], measure=measure)
    table.settle()
    CauseMeasure.objects.filter(cause__case=case).delete()
    GroupLink.objects.filter(case=case).delete()
    CauseMeasure.objects.bulk_create(wanted.values())
    GroupLink.objects.bulk_create(groups.values())
    spread_groups(case)
    return len(wanted) + len(groups)


def _measure(case: Case, row: RowReader) -> Measure | None:
    no = row.identifier("measure", required=True, most=20)
    measure = Measure.objects.filter(case=case, no=no).select_related("case").first()
    if no and measure is None:
        row.problem("measure", _("There is no measure «%(no)s» in this case.") % {"no": no})
    return measure


def read_parts(case: Case, table: Table | None, today: date) -> int:
    """Sub-actions by measure and number; the states of their measures follow."""
    if table is None:
        return 0
    states = {word: value for word, value in words_of(MeasureState).items() if value in PART_STATES}
    changed: dict[int, Measure] = {}
    count = 0
    for row in table.readers():
        measure, no = _measure(case, row), row.whole_number("no", least=1, most=999)
        state = row.one_of("state", states, [str(value) for value in PART_STATES])
        text, timing_text, done_on = (
            prose(row, "text", required=True),
            row.text("timing", most=400),
            row.day("done_on"),
        )
        if no is None and measure is not None:
            row.problem("no", _("The cell is empty. Fill it in."))
        if measure is None or no is None:
            continue
        part = SubAction.objects.filter(measure=measure, no=no).first() or SubAction(no=no)
        timing = parse(timing_text, fiscal_start=case.fiscal_year_start)
        part.measure, part.text, part.timing_text, part.done_on = measure, text, timing_text, done_on
        part.state = state or (MeasureState.DONE if timing.done or done_on else part.state)
        for verdict in (can_have_day(part.state, done_on), can_be_done_on(done_on, today)):
            if not verdict:
                row.problem("done_on", str(verdict.reason))
        if measure.is_closed:
            row.problem(
                "measure", _("This measure is closed and stays as it is. Add a successor that points back to it.")
            )
        read_part(part)
        if not table.problems:
            part.save()
            changed[measure.pk] = measure
            count += 1
    table.settle()
    for measure in changed.values():
        follow_parts(measure)
    return count


def read_revisions(case: Case, table: Table | None, by: Actor) -> int:
    """Rows that are there already stay; the first promise and the postponements follow from all rows."""
    if table is None:
        return 0
    touched: dict[int, Measure] = {}
    count = 0
    for row in table.readers():
        measure, ordinal = _measure(case, row), row.whole_number("ordinal", least=1, most=9999)
        facts = _revision(case, row)
        if measure is None or ordinal is None or table.problems:
            continue
        _row, made = DeadlineRevision.objects.get_or_create(
            measure=measure, ordinal=ordinal, defaults=facts | {"by_id": actor_id(by)}
        )
        count += made
        touched[measure.pk] = measure
    table.settle()
    for measure in touched.values():
        _promise_from_rows(measure)
    return count


def _revision(case: Case, row: RowReader) -> dict[str, Any]:
    facts: dict[str, Any] = {name: row.text(name, most=400) for name in ("timing_before", "timing_after")}
    for which in ("before", "after"):
        read = due_on(parse(facts[f"timing_{which}"], fiscal_start=case.fiscal_year_start))
        facts[f"due_{which}"] = row.day(f"due_{which}") if row.has(f"due_{which}") else read
    return facts | {
        "corrects": flag(row, "corrects"),
        "reason": prose(row, "reason"),
        "agreed_by": row.text("agreed_by"),
        "agreed_on": row.day("agreed_on"),
        "by_label": row.text("by"),
        "at": _moment(row),
    }


def _moment(row: RowReader) -> datetime:
    text = row.text("at")
    try:
        moment = datetime.fromisoformat(text) if text else clock.now()
    except ValueError:
        row.problem("at", _("«%(text)s» is no moment.") % {"text": text[:40]})
        return clock.now()
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _promise_from_rows(measure: Measure) -> None:
    """What `follow_promise` would have found, row after row."""
    rows = list(measure.revisions.order_by("ordinal"))
    promised, times = rows[0].due_before or rows[0].due_after, 0
    for row in rows:
        if row.corrects or promised is None:
            promised, times = row.due_after, 0
        elif row.puts_off:
            times += 1
        elif row.due_after is not None and row.due_after < promised:
            promised = row.due_after
    measure.promised_on, measure.postponements = promised, times
    measure.save(update_fields=["promised_on", "postponements"])
