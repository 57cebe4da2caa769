"""Causes from rows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.models import Case, Incident
from core.sheets import Table
from remediation.imports.mode import Mode
from remediation.imports.reading import axes, citations, codes, number, prose
from remediation.models import Cause, Citation


def read_causes(case: Case, table: Table | None, mode: Mode) -> int:
    if table is None:
        return 0
    incidents = {incident.no: incident for incident in Incident.objects.filter(case=case)}
    existing = {cause.no: cause for cause in Cause.objects.filter(case=case)}
    seen: set[str] = set()
    for row in table.readers():
        no = number(row, "no", seen)
        if no in existing and not mode.goes_on(row):
            continue
        chosen = []
        for code in codes(row.text("incidents")):
            if code in incidents:
                chosen.append(incidents[code])
            else:
                row.problem("incidents", _("There is no incident «%(no)s» in this case.") % {"no": code[:40]})
        cause = existing.get(no) or Cause(case=case, no=no, position=len(existing) + len(seen))
        cause.text = prose(row, "text", required=True)
        if row.has("heading"):
            cause.heading = row.text("heading")
        if row.has("situation"):
            cause.situation = prose(row, "situation")
        if row.has("axes"):
            cause.axes = axes(row, "axes")
        cited = citations(row, "evidence")
        if table.problems:
            continue
        cause.save()
        if row.has("incidents"):
            cause.incidents.set(chosen)
        if row.has("evidence"):
            cite_only(case, cited, cause.citations.all(), cause=cause)
    table.settle()
    return len(seen)


def cite_only(case: Case, wanted: list[tuple[str, str]], there: object, **subject: object) -> None:
    """The citations are those of the cell; one that stands already keeps its note and its file."""
    kept = set()
    for citation in list(there):  # type: ignore[call-overload]
        if (citation.kind, citation.target) in wanted:
            kept.add((citation.kind, citation.target))
        else:
            citation.delete()
    for kind, target in wanted:
        if (kind, target) not in kept:
            kept.add((kind, target))
            Citation.objects.create(case=case, kind=kind, target=target, **subject)
