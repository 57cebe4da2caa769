"""The page of what changed since an earlier comparison."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Person
from casework.access import Right, case_view
from casework.models import Case
from evidence.changes.moved import CAUSES, counts_of, inputs_between, moves_between
from evidence.enums import ReconciliationClass
from evidence.models import ReconciliationRun
from evidence.notes.queries import own_numbers
from evidence.upkeep.changed import sentences_of

PER_PAGE = 50


@case_view(Right.EVIDENCE)
@require_GET
def changes(request: HttpRequest, case: Case) -> HttpResponse:
    """People who stand elsewhere than in an earlier comparison (without a choice, the one before)."""
    runs = list(
        ReconciliationRun.objects.filter(case=case).select_related("result", "facts__views").order_by("-ordinal")[:50]
    )
    context = {"case": case, "rail": "reconciliation", "runs": runs}
    if len(runs) > 1:
        asked = request.GET.get("since", "")
        if asked and not asked.isdigit():
            raise Http404
        new = runs[0]
        old = next((run for run in runs[1:] if str(run.ordinal) == asked), None) if asked else runs[1]
        if old is None:
            raise Http404
        own = own_numbers(case, request.user)
        moves = [move for move in moves_between(old, new) if move.person_no not in own]
        page = Paginator(moves, PER_PAGE).get_page(request.GET.get("page"))
        people = Person.objects.filter(roster_id=case.roster_id, no__in=[move.person_no for move in page])
        by_no = {person.no: person for person in people.select_related("affiliation")}
        context |= {
            "old": old,
            "new": new,
            "inputs": inputs_between(old, new),
            "because": sentences_of(new.parts.get("because", [])),
            "asked_by": new.parts.get("by", ""),
            "counts": [(no, _word(before), _word(after), n) for (no, before, after), n in counts_of(moves)],
            "rows": [
                (
                    move,
                    by_no.get(move.person_no),
                    _word(move.before),
                    _word(move.after),
                    [CAUSES[c] for c in move.causes],
                )
                for move in page
            ],
            "page": page,
            "query": f"since={old.ordinal}",
        }
    return render(request, "evidence/changes.html", context)


def _word(kind: str) -> str:
    return str(ReconciliationClass(kind).label) if kind in ReconciliationClass.values else "—"
