"""Current tables; editions with their preview, checks, freeze and files."""

from __future__ import annotations

import uuid
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core import clock
from core.access import actor_of
from core.errors import Rejected
from core.models import Job, JobState
from core.verdict import Refused
from evidence.queries import newest_reconciliation
from reports import actions, content, rules
from reports.counting import count
from reports.facts import facts_of
from reports.forms import EditionForm, FreezeForm, SectionForm, TablesForm
from reports.imports import LARGEST, read_tables_file
from reports.layout import printed_table
from reports.models import Edition, Rendering, RenderingKind, Snapshot
from reports.printing import chapters_html, words_of
from reports.queries import editions_of
from reports.rendering import CONTENT_TYPES, bundle_of, file_name


def language_of(request: HttpRequest) -> str:
    """The reader's language, one of ours."""
    del request
    return "en" if (get_language() or "").startswith("en") else "ja"


@case_view(Right.VIEW)
@require_GET
def tables(request: HttpRequest, case: Case) -> HttpResponse:
    """Every table over the present data, the failing checks first."""
    language = language_of(request)
    printed = [printed_table(table, language) for table in count(case).tables]
    beside = request.GET.get("versions") == "first"
    first = [printed_table(t, language) for t in count(case, as_first_answered=True).tables] if beside else []
    context = {
        "case": case,
        "rail": "tables",
        "tables": printed,
        "pairs": list(zip_longest(printed, first)),
        "beside": beside,
        "failing": [table for table in printed if table.problems],
        "words": words_of(language),
        "form": TablesForm(),
        "compared": newest_reconciliation(case) is not None,
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "reports/tables.html", context)


