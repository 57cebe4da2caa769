"""The respondent's own copy, and the language of the questions."""

from __future__ import annotations

import unicodedata

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit import trail
from core.access import public
from core.actor import Actor
from core.ref import Ref
from surveys.door import respondent_view
from surveys.enums import InvitationState
from surveys.own.printing import own_copy
from surveys.own.wordings import COOKIE, KEPT_SECONDS
from surveys.views_reaching import download
from surveys.views_respondent.submitted import receipt_page, versions_of
from surveys.visits import Visit

PAUSE_SECONDS = 15


def _same(given: str, code: str) -> bool:
    """Small letters, full-width signs and missing hyphens are fine."""

    def folded(text: str) -> str:
        return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())

    return bool(folded(given)) and folded(given) == folded(code)


@respondent_view
@require_POST
def copy_pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Only who types a receipt code gets the file: an open screen alone is not enough."""
    invitation = visit.invitation
    if not visit.confirmed or invitation.state != InvitationState.SUBMITTED:
        return redirect("respondent:continue")
    versions = list(versions_of(visit))
    if not any(_same(request.POST.get("receipt", ""), version.receipt_code) for version in versions):
        return receipt_page(request, visit, _("This is not the code of your receipt. It has twelve signs."))
    if not cache.add(f"surveys:copy:{invitation.pk}", 1, PAUSE_SECONDS):
        return receipt_page(request, visit, _("The file was made a moment ago. Please wait a little and try again."))
    trail.record(
        "surveys.own_copy_made",
        by=Actor.respondent(invitation.public_id),
        chain=invitation.wave.case.chain,
        subject=Ref("invitation", str(invitation.public_id)),
        detail={"versions": len(versions)},
    )
    return download(own_copy(invitation, versions), name="my-answers.pdf", kind="application/pdf")


@public("chooses the language of the questions; it changes nothing but a cookie")
@require_POST
def choose_wording(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie for the day; an unknown language shows what the page shows."""
    back = request.POST.get("next", "")
    safe = back.startswith(("/i/", "/answer/")) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if safe else "respondent:continue")
    code = request.POST.get("wording", "")[:20]
    if code:
        response.set_cookie(
            COOKIE, code, max_age=KEPT_SECONDS, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
