"""Versions beside each other, their routing, their workbook, and a workbook received as the next one."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from core.errors import Problem, Rejected
from core.files import store_stream
from core.models import StoredFile
from surveys.actions import import_questionnaire
from surveys.actions.questionnaires import read_stored_questionnaire
from surveys.editor.differences import counts_of, groups_of
from surveys.editor.outline import open_draft
from surveys.editor.routes import routing
from surveys.editor.views_preview import version_in
from surveys.logic import Definition, write_questionnaire
from surveys.models import Questionnaire, QuestionnaireVersion
from surveys.queries import versions_of

SALT = "surveys.received-workbook"
MOST_PROBLEMS = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookForm(forms.Form):
    """The next version as a workbook."""

    file = forms.FileField(label=gettext_lazy("Workbook (XLSForm, .xlsx)"))


def _routing_page(request: HttpRequest, case: Case, definition: Definition, title: str, back: str) -> HttpResponse:
    chart, parts = routing(definition)
    context = {
        "case": case,
        "rail": "surveys",
        "title": title,
        "back": back,
        "chart": mark_safe(chart),  # noqa: S308 -- every text in it is escaped by engines.charts
        "parts": parts,
    }
    return render(request, "surveys/editor/routing.html", context)


@case_view(Right.VIEW)
@require_GET
def draft_graph(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """The routing of a draft."""
    opened = open_draft(case, draft_id)
    back = reverse("surveys:draft-show", args=[case.public_id, opened.draft.public_id])
    return _routing_page(request, case, opened.definition, opened.draft.questionnaire.title, back)


@case_view(Right.VIEW)
@require_GET
def version_graph(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """The routing of a version."""
    version = version_in(case, version_id)
    back = reverse("surveys:questionnaire-show", args=[case.public_id, version.public_id])
    return _routing_page(request, case, cast("Definition", version.definition), str(version.questionnaire), back)


def _differences_page(
    request: HttpRequest, case: Case, *, before: Definition, after: Definition, status: int = 200, **more: Any
) -> HttpResponse:
    groups = groups_of(before, after)
    context = {"case": case, "rail": "surveys", "groups": groups, "counts": counts_of(groups)} | more
    return render(request, "surveys/editor/differences.html", context, status=status)


def _version_name(version: QuestionnaireVersion) -> str:
    return _("version %(number)s") % {"number": version.number}


@case_view(Right.VIEW)
@require_GET
def version_compare(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """Two versions of one questionnaire; without a choice the one before."""
    version = version_in(case, version_id)
    others = list(
        QuestionnaireVersion.objects.filter(questionnaire=version.questionnaire)
        .exclude(pk=version.pk)
        .order_by("-number")
    )
    if not others:
        raise Http404
    other = _chosen(others, request.GET.get("with", ""), version)
    first, second = sorted((version, other), key=lambda one: one.number)
    return _differences_page(
        request,
        case,
        before=cast("Definition", first.definition),
        after=cast("Definition", second.definition),
        title=version.questionnaire.title,
        back=reverse("surveys:questionnaire-show", args=[case.public_id, version.public_id]),
        choices=others,
        chosen=other.number,
        names=(_version_name(first), _version_name(second)),
    )


def _chosen(others: Sequence[QuestionnaireVersion], told: str, version: QuestionnaireVersion) -> QuestionnaireVersion:
    """The version asked for, else the one before, else the nearest."""
    asked = next((one for one in others if str(one.number) == told), None)
    return asked or next((one for one in others if one.number < version.number), others[-1])


@case_view(Right.VIEW)
@require_GET
def draft_compare(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """The draft beside the version from which it was begun."""
    opened = open_draft(case, draft_id)
    if opened.draft.base is None:
        raise Http404
    return _differences_page(
        request,
        case,
        before=cast("Definition", opened.draft.base.definition),
        after=opened.definition,
        title=opened.draft.questionnaire.title,
        back=reverse("surveys:draft-show", args=[case.public_id, opened.draft.public_id]),
        names=(_version_name(opened.draft.base), _("the draft")),
    )


@case_view(Right.VIEW)
@require_GET
def version_workbook(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """The version as an XLSForm workbook, made from what is kept: reading it gives the same version."""
    version = version_in(case, version_id)
    target = io.BytesIO()
    write_questionnaire(target, cast("Definition", version.definition), created=version.created_at)
    target.seek(0)
    name = f"{version.questionnaire.code}-v{version.number}.xlsx"
    return cast("HttpResponse", FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK))


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def version_upload(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """A workbook comes in as the next version; its differences are shown before it is accepted."""
    version = version_in(case, version_id)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        stored = store_stream(upload.file, name=upload.name or "file", by=actor_of(request), content_type=WORKBOOK)
        try:
            read_stored_questionnaire(stored)
        except Rejected as rejected:
            problems = rejected.problems
            form.add_error("file", str(rejected.reason))
        else:
            return received(case, version.questionnaire, stored)
    context = {
        "case": case,
        "rail": "surveys",
        "form": form,
        "problems": problems[:MOST_PROBLEMS],
        "version": version,
    }
    return render(request, "surveys/editor/upload.html", context, status=422 if problems else 200)


def received(case: Case, questionnaire: Questionnaire, stored: StoredFile) -> HttpResponse:
    """To the page that shows what would change; the file is named by a signed token, so nobody can name another one."""
    token = signing.dumps([questionnaire.pk, str(stored.public_id)], salt=SALT, compress=True)
    response = redirect("surveys:version-received", case_id=case.public_id, questionnaire_id=questionnaire.public_id)
    response["Location"] += f"?file={token}"
    return response


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def version_received(request: HttpRequest, case: Case, questionnaire_id: uuid.UUID) -> HttpResponse:
    """What the received workbook would change; POST accepts it."""
    questionnaire = get_object_or_404(Questionnaire, case=case, public_id=questionnaire_id)
    token = request.POST.get("accept", "") or request.GET.get("file", "")
    stored = _stored(questionnaire, token)
    if request.method == "POST":
        version = import_questionnaire(case=case, code=questionnaire.code, stored_file=stored, by=actor_of(request))
        messages.success(
            request, _("Version %(number)s has been kept. A wave can use it.") % {"number": version.number}
        )
        return redirect("surveys:questionnaire-show", case_id=case.public_id, version_id=version.public_id)
    after = read_stored_questionnaire(stored).definition
    newest = versions_of(case).filter(questionnaire=questionnaire).first()
    if after is None or newest is None:
        raise Http404
    return _differences_page(
        request,
        case,
        before=cast("Definition", newest.definition),
        after=after,
        title=questionnaire.title,
        back=reverse("surveys:questionnaire-show", args=[case.public_id, newest.public_id]),
        names=(_version_name(newest), _("the workbook received")),
        accept={"name": stored.name, "token": token},
    )


def _stored(questionnaire: Questionnaire, token: str) -> StoredFile:
    try:
        key, file_id = signing.loads(token, salt=SALT, max_age=86_400)
    except (signing.BadSignature, ValueError) as broken:
        raise Http404 from broken
    if key != questionnaire.pk:
        raise Http404
    return get_object_or_404(StoredFile, public_id=file_id)
