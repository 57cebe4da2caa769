"""The plan as the same three files that `imports` reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from casework.models import Case
from engines.sheets import write_csv
from engines.sheets.model import Cell
from remediation.imports import CAUSES, LINKS, MEASURES
from remediation.models import Cause, CauseMeasure, Measure

Rows = Iterator[list[Cell]]


def cause_rows(case: Case) -> Rows:
    for cause in Cause.objects.filter(case=case).prefetch_related("incidents").order_by("position", "pk"):
        incidents = sorted(cause.incidents.all(), key=lambda incident: (incident.position, incident.pk))
        yield [cause.no, cause.heading, cause.text, cause.situation, ";".join(incident.no for incident in incidents)]


def measure_rows(case: Case) -> Rows:
    for measure in Measure.objects.of_case(case).select_related("owner").in_order():
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
        ]


def link_rows(case: Case) -> Rows:
    links = CauseMeasure.objects.filter(cause__case=case).select_related("cause", "measure")
    for link in links.order_by("cause__position", "cause_id", "measure__position", "measure_id"):
        yield [link.cause.no, link.measure.no]


def write_causes(case: Case, target: IO[bytes]) -> None:
    write_csv(target, [column.name for column in CAUSES], cause_rows(case))


def write_measures(case: Case, target: IO[bytes]) -> None:
    write_csv(target, [column.name for column in MEASURES], measure_rows(case))


def write_links(case: Case, target: IO[bytes]) -> None:
    write_csv(target, [column.name for column in LINKS], link_rows(case))


def export_plan(case: Case, folder: Path) -> None:
    """Writes causes.csv, measures.csv and links.csv."""
    for name, write in (("causes", write_causes), ("measures", write_measures), ("links", write_links)):
        with (folder / f"{name}.csv").open("wb") as target:
            write(case, target)
