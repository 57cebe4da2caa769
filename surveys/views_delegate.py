"""The delegate's room: who is finished, what is wrong in the list, letters to hand over. Never what anybody answered."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import public, signed_in
from core.verdict import Refused
from surveys import actions, rules
from surveys.actions.delegates import delegate_actor, sites_of
from surveys.door import unknown_link
from surveys.door_delegate import door
from surveys.forms import CorrectionForm
from surveys.letters import print_letters
from surveys.models import Delegate
from surveys.queries import FINISHED, people_of_delegate
from surveys.views_reaching import download

FINISHED_PAGE = "surveys/delegate/finished.html"


def _frame(delegate: Delegate) -> dict[str, Any]:
    wave = delegate.wave
    return {
        "wave": wave,
        "delegate": delegate,
        "asker": wave.asker or wave.case.organisation.name,
        "contact": wave.in_language("contact"),
    }


@public("a delegate's link; it changes nothing until «Start» is pressed")
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """What a delegate does and does not do. POST exchanges the link for a session."""
    delegate = door.find(token)
    if delegate is None or delegate.user_id is not None:
        return unknown_link(request)
    if request.method == "POST":
        response = redirect("respondent:delegate")
        door.enter(response, delegate)
        return response
    return render(request, "surveys/delegate/landing.html", _frame(delegate))


@signed_in
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The sites at which the signed-in user helps, in waves that are open; POST opens one."""
    sites = sites_of(request.user)
    if request.method == "POST":
        chosen = next((one for one in sites if str(one.public_id) == request.POST.get("delegate")), None)
        if chosen is None:
            raise Http404
        response = redirect("respondent:delegate")
        door.enter(response, chosen)
        return response
    return render(request, "surveys/delegate/mine.html", {"sites": sites, "asker": request.user})


@door.view
@require_GET
def people(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """Open or finished, nothing else: declined, wants an interview and «not me» all read «finished»."""
    rows = [(one, one.state in FINISHED) for one in people_of_delegate(delegate)]
    context = _frame(delegate) | {
        "rows": rows,
        "finished": sum(1 for _one, done in rows if done),
        "bound": rules.can_hand_over(delegate.wave),
    }
    return render(request, "surveys/delegate/people.html", context)


@door.view
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, delegate: Delegate, invitation_id: uuid.UUID) -> HttpResponse:
    """What is wrong about one person; it becomes a proposal."""
    invitation = get_object_or_404(people_of_delegate(delegate), public_id=invitation_id)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_correction(delegate=delegate, person=invitation.person, facts=form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context = _frame(delegate) | {"person": invitation.person}
            return render(request, "surveys/delegate/proposed.html", context)
    context = _frame(delegate) | {"person": invitation.person, "form": form}
    return render(request, "surveys/delegate/correct.html", context)


@door.view
@require_POST
def letters(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    """Letters for those who are open, in waves whose links are bound to something the delegate does not have."""
    rules.can_hand_over(delegate.wave).require()
    open_people = [one for one in people_of_delegate(delegate) if one.state not in FINISHED]
    data = print_letters(wave=delegate.wave, invitations=open_people, by=delegate_actor(delegate))
    return download(data, name="letters.pdf", kind="application/pdf")


@public("ends the delegate's session, whoever holds it")
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Leave nothing behind; who has signed in goes back to their sites."""
    delegate = door.link_of(request)
    by_account = delegate is not None and delegate.user_id is not None
    response = redirect("respondent:delegate-mine") if by_account else render(request, FINISHED_PAGE, {})
    door.leave(request, response)
    return response
