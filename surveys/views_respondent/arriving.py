"""Before «Start»: who asks and why, the code of a letter, «not me», «I decline»."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import public
from core.verdict import Refused
from surveys import actions, rules
from surveys.door import calm_page, enter, find_by_token, leave, unknown_link
from surveys.forms_of import form_of
from surveys.markup import kept_page
from surveys.models import Invitation, Wave
from surveys.nameless.rules import has_taken_part, is_nameless
from surveys.periods.sentences import on_landing
from surveys.tokens import unspelled
from surveys.views_respondent.sheet import frame


@public("a personal link; it changes nothing until «Start» is pressed")
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, why, and what happens to the answers. POST exchanges the link for a session."""
    invitation = find_by_token(token)
    if invitation is None:
        return unknown_link(request)
    if request.method == "POST":
        if request.POST.get("go") == "not_me":
            return not_me(request, invitation)
        if request.POST.get("go") == "decline":
            return _declined(request, invitation)
        if is_nameless(invitation.wave):
            response = redirect("respondent:nameless")
            enter(response, invitation, shared="shared" in request.POST)
            return response
        response = redirect("respondent:identity")
        shared = "shared" in request.POST
        actions.start_answering(invitation=invitation, also=lambda: enter(response, invitation, shared=shared))
        return response
    wave = invitation.wave
    context = (
        told_before(wave)
        | frame(invitation)
        | {
            "closes_at": invitation.closes_at,
            "comes_late": invitation.comes_late(clock.now()) and not wave.takes_answers(clock.now()),
            "taken_part": has_taken_part(invitation),
            "can_decline": bool(rules.can_decline(invitation, clock.now())),
        }
    )
    lines = ((line,) for line in on_landing(wave, invitation.person))
    holes = {
        "name": invitation.person.name,
        "own_period": format_html_join("", '<br><span class="small soft">{}</span>', lines),
    }
    return kept_page(request, "surveys/respondent/landing.html", context, wave=wave, holes=holes)


def told_before(wave: Wave) -> dict[str, Any]:
    """What everybody is told before answering, whoever they are."""
    form = form_of(wave.version)
    asking = [s for s in form.definition["sections"] if any(q["type"] != "note" for q in s["questions"])]
    return {
        "wave": wave,
        "asker": wave.asker or wave.case.organisation.name,
        "parts": len(asking) + 1,
        "purpose": wave.in_language("purpose"),
        "duty_ground": wave.in_language("duty_ground"),
        "readers": wave.in_language("readers"),
        "contact": wave.in_language("contact"),
        "independent_contact": wave.in_language("independent_contact"),
        "zone": wave.case.time_zone,
        "closes_at": wave.closes_at,
    }


def _declined(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        actions.decline_invitation(invitation=invitation)
    except Refused:
        return redirect("respondent:landing", token=request.path.rpartition("/")[2])
    response = render(request, "surveys/respondent/declined.html", frame(invitation))
    leave(request, response)
    return response


@public("the code of a printed letter; it only leads to the page of the link")
@require_http_methods(["GET", "POST"])
def typed_code(request: HttpRequest) -> HttpResponse:
    """The code of a letter, typed by hand. A wrong one says the same as a link that cannot be used."""
    if request.method == "POST":
        token = unspelled(request.POST.get("code", ""))
        if find_by_token(token) is None:
            return unknown_link(request)
        return redirect("respondent:landing", token=token)
    return render(request, "surveys/respondent/typed_code.html", {})


def not_me(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        actions.report_not_me(invitation=invitation)
    except Refused:
        return calm_page(request)
    response = render(request, "surveys/respondent/not_me.html", frame(invitation))
    leave(request, response)
    return response
