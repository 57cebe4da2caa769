"""Staff pages: questionnaires, waves with their monitor, imports. Answers are read in the dossier, drafts nowhere."""

from __future__ import annotations

import csv
import uuid
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Affiliation
from casework.access import Right, case_view, may
from casework.models import Case, Population
from core.access import actor_of
from core.errors import Problem, Rejected
from core.files import store_stream
from core.models import StoredFile
from core.verdict import Refused
from engines.sheets import as_text
from surveys import actions, rules
from surveys.charts import curve
from surveys.editor.outline import hints_of
from surveys.editor.words import fault_sentence
from surveys.ending.forms import ReopenForm
from surveys.ending.rules import can_reopen
from surveys.ending.views import unsubmitted_facts
from surveys.enums import HALF_WAY, NOT_OPENED, ImportState, InvitationState, WaveMode, WaveState
from surveys.forms import ExtendForm, MappingForm, QuestionnaireForm, ResponseFileForm, WaveForm
from surveys.forms_of import form_of
from surveys.imports import (
    meanings,
    open_responses,
    plan_responses,
    preview,
    receive_responses,
    start_import,
)
from surveys.languages import lacking
from surveys.logic.definition import UNASKED
from surveys.models import Invitation, QuestionnaireDraft, QuestionnaireVersion, ResponseImport, SignInRefusal, Wave
from surveys.pages import asked
from surveys.queries import monitor, rate, response_counts, versions_of, waves_of
from surveys.reviewing.rules import flagged_questions
from surveys.sealed.received import SEALED, is_sealed
from surveys.sentences import local
from surveys.signing_in.rules import can_sign_in, common_address
from surveys.views_reaching import remindable

SHOWN_PROBLEMS = 100
LISTED: dict[str, tuple[InvitationState, ...]] = {  # what the list of people can be narrowed to
    **{state.value: (state,) for state in InvitationState},
    "not_opened": (*NOT_OPENED, InvitationState.UNREACHABLE),
    "opened": (InvitationState.OPENED, InvitationState.STARTED),
}


def _wave(case: Case, wave_id: uuid.UUID) -> Wave:
    found = get_object_or_404(waves_of(case), public_id=wave_id)
    found.case = case
    return found


def _keep(request: HttpRequest, upload: UploadedFile[Any]) -> StoredFile:
    return store_stream(
        upload.file,  # type: ignore[arg-type]
        name=upload.name or "file",
        by=actor_of(request),
        content_type="application/octet-stream",
    )


