"""The contradicting rows of two files, and the same as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from engines.columnar.overlap import REST
from engines.sheets import as_text
from engines.sheets.streaming import stream_csv
from evidence.models import FileOverlap
from evidence.twice.forms import PairForm, label_of
from evidence.twice.listing import look_at_pairs, pairing_of, start_pairing
from evidence.twice.pairs import Pair, Told, all_pairs, find_pairs, pairs_of


def _overlap(case: Case, overlap_id: uuid.UUID) -> FileOverlap:
    rows = FileOverlap.objects.select_related(
        "earlier__source__system", "earlier__parquet", "later__parquet", "later__case"
    )
    return get_object_or_404(rows, later__case=case, public_id=overlap_id)


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def overlap_rows(request: HttpRequest, case: Case, overlap_id: uuid.UUID) -> HttpResponse:
    """The rows side by side; each look is one line of the trail. Where they are not paired yet, a job does it."""
    found = _overlap(case, overlap_id)
    if request.method == "POST":
        start_pairing(overlap=found, by=actor_of(request))
        return redirect("evidence:overlap-rows", case_id=case.public_id, overlap_id=found.public_id)
    kept = pairs_of(found)
    asked = {name: value for name, value in request.GET.items() if value}
    form = PairForm(request.GET if asked else None)
    context: dict[str, Any] = {
        "case": case,
        "rail": "evidence",
        "overlap": found,
        "form": form,
        "kept": kept,
        "job": None if kept else pairing_of(found),
        "zone": case.time_zone,
    }
    if kept is not None and (not asked or form.is_valid()):
        wanted = form.wanted()
        place = str(request.GET.get("after", ""))
        after = int(place) if place.isdecimal() else 0
        pairs = find_pairs(found, kept, wanted, reader=request.user, after=after)
        look_at_pairs(overlap=found, wanted=wanted, pairs=pairs.total, by=actor_of(request))
        query = request.GET.copy()
        query.pop("after", None)
        context |= {
            "pairs": pairs,
            "columns": [label_of(name) for name in pairs.columns],
            "differing": [(name, label_of(name), count) for name, count in pairs.differing.items()],
            "asked": bool(wanted.as_json()),
            "query": query.urlencode(),
            "continued": after > 0,
            "system": found.earlier.source.system.code if found.earlier.source.system else "",
        }
    return render(request, "evidence/overlap_rows.html", context)


@case_view(Right.EVIDENCE)
@require_POST
def overlap_rows_csv(request: HttpRequest, case: Case, overlap_id: uuid.UUID) -> HttpResponse:
    """All rows that fit as CSV, streamed. A POST, because the taking out is itself an entry of the trail."""
    found = _overlap(case, overlap_id)
    kept, form = pairs_of(found), PairForm(request.GET)
    if kept is None or not form.is_valid():
        raise Http404
    wanted = form.wanted()
    total = find_pairs(found, kept, wanted, reader=request.user).total
    look_at_pairs(overlap=found, wanted=wanted, pairs=total, by=actor_of(request), taken=True)
    rows = all_pairs(found, kept, wanted, reader=request.user)
    lines = stream_csv(_lines(found, rows, ZoneInfo(case.time_zone)), mark=True)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="contradicting-rows.csv"'
    return cast("HttpResponse", response)  # streamed


def _lines(found: FileOverlap, pairs: Iterator[Pair], zone: ZoneInfo) -> Iterator[list[str]]:
    """Head and one line per pair; the lines of the files, so that the giver can look them up."""
    names = [label_of(name) for name in REST]
    sides = (_("Earlier file"), _("Later file"))
    yield [
        *(_("No."), _("Time"), _("Log-in id"), _("Terminal"), _("System"), _("Screen"), _("Contract (code)")),
        *(f"{side}: {what}" for side in sides for what in (_("File"), _("Line"), *names)),
        _("What differs"),
    ]
    for pair in pairs:
        cells = [pair.login, pair.terminal, pair.system, pair.screen, pair.contract]
        sided = [*_side(found.earlier.name, pair.earlier), *_side(found.later.name, pair.later)]
        differing = ", ".join(label_of(name) for name in pair.differing)
        yield [
            str(pair.no),
            pair.at.astimezone(zone).isoformat(),
            *(as_text(cell) for cell in (*cells, *sided, differing)),
        ]


def _side(name: str, told: Told | None) -> list[str]:
    if told is None:
        return ["" for _empty in ("file", "line", *REST)]
    return [name, str(told.file_row), *(value for value, _differs in told.cells)]
