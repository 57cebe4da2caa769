"""«Is this you?», with the proof that the wave asks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.verdict import Refused
from surveys import actions
from surveys.actions.proving import newest_code
from surveys.door import respondent_view
from surveys.enums import Proof
from surveys.markup import kept_page
from surveys.models import Invitation
from surveys.signing_in.rules import can_sign_in
from surveys.views_respondent.arriving import not_me
from surveys.views_respondent.sheet import Sheet, frame
from surveys.visits import Visit


@respondent_view
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Is this you?"""
    invitation = visit.invitation
    problem = ""
    if request.method == "POST":
        if request.POST.get("go") == "not_me":
            return not_me(request, invitation)
        try:
            attempt = actions.claim_try(invitation=invitation)
            actions.confirm_identity(
                invitation=invitation,
                employee_number=request.POST.get("employee_number", ""),
                code=request.POST.get("code", ""),
                also=visit.confirm,
            )
        except Refused as refusal:
            problem = str(refusal)
        else:
            actions.forgive_try(attempt)
            return _next_place(visit)
    return _identity_page(request, invitation, problem)


def _identity_page(request: HttpRequest, invitation: Invitation, problem: str) -> HttpResponse:
    wave, person = invitation.wave, invitation.person
    holes = {"name": person.name, "unit": person.unit, "employer": person.employer}
    if not problem and wave.proof in {Proof.LINK_ONLY, Proof.EMPLOYEE_NUMBER}:
        context = frame(invitation) | {"contact": wave.in_language("contact")}
        there = {name: text for name, text in holes.items() if text}
        return kept_page(request, "surveys/respondent/identity.html", context, wave=wave, holes=there)
    context = frame(invitation) | {
        **holes,
        "problem": problem,
        "contact": invitation.wave.in_language("contact"),
        "asks_code": invitation.wave.proof == Proof.MAILED_CODE,
        "code_sent": invitation.wave.proof == Proof.MAILED_CODE and newest_code(invitation) is not None,
        "address": _masked(invitation.person.email),
        "can_sign_in": can_sign_in(invitation.wave),
    }
    return render(request, "surveys/respondent/identity.html", context, status=422 if problem else 200)


def _masked(email: str) -> str:
    """«s…@example.jp»: enough to know one's own address, not enough to learn it."""
    name, sign, host = email.rpartition("@")
    return f"{name[:1]}…{sign}{host}" if sign else ""


@respondent_view
@require_POST
def send_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Mail a code to the registered address."""
    try:
        actions.request_code(invitation=visit.invitation)
    except Refused as refusal:
        return _identity_page(request, visit.invitation, str(refusal))
    return redirect("respondent:identity")


def _next_place(visit: Visit) -> HttpResponse:
    visit.row.confirmed = True
    visit.draft = visit.draft or getattr(visit.invitation, "draft", None)
    sheet = Sheet(visit)
    return sheet.detour() or sheet.go_on()
