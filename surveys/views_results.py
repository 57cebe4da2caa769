"""Answers of a closed wave for work elsewhere."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterable, Iterator
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from surveys.actions.taking_out import export_answers
from surveys.queries import waves_of
from surveys.views_reaching import plain


class _Echo:
    """What a csv.writer writes to; it hands each line back."""

    def write(self, text: str) -> str:
        return text


@case_view(Right.WORK)
@require_POST
def answers_csv(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """A POST, because taking the answers is written to the trail. With `mark` Excel knows the encoding."""
    wave = get_object_or_404(waves_of(case), public_id=wave_id)
    wave.case = case
    rows = export_answers(wave=wave, by=actor_of(request))
    response = StreamingHttpResponse(
        _lines(rows, mark="mark" in request.POST),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="answers-{wave.code}.csv"'
    return cast("HttpResponse", response)  # streamed


def _lines(rows: Iterable[list[str]], *, mark: bool) -> Iterator[str]:
    if mark:
        yield "\ufeff"
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])