@case_view(Right.VIEW)
@require_GET
def wave_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Waves with their response, and the questionnaires."""
    counts = response_counts(case)
    waves = list(waves_of(case))
    rows = []
    for wave in waves:
        parts = [tally for (code, _affiliation), tally in counts.by_wave.items() if code == wave.code]
        rows.append((wave, sum(t.invited for t in parts), sum(t.answered for t in parts)))
    context = {
        "case": case,
        "rail": "surveys",
        "rows": [(wave, invited, answered, rate(answered, invited)) for wave, invited, answered in rows],
        "versions": versions_of(case).annotate(wave_count=Count("waves")),
        "drafts": QuestionnaireDraft.objects.filter(questionnaire__case=case).select_related("questionnaire", "base"),
        "may_work": may(request.user, case, Right.WORK),
        "populations": case.populations.exists(),
    }
    return render(request, "surveys/wave_list.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def questionnaire_import(request: HttpRequest, case: Case) -> HttpResponse:
    """A workbook comes in, or is refused cell by cell."""
    form = QuestionnaireForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            version = actions.import_questionnaire(
                case=case,
                code=facts["code"],
                title=facts["title"],
                stored_file=_keep(request, facts["file"]),
                by=actor_of(request),
            )
        except Rejected as rejected:
            problems = rejected.problems
            form.add_error("file", str(rejected.reason))
        else:
            return redirect("surveys:questionnaire-show", case_id=case.public_id, version_id=version.public_id)
    context = {"case": case, "rail": "surveys", "form": form, "problems": problems[:SHOWN_PROBLEMS]}
    return render(request, "surveys/questionnaire_import.html", context, status=422 if problems else 200)


@case_view(Right.VIEW)
@require_GET
def questionnaire_show(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """The questionnaire as respondents see it, with the conditions beside each question."""
    version = get_object_or_404(versions_of(case).select_related("source"), public_id=version_id)
    form = form_of(version)
    sections = [
        (
            local(section["label"]),
            [
                (q, asked(q, None))
                for question in section["questions"]
                for q in (question, *question.get("questions", []))
            ],
        )
        for section in form.definition["sections"]
    ]
    context = {
        "case": case,
        "rail": "surveys",
        "version": version,
        "sections": sections,
        "questions": sum(1 for q in form.everything.values() if q["type"] not in UNASKED),
        "flagged": [one for one in flagged_questions(version) if not one.is_agreed],
        "languages": form.definition["languages"],
        "hints": [
            (fault.subject, fault_sentence(fault))
            for fault in hints_of(form.definition, case, version.questionnaire.code)
        ],
        "has_others": QuestionnaireVersion.objects.filter(questionnaire=version.questionnaire).count() > 1,
        "has_draft": QuestionnaireDraft.objects.filter(questionnaire=version.questionnaire).exists(),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "surveys/questionnaire_show.html", context)


def _wave_form(request: HttpRequest, case: Case, wave: Wave | None) -> HttpResponse:
    if wave is not None:
        rules.can_change(wave).require()
    with timezone.override(ZoneInfo(case.time_zone)):
        form = WaveForm(request.POST or None, instance=wave, case=case)
        if request.method == "POST" and form.is_valid():
            facts = {name: form.cleaned_data[name] for name in WaveForm.Meta.fields}
            fresh = Wave.objects.select_related("case", "version").get(pk=wave.pk) if wave else None
            try:
                kept = actions.prepare_wave(case=case, wave=fresh, by=actor_of(request), **facts)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("surveys:wave-show", case_id=case.public_id, wave_id=kept.public_id)
        context = {
            "case": case,
            "rail": "surveys",
            "form": form,
            "wave": wave,
            "has_questionnaire": QuestionnaireVersion.objects.filter(questionnaire__case=case).exists(),
            "has_population": Population.objects.filter(case=case).exists(),
        }
        return render(request, "surveys/wave_form.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def wave_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Prepare a wave."""
    return _wave_form(request, case, None)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def wave_edit(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Change a wave that is still being prepared."""
    return _wave_form(request, case, _wave(case, wave_id))


@case_view(Right.VIEW)
@require_GET
def wave_show(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """The monitor: live counts and the next action."""
    wave = _wave(case, wave_id)
    groups, total = monitor(wave)
    fresh = (
        Invitation.objects.filter(wave=wave, mailed_at__isnull=True, state__in=[InvitationState.PREPARED, *HALF_WAY])
        .exclude(person__email="")
        .count()
    )
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "groups": [[(row, rate(row.answered, row.invited)) for row in group] for group in groups],
        "total": total,
        "rate": rate(total.answered, total.invited),
        "curve": curve(wave),
        "missing": rules.missing_facts(wave) if wave.state == WaveState.DRAFT else [],
        "lacking": lacking(wave) if wave.state == WaveState.DRAFT else [],
        "can_open": rules.can_open(wave) & can_sign_in(wave),
        "common_address": common_address(wave),
        "sign_ins": SignInRefusal.objects.filter(wave=wave).exists(),
        "members": wave.population.members.count() if wave.state == WaveState.DRAFT else 0,
        **remindable(wave),
        "fresh": fresh,
        "is_web": wave.mode == WaveMode.WEB,
        "extend": ExtendForm(),
        **unsubmitted_facts(wave),
        "reopen": ReopenForm() if can_reopen(wave) else None,
        "imports": ResponseImport.objects.filter(wave=wave)
        .select_related("stored", "job")
        .order_by("-created_at", "-pk")[:5],
        "may_work": may(request.user, case, Right.WORK),
        "counts_only": request.GET.get("part") == "counts",
    }
    template = "surveys/_counts.html" if request.htmx and context["counts_only"] else "surveys/wave_show.html"  # type: ignore[attr-defined]
    with timezone.override(ZoneInfo(case.time_zone)):
        return render(request, template, context)


@case_view(Right.WORK)
@require_POST
def wave_open(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Open the wave."""
    wave = _wave(case, wave_id)
    can_sign_in(wave).require()
    wave = actions.open_wave(wave=wave, by=actor_of(request))
    messages.success(request, _("The wave is open. The questionnaire and the population are frozen."))
    return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave.public_id)


@case_view(Right.WORK)
@require_POST
def wave_extend(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """A new end."""
    with timezone.override(ZoneInfo(case.time_zone)):
        form = ExtendForm(request.POST)
        if not form.is_valid():
            raise Refused(_("The new end could not be read. Choose a day and a time."))
        wave = actions.extend_wave(
            wave=_wave(case, wave_id), closes_at=form.cleaned_data["closes_at"], by=actor_of(request)
        )
    messages.success(request, _("The end of the wave has been changed."))
    return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave.public_id)


@case_view(Right.WORK)
@require_POST
def wave_mail(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """The first mail to everybody who has not had it."""
    wave = _wave(case, wave_id)
    count = actions.send_invitations(wave=wave, by=actor_of(request))
    messages.success(request, _("%(count)s mails are on their way.") % {"count": count})
    return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave.public_id)


