"""The way to the company's sign-in page and back, the wave's common address, and the officer's page of what did not fit."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core import clock
from core.access import actor_of, public
from core.verdict import Refused
from surveys.door import cookie_name, leave, respondent_view, set_key, unknown_link
from surveys.enums import Proof
from surveys.models import Invitation, SignInRefusal, Wave
from surveys.signing_in.actions import begin_sign_in, claim_attempt, finish_sign_in, see_refusal
from surveys.signing_in.provider import NotSignedIn, Provider, ProviderDown
from surveys.signing_in.rules import Mismatch, can_sign_in, needed_claim
from surveys.views_reaching import wave_of
from surveys.views_respondent.arriving import told_before
from surveys.visits import Visit, end_visit

logger = logging.getLogger(__name__)


def _own_cookie() -> str:
    """Binds a sign-in to the browser that began it; `__Host-` needs HTTPS."""
    return "__Host-sign-in" if settings.SESSION_COOKIE_SECURE else "shirabe_sign_in"


@respondent_view
@require_POST
def go(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To the company's sign-in page, for the person of a link."""
    return _go(request, visit.invitation.wave, visit.invitation, shared=visit.row.shared)


@public("a wave's common address; it changes nothing until «Sign in» is pressed")
@require_http_methods(["GET", "HEAD", "POST"])
def common(request: HttpRequest, wave_id: uuid.UUID) -> HttpResponse:
    """One address for everybody who is asked; whose answers they are, the account says."""
    wave = (
        Wave.objects.filter(public_id=wave_id, proof=Proof.SINGLE_SIGN_ON)
        .select_related("case__organisation", "version")
        .first()
    )
    if wave is None or not wave.takes_answers(clock.now()):
        return unknown_link(request)
    if request.method == "POST":
        return _go(request, wave, None, shared="shared" in request.POST)
    return render(request, "surveys/signing_in/common.html", told_before(wave) | {"can_sign_in": can_sign_in(wave)})


def _go(request: HttpRequest, wave: Wave, invitation: Invitation | None, *, shared: bool) -> HttpResponse:
    try:
        address, key = begin_sign_in(wave=wave, invitation=invitation, shared=shared)
    except Refused as refusal:
        return _stopped(request, wave, invitation, str(refusal), status=422)
    except ProviderDown as problem:
        logger.warning("The sign-in service cannot be used: %s", problem)
        return _stopped(request, wave, invitation, _is_down(), status=503)
    response = render(request, "surveys/signing_in/leaving.html", _frame(wave) | {"address": address})
    set_key(response, _own_cookie(), key)
    return response


@public("people come back here from the company's sign-in page; it needs the state that this browser was given")
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """What the sign-in service answered. Whatever happens, the attempt is used up."""
    state = request.GET.get("state", "")
    attempt = claim_attempt(state=state, key=request.COOKIES.get(_own_cookie(), ""))
    if attempt is None:
        sentence = _("This sign-in was begun elsewhere, or took too long. Please open your link again.")
        response = render(request, "surveys/signing_in/stopped.html", {"sentence": sentence}, status=400)
        return _without_key(response)
    wave, invitation = attempt.wave, attempt.invitation
    try:
        claims = Provider.of_settings().claims_of(request.GET.dict(), state, needed_claim())
        key = finish_sign_in(attempt=attempt, claims=claims)
    except ProviderDown as problem:
        logger.warning("The sign-in service cannot be used: %s", problem)
        response = _stopped(request, wave, invitation, _is_down(), status=503)
    except NotSignedIn as problem:
        logger.warning("A sign-in was not accepted: %s", problem)
        sentence = _("The sign-in did not succeed. Please try again; if it happens again, ask the office named below.")
        response = _stopped(request, wave, invitation, sentence, status=403)
    except Mismatch:
        context = _frame(wave) | {"by_link": invitation is not None}
        response = render(request, "surveys/signing_in/mismatch.html", context, status=403)
        leave(request, response)
    except Refused as refusal:
        response = _stopped(request, wave, None, str(refusal), status=403)
    else:
        if old := request.COOKIES.get(cookie_name()):
            end_visit(old)
        response = redirect("respondent:continue")
        set_key(response, cookie_name(), key)
    return _without_key(response)


def _without_key(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(_own_cookie(), path="/", samesite="Lax")
    return response


def _frame(wave: Wave) -> dict[str, Any]:
    return {
        "wave": wave,
        "asker": wave.asker or wave.case.organisation.name,
        "contact": wave.in_language("contact"),
    }


def _again(wave: Wave, invitation: Invitation | None) -> dict[str, Any]:
    """Where to try again: the link's own session, or the common address."""
    return {"by_link": invitation is not None, "wave_id": wave.public_id}


def _stopped(
    request: HttpRequest, wave: Wave, invitation: Invitation | None, sentence: str, *, status: int
) -> HttpResponse:
    context = _frame(wave) | _again(wave, invitation) | {"sentence": sentence}
    return render(request, "surveys/signing_in/stopped.html", context, status=status)


def _is_down() -> str:
    return _("Your company's sign-in service cannot be reached just now. Nothing is lost: please try again later.")


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def refusals(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Sign-ins that did not fit: which link, and who it was if they stand on the roster."""
    wave = wave_of(case, wave_id)
    rows = SignInRefusal.objects.filter(wave=wave).select_related("invitation__person", "signed_in_as", "seen_by")
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        refusal = get_object_or_404(rows, public_id=request.POST.get("refusal"))
        refusal.wave = wave
        see_refusal(refusal=refusal, by=actor_of(request))
        messages.success(request, _("Noted as looked at."))
        return redirect("surveys:sign-ins", case_id=case.public_id, wave_id=wave_id)
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "rows": rows.order_by("seen_at", "-at", "-pk"),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "surveys/signing_in/refusals.html", context)
