"""All texts of a question: searched on the page, or taken along as a workbook and brought back."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.text import fold
from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.errors import Rejected
from core.files import store_stream
from core.verdict import Refused
from surveys.coding.answers import Coded, codes_of
from surveys.coding.forms import CodesFileForm
from surveys.coding.pages import frame_of, oneself, own_texts, question_words, reader, words_of
from surveys.coding.workbook import put_workbook, take_workbook
from surveys.sealed.searching import search_answers
from surveys.views_reaching import XLSX, download


@case_view(Right.VIEW)
@require_GET
def texts(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """All texts, searched by words; a search for who reported is refused and written to the trail."""
    frame = frame_of(case, frame_id)
    by = actor_of(request)
    codes = codes_of(frame)
    wanted, code = request.GET.get("q", "").strip()[:100], request.GET.get("code", "")
    found = own_texts(request, case, frame, codes)
    refused = ""
    if wanted:
        try:
            search_answers(case=case, words=wanted, place="coding", by=by)
            found = find_texts(found, wanted)
        except Refused as refusal:
            refused, found = str(refusal), []
    if code == "none":
        found = [one for one in found if one.by(by.id) is None]
    elif code:
        found = [one for one in found if (mine := one.by(by.id)) is not None and code in mine.codes]
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "rail": "surveys",
        "frame": frame,
        "label": question_words(frame),
        "page": page,
        "rows": [(one, words_of(codes, mine.codes if (mine := one.by(by.id)) else None)) for one in page],
        "options": [(one.code, one.label(reader())) for one in codes.open],
        "q": wanted,
        "code": code,
        "query": urlencode({key: value for key, value in (("q", wanted), ("code", code)) if value}),
        "refused": refused,
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/coding/texts.html", context, status=403 if refused else 200)


def find_texts(texts: list[Coded], wanted: str) -> list[Coded]:
    """Those that contain all words, whatever their width and case."""
    words = [fold(word) for word in wanted.split()]
    return [one for one in texts if all(word in fold(one.text.text) for word in words)]


@case_view(Right.WORK)
@require_POST
def workbook_out(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """A POST, because taking the texts is written to the trail."""
    frame = frame_of(case, frame_id)
    data = take_workbook(frame=frame, hidden=oneself(request, case), by=actor_of(request))
    return download(data, name=f"coding-{frame.questionnaire.code}-{frame.question}.xlsx", kind=XLSX)


@case_view(Right.WORK)
@require_POST
def workbook_in(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """The filled workbook comes back."""
    frame = frame_of(case, frame_id)
    form = CodesFileForm(request.POST, request.FILES)
    problems = []
    if form.is_valid():
        upload = form.cleaned_data["file"]
        stored = store_stream(upload.file, name=upload.name or "file", by=actor_of(request), content_type=XLSX)
        try:
            count = put_workbook(frame=frame, stored_file=stored, hidden=oneself(request, case), by=actor_of(request))
        except Rejected as rejected:
            problems = rejected.problems
        else:
            messages.success(request, _("%(count)s answers have been coded.") % {"count": count})
            return redirect("surveys:coding-frame", case_id=case.public_id, frame_id=frame_id)
    context = {
        "case": case,
        "rail": "surveys",
        "frame": frame,
        "label": question_words(frame),
        "form": form,
        "problems": problems[:100],
    }
    return render(request, "surveys/coding/workbook.html", context, status=422)
