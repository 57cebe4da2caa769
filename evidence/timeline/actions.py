"""Looking at the log is written down; questions are kept with what was found and concluded; rows are pinned."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from evidence.models import DiscrepancyNote, FactRun, LogFile, RowPin, SavedSearch, SearchRun
from evidence.notes.rules import may_pin
from evidence.timeline.filters import SearchFilter
from evidence.timeline.searching import Row, measure


@transaction.atomic
def look(*, case: Case, run: FactRun, wanted: SearchFilter, rows: int, by: Actor) -> None:
    """One search by one person: a line of the trail with the filter, never with a row."""
    trail.record(
        "evidence.log_searched",
        by=by,
        chain=case.chain,
        subject=Ref("fact_run", str(run.public_id)),
        detail={"filter": wanted.as_json(), "rows": rows},
    )


@transaction.atomic
def save_search(*, case: Case, question: str, wanted: SearchFilter, by: Actor) -> SavedSearch:
    """Keep a question, to be put again."""
    can_work(case).require()
    if not question.strip():
        raise Refused(_("Write down the question that this search is to answer."))
    saved = SavedSearch.objects.create(
        case=case,
        question=question.strip()[:300],
        filters=wanted.as_json(),
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )
    _record("evidence.search_saved", saved, by)
    return saved


@transaction.atomic
def conclude(*, search: SavedSearch, run: FactRun, conclusion: str, reader: Any, by: Actor) -> SearchRun:
    """Put the question to the present data and keep what was found; a conclusion may stand beside it.

    `reader` is who asks: the rows about themselves are left out, as on the page.
    """
    can_work(search.case).require()
    figures, rows_hash = measure(search.case, run, SearchFilter.from_json(search.filters), reader=reader)
    made = SearchRun.objects.create(
        search=search,
        fact_run=run,
        data_hash=run.inputs_hash,
        rows_hash=rows_hash,
        figures=figures.as_json(),
        conclusion=conclusion.strip(),
        by_label=by.label,
    )
    _record("evidence.search_concluded", search, by, {"run": run.ordinal, "rows": figures.rows})
    return made


@transaction.atomic
def lay_aside(*, search: SavedSearch, by: Actor) -> SavedSearch:
    """The question leaves the list; what was found stays readable."""
    can_work(search.case).require()
    if search.laid_aside_at is not None:
        raise Refused(_("This question was laid aside already."))
    search.laid_aside_at = clock.now()
    search.save(update_fields=["laid_aside_at"])
    _record("evidence.search_laid_aside", search, by)
    return search


@transaction.atomic
def pin_row(
    *,
    case: Case,
    row: Row,
    by: Actor,
    remark: str = "",
    search: SavedSearch | None = None,
    note: DiscrepancyNote | None = None,
) -> RowPin:
    """Keep a row in view for a question or a note, with a remark. Its contract is kept as the short code of the pages."""
    can_work(case).require()
    if search is None and note is None:
        raise Refused(_("Choose the question or the note that the row belongs to."))
    if note is not None:
        may_pin(by, note).require()
    log_file = LogFile.objects.get(case=case, public_id=row.file_id)
    pin = RowPin(
        case=case,
        log_file=log_file,
        search=search,
        note=note,
        file_row=row.file_row,
        sha256=log_file.sha256,
        facts={
            "system": row.system,
            "screen": row.screen,
            "action": row.action,
            "person": row.person_no,
            "terminal": row.terminal,
            "contract": row.contract,
            "incidents": row.incidents,
        },
        remark=remark.strip(),
        by_label=by.label,
        row_at=row.at,
    )
    pin.validate_constraints()
    pin.save()
    trail.record(
        "evidence.row_pinned",
        by=by,
        chain=case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={"row": row.file_row, "for": "note" if note else "search"},
    )
    return pin


@transaction.atomic
def unpin_row(*, pin: RowPin, by: Actor) -> None:
    """Take a pin away; that it was there stays in the trail."""
    can_work(pin.case).require()
    trail.record(
        "evidence.row_unpinned",
        by=by,
        chain=pin.case.chain,
        subject=Ref("log_file", str(pin.log_file.public_id)),
        detail={"row": pin.file_row},
    )
    pin.delete()


def _record(kind: str, search: SavedSearch, by: Actor, detail: dict[str, Any] | None = None) -> None:
    trail.record(
        kind,
        by=by,
        chain=search.case.chain,
        subject=Ref("search", str(search.public_id)),
        detail={"filter": search.filters, **(detail or {})},
    )