@case_view(Right.WORK)
@require_POST
def wave_links(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """The list of personal links; a POST, because taking it is written to the trail."""
    wave = _wave(case, wave_id)
    rows = actions.export_links(wave=wave, by=actor_of(request))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="links-{wave.code}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["person", "name", "email", "link"])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return response


@case_view(Right.VIEW)
@require_GET
def invitation_list(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Who has submitted and who has not; never what."""
    wave = _wave(case, wave_id)
    state, affiliation = request.GET.get("state", ""), request.GET.get("affiliation", "")
    rows = Invitation.objects.filter(wave=wave).select_related("person__affiliation").order_by("person__no", "pk")
    if state in LISTED:
        rows = rows.filter(state__in=LISTED[state])
    if affiliation:
        rows = rows.filter(person__affiliation__code=affiliation)
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "page": page,
        "query": urlencode({key: value for key, value in (("state", state), ("affiliation", affiliation)) if value}),
        "states": [("not_opened", _("Not opened")), *InvitationState.choices],
        "state": state,
        "affiliation": affiliation,
        "affiliations": Affiliation.objects.filter(roster=case.roster).order_by("position", "pk"),
        "may_work": may(request.user, case, Right.WORK) and wave.state == WaveState.OPEN and wave.mode == WaveMode.WEB,
    }
    return render(request, "surveys/invitation_list.html", context)


@case_view(Right.WORK)
@require_POST
def link_renew(request: HttpRequest, case: Case, wave_id: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    """A new link for one person; the old one stops working."""
    wave = _wave(case, wave_id)
    invitation = get_object_or_404(Invitation.objects.select_related("person"), wave=wave, public_id=invitation_id)
    invitation.wave = wave
    actions.renew_link(invitation=invitation, by=actor_of(request))
    messages.success(request, _("The old link no longer works. Mail the new one or take it from the list of links."))
    return redirect("surveys:invitation-list", case_id=case.public_id, wave_id=wave.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def responses_new(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """A file with answers comes in; nothing is imported yet."""
    wave = _wave(case, wave_id)
    rules.can_receive(wave).require()
    form = ResponseFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        stored = _keep(request, form.cleaned_data["file"])
        received = receive_responses(wave=wave, stored_file=stored, by=actor_of(request))
        return redirect("surveys:responses-show", case_id=case.public_id, import_id=received.public_id)
    return render(request, "surveys/responses_new.html", {"case": case, "rail": "surveys", "wave": wave, "form": form})


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def responses_show(request: HttpRequest, case: Case, import_id: uuid.UUID) -> HttpResponse:
    """What was recognised → confirm → progress → result."""
    received = get_object_or_404(
        ResponseImport.objects.select_related("wave__version__questionnaire", "stored", "job"),
        wave__case=case,
        public_id=import_id,
    )
    received.wave.case = case
    job = received.job
    context: dict[str, Any] = {"case": case, "rail": "surveys", "received": received, "wave": received.wave, "job": job}
    if received.state == ImportState.IMPORTED or (job is not None and not job.is_over):
        return render(request, "surveys/responses_show.html", context)
    if is_sealed(received.stored):
        return render(request, "surveys/responses_show.html", context | {"sealed": SEALED})
    try:
        table = open_responses(received.wave, received.stored)
    except Rejected as rejected:
        return render(request, "surveys/responses_show.html", context | {"problems": rejected.problems})
    form = MappingForm(
        request.POST or None,
        heads=table.heads,
        known=list(meanings(form_of(received.wave.version))),
        proposed=_remembered(received) or table.mapping,
        initial={"reason": received.reason},
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        problems = _problems(received, mapping, form.cleaned_data["reason"])
        if not problems and request.POST.get("deed") == "import":
            start_import(received=received, mapping=mapping, reason=form.cleaned_data["reason"], by=actor_of(request))
            return redirect("surveys:responses-show", case_id=case.public_id, import_id=received.public_id)
        context["problems"] = problems
        context["checked"] = not problems
    samples = list(zip(*preview(table, 3), strict=False)) if table.sample(1) else [()] * len(table.heads)
    context |= {
        "form": form,
        "columns": [
            (form[f"c{index}"], samples[index] if index < len(samples) else ()) for index in range(len(table.heads))
        ],
        "count": sum(1 for _row in table.data_rows()),
        "encoding": table.file.encoding,
        "sheet": table.sheet.name,
    }
    return render(request, "surveys/responses_show.html", context, status=422 if context.get("problems") else 200)


def _remembered(received: ResponseImport) -> dict[int, str]:
    return {int(index): name for index, name in (received.mapping or {}).items()}


def _problems(received: ResponseImport, mapping: dict[int, str], reason: str) -> list[Problem]:
    """Everything that would stop the import, found before the job starts."""
    try:
        table = open_responses(received.wave, received.stored, mapping)
        plan_responses(wave=received.wave, table=table, reason=reason)
    except Rejected as rejected:
        return rejected.problems[:SHOWN_PROBLEMS]
    except Refused as refusal:
        return [Problem(refusal.reason)]
    return []


@case_view(Right.VIEW)
@require_GET
def panel(request: HttpRequest, case: Case) -> HttpResponse:
    """The case overview's panel."""
    counts = response_counts(case)
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster=case.roster).order_by("position", "pk")}
    waves = []
    for wave in waves_of(case):
        parts = {code: counts.by_wave.get((wave.code, code)) for code in labels}
        shown = [(labels[code], tally, rate(tally.answered, tally.invited)) for code, tally in parts.items() if tally]
        waves.append((wave, shown))
    return render(request, "surveys/_panel.html", {"case": case, "waves": waves})
