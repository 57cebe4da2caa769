"""Staff pages for reaching people: single invitations, reminders, letters, lists, the table of participants."""

from __future__ import annotations

import csv
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.errors import Problem, Rejected
from core.files import store_stream
from core.verdict import Refused
from engines.sheets import as_text
from surveys import actions, rules
from surveys.enums import HALF_WAY, InvitationState, ReminderKind
from surveys.forms import MailRulesForm, ParticipantsForm, ReasonForm, ReminderPlanForm
from surveys.late.rules import can_allow_late
from surveys.letters import hand_over_list, open_invitations, print_letters, site_of
from surveys.models import Invitation, InvitationMail, ReminderPlan, Wave
from surveys.offline import offline_list, sites_of
from surveys.participants import export_participants, import_participants
from surveys.queries import waiting_in, waves_of
from surveys.workflow import invitation_moves

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wave_of(case: Case, wave_id: uuid.UUID) -> Wave:
    """The case's wave, or 404."""
    found = get_object_or_404(waves_of(case), public_id=wave_id)
    found.case = case
    return found


def download(data: bytes, *, name: str, kind: str) -> HttpResponse:
    """A file that no cache keeps."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@case_view(Right.VIEW)
@require_GET
def waiting(request: HttpRequest, case: Case) -> HttpResponse:
    """The overview's panel: what waits for an officer."""
    return render(request, "surveys/_waiting.html", {"case": case, "waiting": waiting_in(case)})


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def invitation_show(request: HttpRequest, case: Case, wave_id: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    """One invitation: its times, its mails with their results, and the officer's moves. Nothing of what was answered."""
    wave = wave_of(case, wave_id)
    invitation = get_object_or_404(
        Invitation.objects.select_related("person__affiliation"), wave=wave, public_id=invitation_id
    )
    invitation.wave = wave
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if form.is_valid():
            actions.settle_invitation(
                invitation=invitation,
                move=request.POST.get("move", ""),
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
            )
            messages.success(request, _("The state of the invitation has been changed."))
            return redirect(
                "surveys:invitation-show", case_id=case.public_id, wave_id=wave_id, invitation_id=invitation_id
            )
    names = {"bounce": _("The mail came back"), "give_up": _("Cannot be reached"), "withdraw": _("Withdraw")}
    moves = [(name, word) for name, word in names.items() if invitation_moves.find(invitation.state, name)]
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "invitation": invitation,
        "mails": invitation.mails.select_related("mail").order_by("queued_at", "pk"),
        "form": form,
        "moves": moves if rules.can_close(wave) and may(request.user, case, Right.WORK) else [],
        "offers_late": may(request.user, case, Right.WORK)
        and (invitation.late_until is not None or can_allow_late(invitation)),
    }
    return render(request, "surveys/invitation_show.html", context)


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def mail_plan(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Hours, days, cap, and for each kind of reminder its words and days; below, every mail with its result."""
    wave = wave_of(case, wave_id)
    limits = MailRulesForm(request.POST or None, instance=rules.limits_of(wave), prefix="rules")
    plans = {
        kind: ReminderPlanForm(
            request.POST or None,
            instance=ReminderPlan.objects.filter(wave=wave, kind=kind).first() or ReminderPlan(wave=wave, kind=kind),
            prefix=kind,
        )
        for kind in ReminderKind.values
    }
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if all([limits.is_valid(), *(form.is_valid() for form in plans.values())]):
            try:
                actions.plan_reminders(
                    wave=wave,
                    limits=limits.cleaned_data,
                    plans={kind: form.cleaned_data for kind, form in plans.items()},
                    by=actor_of(request),
                )
            except Refused as refusal:
                limits.add_error(None, str(refusal))
            else:
                messages.success(request, _("The plan has been saved."))
                return redirect("surveys:mail-plan", case_id=case.public_id, wave_id=wave_id)
    mails = (
        InvitationMail.objects.filter(invitation__wave=wave)
        .select_related("mail", "invitation__person")
        .order_by("-queued_at", "-pk")
    )
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "limits": limits,
        "plans": [(ReminderKind(kind).label, form) for kind, form in plans.items()],
        "page": Paginator(mails, 50).get_page(request.GET.get("page")),
        "may_work": bool(may(request.user, case, Right.WORK)) and wave.state != "closed",
    }
    return render(request, "surveys/mail_plan.html", context)


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Ways without mail: letters, hand-over list, offline lists, the table of participants. POST hands out a file."""
    wave = wave_of(case, wave_id)
    problems: list[Problem] = []
    form = ParticipantsForm()
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if request.POST.get("go") == "participants-in":
            form = ParticipantsForm(request.POST, request.FILES)
            if form.is_valid():
                try:
                    moved = _take_in(request, wave, form)
                except Rejected as rejected:
                    problems = rejected.problems
                else:
                    sentence = _("%(bounced)s addresses do not work, %(declined)s people have declined.")
                    messages.success(request, sentence % moved)
                    return redirect("surveys:paper", case_id=case.public_id, wave_id=wave_id)
        else:
            return _hand_out(request, wave)
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "sites": sites_of(wave),
        "form": form,
        "problems": problems[:100],
        "has_links": rules.can_have_links(wave),
        "offline": rules.can_list_offline(wave),
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/paper.html", context, status=422 if problems else 200)


def _take_in(request: HttpRequest, wave: Wave, form: ParticipantsForm) -> dict[str, int]:
    upload = form.cleaned_data["file"]
    stored = store_stream(upload.file, name=upload.name or "file", by=actor_of(request))
    return import_participants(wave=wave, stored=stored, by=actor_of(request))


def _hand_out(request: HttpRequest, wave: Wave) -> HttpResponse:
    go, site, by = request.POST.get("go", ""), request.POST.get("site", ""), actor_of(request)
    if go == "letters":
        people = [one for one in open_invitations(wave) if site_of(one) == site]
        data = print_letters(wave=wave, invitations=people, by=by)
        return download(data, name=f"letters-{wave.code}.pdf", kind="application/pdf")
    if go == "hand-over":
        return download(hand_over_list(wave=wave, by=by), name=f"hand-over-{wave.code}.xlsx", kind=XLSX)
    if go == "offline":
        return download(offline_list(wave=wave, site=site, by=by), name=f"offline-{wave.code}.xlsx", kind=XLSX)
    if go in {"participants", "participants-tokens"}:
        rows = export_participants(wave=wave, with_tokens=go.endswith("tokens"), by=by)
        response = download(b"", name=f"participants-{wave.code}.csv", kind="text/csv; charset=utf-8")
        response.write("\ufeff")
        csv.writer(response).writerows([as_text(cell) for cell in row] for row in rows)
        return response
    raise Refused(_("Choose what is to be printed."))


@case_view(Right.WORK)
@require_POST
def remind_now(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """«Send now» to one kind of people."""
    wave = wave_of(case, wave_id)
    count = actions.send_reminders(wave=wave, kind=request.POST.get("kind", ""), by=actor_of(request))
    messages.success(request, _("%(count)s mails are on their way.") % {"count": count})
    return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave_id)


def remindable(wave: Wave) -> dict[str, Any]:
    """For the wave's page: how many each kind has, whether or not they were reminded today."""
    rows = Invitation.objects.filter(wave=wave).exclude(person__email="")
    return {
        "unopened": rows.filter(
            state__in=[InvitationState.PREPARED, InvitationState.SENT], mailed_at__isnull=False
        ).count(),
        "half_way": rows.filter(state__in=HALF_WAY).count(),
        "plan_url": reverse("surveys:mail-plan", args=[wave.case.public_id, wave.public_id]),
    }
