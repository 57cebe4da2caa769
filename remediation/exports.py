"""The plan as the same files that `imports` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from casework.models import Case
from engines.sheets import write_csv
from engines.sheets.model import Cell
from remediation.imports.columns import TABLES
from remediation.models import (
    Cause,
    CauseMeasure,
    Citation,
    DeadlineRevision,
    GroupLink,
    Measure,
    MeasureRelation,
    SubAction,
)

Rows = Iterator[list[Cell]]
OPTIONAL = ("subactions", "revisions")
"""Files that are written only when they say something."""


def cause_rows(case: Case) -> Rows:
    cited = _cited(case)
    for cause in Cause.objects.filter(case=case).prefetch_related("incidents").order_by("position", "pk"):
        incidents = sorted(cause.incidents.all(), key=lambda incident: (incident.position, incident.pk))
        yield [
            cause.no,
            cause.heading,
            cause.text,
            cause.situation,
            ";".join(incident.no for incident in incidents),
            _axes(cause.axes),
            ";".join(cited.get(("cause", cause.pk), ())),
        ]


def measure_rows(case: Case) -> Rows:
    cited, related = _cited(case), _related(case)
    for measure in Measure.objects.of_case(case).select_related("owner", "verifier").in_order():
        yield [
            measure.no,
            measure.text,
            measure.target,
            measure.category,
            measure.actor_name,
            measure.owner.email if measure.owner and measure.owner_name == str(measure.owner) else measure.owner_name,
            measure.timing_text,
            measure.state,
            measure.done_on,
            measure.review_on,
            measure.audience,
            _axes(measure.axes),
            measure.stage,
            measure.effect,
            "yes" if measure.is_request else "",
            measure.order_giver,
            measure.monitor_name,
            measure.verifier.email if measure.verifier else "",
            measure.status_text,
            ";".join(related.get(measure.pk, ())),
            ";".join(cited.get(("measure", measure.pk), ())),
            measure.check_after_months,
            measure.promised_on,
            measure.postponements or None,
            "",
            "",
        ]


def _axes(axes: dict[str, str]) -> str:
    return ";".join(f"{axis}={value}" for axis, value in axes.items())


def _cited(case: Case) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for citation in Citation.objects.filter(case=case).order_by("pk"):
        key = ("cause", citation.cause_id) if citation.cause_id else ("measure", citation.measure_id or 0)
        found.setdefault(key, []).append(str(citation.ref))
    return found


def _related(case: Case) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for relation in MeasureRelation.objects.filter(measure__case=case).select_related("other").order_by("pk"):
        found.setdefault(relation.measure_id, []).append(f"{relation.kind}:{relation.other.no}")
    return found


def link_rows(case: Case) -> Rows:
    links = CauseMeasure.objects.filter(cause__case=case, by_group=False).select_related("cause", "measure")
    for link in links.order_by("cause__position", "cause_id", "measure__position", "measure_id"):
        yield [link.cause.no, link.measure.no, ""]
    groups = GroupLink.objects.filter(case=case).select_related("measure")
    for group in groups.order_by("heading", "measure__position", "measure_id"):
        yield ["", group.measure.no, group.heading]


def part_rows(case: Case) -> Rows:
    parts = SubAction.objects.filter(measure__case=case).select_related("measure")
    for part in parts.order_by("measure__position", "measure_id", "no"):
        yield [part.measure.no, part.no, part.text, part.timing_text, part.state, part.done_on]


def revision_rows(case: Case) -> Rows:
    revisions = DeadlineRevision.objects.filter(measure__case=case).select_related("measure")
    for one in revisions.order_by("measure__position", "measure_id", "ordinal"):
        yield [
            one.measure.no,
            one.ordinal,
            one.timing_before,
            one.timing_after,
            one.due_before,
            one.due_after,
            "yes" if one.corrects else "",
            one.reason,
            one.agreed_by,
            one.agreed_on,
            one.by_label,
            one.at.isoformat(),
        ]


ROWS: dict[str, Callable[[Case], Rows]] = {
    "causes": cause_rows,
    "measures": measure_rows,
    "links": link_rows,
    "subactions": part_rows,
    "revisions": revision_rows,
}


def export_plan(case: Case, folder: Path) -> None:
    """Writes causes.csv, measures.csv and links.csv, and the others if they hold anything."""
    for name, columns in TABLES.items():
        rows = list(ROWS[name](case))
        if rows or name not in OPTIONAL:
            with (folder / f"{name}.csv").open("wb") as target:
                write_csv(target, [column.name for column in columns], rows)