@case_view(Right.WORK)
@require_POST
def tables_set(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a file of specifications."""
    form = TablesForm(request.POST, request.FILES)
    problems = []
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            specs = read_tables_file(upload.read(LARGEST + 1), upload.name)
            actions.set_tables(case=case, tables=specs, by=actor_of(request))
        except Rejected as rejected:
            problems = rejected.problems
        else:
            return redirect("reports:tables", case_id=case.public_id)
    context = {"case": case, "rail": "tables", "form": form, "problems": problems}
    return render(request, "reports/tables_set.html", context, status=400)


@case_view(Right.VIEW)
@require_GET
def checks_panel(request: HttpRequest, case: Case) -> HttpResponse:
    """For the overview: the checks of the tables that fail."""
    language = language_of(request)
    counted = count(case).tables
    failing = [
        (table.id, table.title.in_language(language), check.message.in_language(language))
        for table in counted
        for check in table.failed
    ]
    context = {"case": case, "failing": failing, "passed": sum(len(t.checks) for t in counted) - len(failing)}
    return render(request, "reports/checks_panel.html", context | {"tables": len(counted)})


@case_view(Right.VIEW)
@require_GET
def edition_list(request: HttpRequest, case: Case) -> HttpResponse:
    """The editions of the report, newest first."""
    context = {
        "case": case,
        "rail": "reports",
        "editions": list(editions_of(case)),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "reports/edition_list.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def edition_new(request: HttpRequest, case: Case) -> HttpResponse:
    """A new draft."""
    form = EditionForm(request.POST or None, initial={"language": case.language, "as_of": clock.today(case.time_zone)})
    if request.method == "POST" and form.is_valid():
        edition = actions.add_edition(case=case, by=actor_of(request), **form.cleaned_data)
        return redirect("reports:edition-show", case_id=case.public_id, edition_id=edition.public_id)
    context = {
        "case": case,
        "rail": "reports",
        "form": form,
        "heading": _("New edition"),
        "submit": _("Make the draft"),
        "back": reverse("reports:edition-list", args=[case.public_id]),
    }
    return render(request, "reports/form.html", context)


def edition_in(case: Case, edition_id: uuid.UUID) -> Edition:
    """The edition of this case; 404 otherwise."""
    edition = get_object_or_404(Edition, case=case, public_id=edition_id)
    edition.case = case
    return edition


@case_view(Right.VIEW)
@require_GET
def edition_show(request: HttpRequest, case: Case, edition_id: uuid.UUID) -> HttpResponse:
    """Sections on the left, the pages on the right, the checks below."""
    edition = edition_in(case, edition_id)
    language = language_of(request)
    context: dict[str, Any] = {"case": case, "rail": "reports", "edition": edition, "language": language}
    context |= _frozen(edition) if edition.is_frozen else _draft(edition, language)
    context |= {
        "may_work": may(request.user, case, Right.WORK),
        "can_change": rules.can_change(edition),
        "can_freeze": rules.can_freeze(edition),
        "freeze_form": FreezeForm(),
        "blocking": [finding for finding in context["findings"] if finding["blocks"]],
        "freezing": _jobs(case, "reports.freeze").filter(payload__edition=str(edition.public_id)).first(),
    }
    return render(request, "reports/edition_show.html", context)


def _draft(edition: Edition, language: str) -> dict[str, Any]:
    counted = count(edition.case)
    report = content.compose(edition, counted, facts_of(edition.case))
    found = content.findings(report, content.issued_tables(edition, counted), edition)
    return {
        "outline": [
            (chapter.no, chapter.title, sum(1 for finding in found if finding.place == chapter.no))
            for chapter in report.chapters
        ],
        "pages": mark_safe(chapters_html(report)),  # noqa: S308 -- our own template, which escapes
        "findings": [
            {"blocks": f.blocks, "where": f.where, "message": f.message.in_language(language), "place": f.place}
            for f in found
        ],
        "snapshot": None,
    }


def _frozen(edition: Edition) -> dict[str, Any]:
    snapshot = Snapshot.objects.select_related("bundle", "edition__case").get(edition=edition)
    bundle = bundle_of(snapshot)
    found = [
        {**finding, "message": finding["message"]["en" if edition.language == "en" else "ja"]}
        for finding in bundle.json("findings.json")
    ]
    made = {row.kind: row for row in Rendering.objects.filter(snapshot=snapshot).select_related("stored")}
    jobs = _jobs(edition.case, "reports.render").filter(payload__snapshot=str(snapshot.public_id))
    return {
        "outline": [
            (chapter["no"], chapter["title"], sum(1 for f in found if f["place"] == chapter["no"]))
            for chapter in bundle.json("report.json")["chapters"]
        ],
        "pages": mark_safe(bundle.text("chapters.html")),  # noqa: S308 -- written by our own template at the freeze
        "findings": found,
        "snapshot": snapshot,
        "files": [
            {
                "kind": kind,
                "rendering": made.get(kind),
                "job": None if kind in made else jobs.filter(payload__kind=kind).first(),
            }
            for kind in RenderingKind
        ],
    }


def _jobs(case: Case, kind: str) -> QuerySet[Job]:
    return Job.objects.of_scope(actions.case_ref(case)).filter(kind=kind).exclude(state=JobState.DONE).order_by("-pk")


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def edition_edit(request: HttpRequest, case: Case, edition_id: uuid.UUID) -> HttpResponse:
    """The cover of a draft."""
    edition = edition_in(case, edition_id)
    rules.can_change(edition).require()
    form = EditionForm(request.POST or None, instance=edition if request.method == "GET" else Edition(case=case))
    if request.method == "POST" and form.is_valid():
        actions.change_edition(edition=edition, by=actor_of(request), **form.cleaned_data)
        return redirect("reports:edition-show", case_id=case.public_id, edition_id=edition.public_id)
    context = {
        "case": case,
        "rail": "reports",
        "form": form,
        "heading": _("Cover of the edition"),
        "submit": _("Save"),
        "back": reverse("reports:edition-show", args=[case.public_id, edition.public_id]),
    }
    return render(request, "reports/form.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def section_edit(request: HttpRequest, case: Case, edition_id: uuid.UUID, place: int) -> HttpResponse:
    """One section; place counts from 1, and one more than there are makes a new one."""
    edition = edition_in(case, edition_id)
    rules.can_change(edition).require()
    sections = list(edition.sections)
    if not 1 <= place <= len(sections) + 1:
        raise Http404
    is_new = place == len(sections) + 1
    language = language_of(request)
    known = [(table.id, table.title.in_language(language)) for table in count(case).tables]
    before = {} if is_new else {**sections[place - 1], "figures": "\n".join(sections[place - 1].get("figures", []))}
    form = SectionForm(request.POST or None, initial=before, tables=known)
    if request.method == "POST" and form.is_valid():
        sections[place - 1 : place] = [form.section()]
        actions.set_sections(edition=edition, sections=sections, by=actor_of(request))
        return redirect("reports:edition-show", case_id=case.public_id, edition_id=edition.public_id)
    context = {
        "case": case,
        "rail": "reports",
        "edition": edition,
        "form": form,
        "place": place,
        "is_new": is_new,
        "count": len(sections),
        "back": reverse("reports:edition-show", args=[case.public_id, edition.public_id]),
    }
    return render(request, "reports/section_edit.html", context)


@case_view(Right.WORK)
@require_POST
def section_move(request: HttpRequest, case: Case, edition_id: uuid.UUID, place: int) -> HttpResponse:
    """Up, down or out."""
    edition = edition_in(case, edition_id)
    sections = list(edition.sections)
    if not 1 <= place <= len(sections):
        raise Http404
    section = sections.pop(place - 1)
    to = {"up": place - 2, "down": place}.get(request.POST.get("deed", ""))
    if to is not None:
        sections.insert(min(max(to, 0), len(sections)), section)
    elif request.POST.get("deed") != "remove":
        raise Http404
    actions.set_sections(edition=edition, sections=sections, by=actor_of(request))
    return redirect("reports:edition-show", case_id=case.public_id, edition_id=edition.public_id)


@case_view(Right.WORK)
@require_POST
def edition_freeze(request: HttpRequest, case: Case, edition_id: uuid.UUID) -> HttpResponse:
    """Ask for the snapshot."""
    edition = edition_in(case, edition_id)
    form = FreezeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.freeze_edition(edition=edition, by=actor_of(request), reason=reason)
    return redirect("reports:edition-show", case_id=case.public_id, edition_id=edition.public_id)


@case_view(Right.WORK)
@require_POST
def edition_render(request: HttpRequest, case: Case, edition_id: uuid.UUID, kind: str) -> HttpResponse:
    """Make a file again that could not be made."""
    snapshot = get_object_or_404(Snapshot.objects.select_related("edition__case"), edition__public_id=edition_id)
    if snapshot.edition.case_id != case.pk or kind not in RenderingKind.values:
        raise Http404
    actions.render_snapshot(snapshot=snapshot, kind=kind, by=actor_of(request))
    return redirect("reports:edition-show", case_id=case.public_id, edition_id=edition_id)


@case_view(Right.VIEW)
@require_GET
def download(request: HttpRequest, case: Case, edition_id: uuid.UUID, kind: str) -> HttpResponse:
    """A frozen edition's PDF, workbook or bundle; each download is in the trail."""
    edition = edition_in(case, edition_id)
    snapshot = get_object_or_404(Snapshot.objects.select_related("bundle"), edition=edition)
    if kind == "zip":
        stored, content_type = snapshot.bundle, "application/zip"
    elif kind in RenderingKind.values:
        rendering = Rendering.objects.filter(snapshot=snapshot, kind=kind).select_related("stored").first()
        if rendering is None:
            raise Refused(_("This file has not been made yet. Wait for its job to finish."))
        stored, content_type = rendering.stored, CONTENT_TYPES[RenderingKind(kind)]
    else:
        raise Http404
    actions.note_download(edition=edition, kind=kind, sha256=stored.sha256, by=actor_of(request))
    response: HttpResponseBase = FileResponse(
        stored.open(), as_attachment=True, filename=file_name(edition, kind), content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # a streaming response, which the guard passes through
