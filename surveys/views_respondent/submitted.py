"""After submitting: the receipt, one's own answers, a correction, an objection, the end."""

from __future__ import annotations

from contextlib import suppress
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.access import public
from core.prepared import HOLE_OF_KEYS, SECOND_HOLE_OF_KEYS, PreparedRow, loaded
from core.verdict import Refused
from surveys import actions
from surveys.door import leave, respondent_view
from surveys.enums import AnswerMode, InvitationState
from surveys.markup import kept_page
from surveys.models import ResponseVersion
from surveys.own.printing import printed_versions
from surveys.views_respondent.sheet import frame
from surveys.visits import Visit


@respondent_view
@require_GET
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The code of the first submission and of every correction."""
    return receipt_page(request, visit)


def receipt_page(request: HttpRequest, visit: Visit, problem: str = "") -> HttpResponse:
    """The page, with what went wrong when a copy was asked for."""
    if not visit.confirmed:
        return redirect("respondent:identity")
    versions = _on_receipt(visit)
    if any(version.mode != AnswerMode.SELF for version in versions):
        prefetch_related_objects(versions, "declaration", "objection")
    if not versions:
        return redirect("respondent:continue")
    wave, newest = visit.invitation.wave, versions[-1]
    moment = newest.submitted_at.astimezone(ZoneInfo(wave.case.time_zone))
    context = frame(visit.invitation) | {
        "versions": versions,
        "how": "" if newest.mode == AnswerMode.SELF else newest.get_mode_display(),
        "number": wave.version.number,
        "hash": wave.version.content_hash,
        "zone": wave.case.time_zone,
        "contact": wave.in_language("contact"),
        "correcting": visit.draft is not None,
        "problem": problem,
    }
    holes = {
        "code": newest.receipt_code,
        "moment": moment.isoformat(),
        "moment_shown": f"{moment:%Y-%m-%d %H:%M:%S}",
        "check": newest.content_hash[:32],
    }
    if len(versions) == 1 and newest.mode == AnswerMode.SELF and visit.draft is None and not problem:
        context["versions"] = ()  # they are only listed when there are more
        return kept_page(request, "surveys/respondent/receipt.html", context, wave=wave, holes=holes)
    return render(request, "surveys/respondent/receipt.html", context | holes, status=422 if problem else 200)


_SHOWN = [
    field.attname
    for field in ResponseVersion._meta.concrete_fields  # noqa: SLF001 -- the documented API
    if field.attname not in {"answers", "periods"}
]
_versions = PreparedRow(
    lambda wave, person: (
        ResponseVersion.objects.filter(response__wave_id=wave, response__person_id=person)
        .order_by("ordinal")
        .values_list(*_SHOWN)
    ),
    HOLE_OF_KEYS,
    SECOND_HOLE_OF_KEYS,
)


def _on_receipt(visit: Visit) -> list[ResponseVersion]:
    """Without what was answered."""
    rows = _versions.rows(visit.invitation.wave_id, visit.invitation.person_id)
    return [loaded(ResponseVersion, dict(zip(_SHOWN, row, strict=True))) for row in rows]


def versions_of(visit: Visit) -> QuerySet[ResponseVersion]:
    invitation = visit.invitation
    return ResponseVersion.objects.filter(
        response__wave_id=invitation.wave_id, response__person_id=invitation.person_id
    ).order_by("ordinal")


@respondent_view
@require_POST
def copy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's own answers to print, only when asked for: phones are shared, and others may press to see them."""
    if not visit.confirmed or visit.invitation.state != InvitationState.SUBMITTED:
        return redirect("respondent:continue")
    versions = printed_versions(visit.invitation, versions_of(visit))
    context = frame(visit.invitation) | {"versions": versions, "zone": visit.invitation.wave.case.time_zone}
    return render(request, "surveys/respondent/copy.html", context)


@respondent_view
@require_POST
def object_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """«These are not my answers»: for versions that somebody else wrote down."""
    if not visit.confirmed:
        return redirect("respondent:identity")
    version = versions_of(visit).filter(receipt_code=request.POST.get("receipt", "")).first()
    if version is not None:
        with suppress(Refused):
            actions.object_to(invitation=visit.invitation, version=version, text=request.POST.get("text", ""))
    return redirect("respondent:receipt")


@respondent_view
@require_POST
def correct(request: HttpRequest, visit: Visit) -> HttpResponse:
    """«Correct my answers»: starts from what was submitted."""
    del request
    if not visit.confirmed:
        return redirect("respondent:identity")
    try:
        actions.begin_correction(invitation=visit.invitation)
    except Refused:
        return redirect("respondent:continue")
    visit.touch()
    return redirect("respondent:review")


@public("ends the respondent's session, whoever holds it")
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Leave nothing behind on this device."""
    response = redirect("respondent:finished")
    leave(request, response)
    return response


@public("ends the respondent's session, whoever holds it")
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Nobody used the page for a while: the session ends, and nothing stays on the screen."""
    response = render(request, "surveys/respondent/locked.html", {})
    leave(request, response)
    return response


@public("the last page says only that one may close the window")
@require_GET
def finished(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    response = render(request, "surveys/respondent/finished.html", {})
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
