"""Pages of the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit import trail
from casework.access import Right, case_view
from casework.models import Case
from casework.trail.forms import TrailSearch
from core.access import actor_of
from core.ref import Ref
from engines.sheets import as_text, stream_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.models import AuditEvent


@case_view(Right.AUDIT)
@require_GET
def trail_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The audit trail, newest first, narrowed by deed, person and days."""
    form = TrailSearch(request.GET, case=case)
    page = Paginator(form.events(), 100).get_page(request.GET.get("page"))
    wanted = request.GET.copy()
    wanted.pop("page", None)
    found = {"case": case, "rail": "trail", "page": page, "form": form, "query": wanted.urlencode()}
    return render(request, "casework/trail.html", found | {"searched": any(wanted.values())})


@case_view(Right.AUDIT)
@require_POST
def trail_csv(request: HttpRequest, case: Case) -> HttpResponse:
    """The entries that fit as CSV (UTF-8 with BOM), streamed. A POST, because the taking out is itself an entry."""
    events = TrailSearch(request.GET, case=case).events()
    trail.record(
        "casework.trail_taken_out",
        by=actor_of(request),
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"type": request.GET.get("type", "")[:80]},
    )
    response = StreamingHttpResponse(
        stream_csv(_rows(events.iterator(2000)), mark=True), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{case.number}-trail.csv"'
    return cast("HttpResponse", response)  # streamed


def _rows(events: Iterable[AuditEvent]) -> Iterator[list[str]]:
    """Head and one row per entry; the full hashes, so that the chain can be checked from the file."""
    yield [_("No."), _("Time"), _("Who"), _("What"), "type", _("Subject"), "previous_hash", "hash"]
    for event in events:
        cells = [event.by_label, event.label, event.type, event.subject, event.previous_hash, event.hash]
        yield [str(event.position), event.at.isoformat(), *(as_text(cell) for cell in cells)]
