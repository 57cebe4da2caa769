"""The ready questionnaires: what each is for, what is weak about it, and how it looks."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core import clock
from core.access import actor_of
from core.files import store_path
from core.verdict import Refused
from surveys.actions import import_questionnaire
from surveys.editor.outline import parts_of
from surveys.editor.trial import framed
from surveys.editor.views_preview import preview_page
from surveys.editor.views_versions import WORKBOOK, received
from surveys.library import CONTRADICTIONS, ENTRIES, Entry, entry
from surveys.logic.authoring.checking import asked_count
from surveys.models import Questionnaire
from surveys.sentences import local


class UseForm(forms.Form):
    """Under which code the case takes a questionnaire over."""

    code = forms.SlugField(
        label=gettext_lazy("Short code"),
        max_length=40,
        help_text=gettext_lazy("Files and tables use it. The same code makes a new version."),
    )


def _entry(code: str) -> Entry:
    try:
        return entry(code)
    except LookupError as unknown:
        raise Http404 from unknown


@case_view(Right.VIEW)
@require_GET
def library(request: HttpRequest, case: Case) -> HttpResponse:
    """All of them, the recommended one first."""
    rows = [
        (one, local(one.title), local(one.purpose), [local(w) for w in one.weaknesses], asked_count(one.definition))
        for one in ENTRIES
    ]
    context = {"case": case, "rail": "surveys", "rows": rows, "may_work": bool(may(request.user, case, Right.WORK))}
    return render(request, "surveys/editor/library.html", context)


@case_view(Right.VIEW)
@require_GET
def entry_show(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """One of them, question by question."""
    found = _entry(code)
    context = {
        "case": case,
        "rail": "surveys",
        "entry": found,
        "title": local(found.title),
        "purpose": local(found.purpose),
        "weaknesses": [local(words) for words in found.weaknesses],
        "parts": parts_of(found.definition, []),
        "count": asked_count(found.definition),
        "languages": found.definition["languages"],
        "rules": len(CONTRADICTIONS.get(found.code, ())),
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/editor/library_entry.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def entry_use(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """Take it over. Where the case has the code already, the differences are shown first."""
    found = _entry(code)
    form = UseForm(request.POST or None, initial={"code": found.code.lower()})
    if request.method == "POST" and form.is_valid():
        stored = store_path(found.path, by=actor_of(request), content_type=WORKBOOK)
        chosen = str(form.cleaned_data["code"])
        known = Questionnaire.objects.filter(case=case, code=chosen, versions__isnull=False).first()
        if known is not None:
            return received(case, known, stored)
        try:
            version = import_questionnaire(case=case, code=chosen, stored_file=stored, by=actor_of(request))
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The case has taken it over. You can change it before a wave uses it."))
            return redirect("surveys:questionnaire-show", case_id=case.public_id, version_id=version.public_id)
    context = {"case": case, "rail": "surveys", "entry": found, "title": local(found.title), "form": form}
    return render(request, "surveys/editor/library_use.html", context)


@case_view(Right.VIEW)
@require_GET
def entry_preview(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """Try it before taking it over."""
    found = _entry(code)
    return preview_page(
        request,
        case,
        title=local(found.title),
        frame=reverse("surveys:library-try", args=[case.public_id, found.code]),
        back=reverse("surveys:library-show", args=[case.public_id, found.code]),
    )


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def entry_try(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """Inside the frame."""
    return framed(request, _entry(code).definition, clock.today(case.time_zone))


@case_view(Right.VIEW)
@require_GET
def entry_workbook(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """The workbook itself."""
    del request, case
    found = _entry(code)
    stream = found.path.open("rb")
    return cast("HttpResponse", FileResponse(stream, as_attachment=True, filename=found.file, content_type=WORKBOOK))
