"""Deadlines on the measure's page, the rules of a case, and one's own leave, mails and calendar addresses."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from casework.access import Right, case_view, may
from casework.models import Case
from casework.queries import cases_of
from core.access import actor_of, public, signed_in
from core.verdict import Refused
from remediation import feeds
from remediation.deadlines import actions, forms
from remediation.deadlines.calendars import rules_of
from remediation.deadlines.recipients import chain_of
from remediation.mails import Told, notices_of
from remediation.models import Absence, CalendarFeed, ClosedDay, Digest, Measure, Notice, Occurrence
from remediation.queries import today_of

SHOWN_AHEAD = 4
SHOWN_NOTICES = 10
MAILS_SHOWN = 5


def _measure(case: Case, measure_id: uuid.UUID) -> Measure:
    return get_object_or_404(Measure.objects.of_case(case).select_related("case"), public_id=measure_id)


@case_view(Right.VIEW)
@require_GET
def measure_panel(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """The next times of a measure, and who was told what and why."""
    return _panel(request, case, _measure(case, measure_id))


def _panel(request: HttpRequest, case: Case, measure: Measure, refusal: str = "") -> HttpResponse:
    today = today_of(case)
    times = Occurrence.objects.filter(measure=measure).order_by("due_on", "pk")
    owed = [one for one in times if one.state != "done"]
    notices = Notice.objects.filter(measure=measure).select_related("digest__user", "on_behalf_of", "measure__case")
    context = {
        "case": case,
        "measure": measure,
        "today": today,
        "owed": [(one, _deeds(one, today)) for one in owed[:SHOWN_AHEAD]],
        "more": max(0, len(owed) - SHOWN_AHEAD),
        "done": [one for one in times if one.state == "done"][-SHOWN_AHEAD:],
        "told": [Told(notice) for notice in notices.order_by("-day", "-pk")[:SHOWN_NOTICES]],
        "may_work": may(request.user, case, Right.WORK),
        "refusal": refusal,
    }
    return render(request, "remediation/deadlines_panel.html", context, status=200)


def _deeds(occurrence: Occurrence, today: date) -> dict[str, Any]:
    """Its three forms, with ids of their own on the page."""
    name = f"id_{occurrence.public_id.hex[:8]}"
    return {
        "finish": forms.FinishForm(auto_id=f"{name}_finish_%s", initial={"done_on": today}),
        "snooze": forms.SnoozeForm(auto_id=f"{name}_snooze_%s"),
        "change": forms.ChangeForm(auto_id=f"{name}_change_%s"),
    }


_FORMS: dict[str, tuple[type[Any], Any]] = {
    "finish": (forms.FinishForm, actions.finish_occurrence),
    "snooze": (forms.SnoozeForm, actions.snooze_occurrence),
    "change": (forms.ChangeForm, actions.change_occurrence),
}


@case_view(Right.WORK)
@require_POST
def occurrence_do(request: HttpRequest, case: Case, occurrence_id: uuid.UUID, deed: str) -> HttpResponse:
    """Finish, put off or move one time; answers htmx with the panel anew, others with the measure's page."""
    if deed not in _FORMS:
        raise Http404
    found = Occurrence.objects.filter(measure__case=case).select_related("measure__case")
    occurrence = get_object_or_404(found, public_id=occurrence_id)
    kind, action = _FORMS[deed]
    form = kind(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            action(occurrence=occurrence, by=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
    else:
        refusal = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if request.headers.get("HX-Request"):
        return _panel(request, case, occurrence.measure, refusal)
    if refusal:
        return render(request, "refused.html", {"reason": refusal}, status=400)
    return redirect("remediation:measure-show", case.public_id, occurrence.measure.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def settings_edit(request: HttpRequest, case: Case) -> HttpResponse:
    """Business days, reminders, quiet hours, the chain; each form is one action."""
    which = request.POST.get("form", "") if request.method == "POST" else ""
    stored, steps = rules_of(case), {step.target.value: step for step in chain_of(case)}
    chain = {f"{name}_days": step.after_days for name, step in steps.items()}
    chain |= {name: step.user.pk for name, step in steps.items() if step.user is not None}
    rules_form = forms.RulesForm(request.POST if which == "rules" else None, initial=forms.RulesForm.initial_of(stored))
    chain_form = forms.ChainForm(request.POST if which == "chain" else None, initial=chain, case=case)
    day_form = forms.ClosedDayForm(request.POST if which == "day" else None)
    posted = {"rules": rules_form, "chain": chain_form, "day": day_form}.get(which)
    if posted is not None and posted.is_valid():
        try:
            _save(which, posted, case, request)
        except Refused as refusal:
            posted.add_error(None, str(refusal))
        else:
            return redirect("remediation:deadline-settings", case.public_id)
    closed = ClosedDay.objects.filter(case=case) | ClosedDay.objects.filter(organisation=case.organisation)
    context = {
        "case": case,
        "rail": "measures",
        "rules_form": rules_form,
        "chain_form": chain_form,
        "day_form": day_form,
        "closed": closed.order_by("day", "pk"),
    }
    return render(request, "remediation/deadlines_settings.html", context)


def _save(which: str, form: Any, case: Case, request: HttpRequest) -> None:
    by = actor_of(request)
    if which == "rules":
        actions.set_rules(case=case, by=by, **form.cleaned_data)
    elif which == "chain":
        actions.set_chain(case=case, steps=form.steps(), by=by)
    else:
        actions.close_day(case=case, by=by, **form.cleaned_data)


@case_view(Right.WORK)
@require_POST
def day_open(request: HttpRequest, case: Case, day_id: int) -> HttpResponse:
    """Take a closed day back."""
    actions.open_day(case=case, closed=get_object_or_404(ClosedDay, pk=day_id), by=actor_of(request))
    return redirect("remediation:deadline-settings", case.public_id)


@signed_in
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own leave, mails with their reasons, and calendar addresses."""
    user = _me(request)
    form = forms.LeaveForm(request.POST or None, colleagues=_colleagues(user))
    if form.is_valid():
        try:
            actions.go_on_leave(user=user, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("deadlines:mine")
    return _mine(request, user, form)


def _me(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)


def _colleagues(user: User) -> Any:
    """People of the cases one may know oneself."""
    found = User.objects.filter(memberships__case__in=cases_of(user), is_active=True).exclude(pk=user.pk)
    return found.distinct().order_by("email")


def _mine(request: HttpRequest, user: User, form: forms.LeaveForm, address: str = "") -> HttpResponse:
    digests = Digest.objects.filter(user=user).order_by("-send_at", "-part")[:MAILS_SHOWN]
    live = {feed.case_id: feed for feed in CalendarFeed.objects.filter(user=user, revoked_at__isnull=True)}
    cases = [case for case in cases_of(user) if may(user, case, Right.VIEW)]
    context = {
        "form": form,
        "absences": Absence.objects.filter(user=user).select_related("delegate").order_by("first_on", "pk"),
        "mails": [(digest, [Told(notice) for notice in notices_of(digest, user)]) for digest in digests],
        "own_feed": live.get(None),
        "case_feeds": [(case, live.get(case.pk)) for case in cases],
        "address": address,
    }
    return render(request, "remediation/deadlines_mine.html", context)


@signed_in
@require_POST
def leave_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take one's own leave back."""
    absence = get_object_or_404(Absence, pk=absence_id, user_id=request.user.pk)
    actions.end_leave(absence=absence, by=actor_of(request))
    return redirect("deadlines:mine")


@signed_in
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    """A new address, shown this once."""
    user, case = _me(request), None
    if wanted := request.POST.get("case"):
        case = cases_of(user).filter(public_id=_uuid(wanted)).first()
        if case is None:
            raise Http404
    _feed, token = actions.open_feed(user=user, case=case, by=actor_of(request))
    address = settings.BASE_URL + reverse("deadlines:feed", args=[token])
    return _mine(request, user, forms.LeaveForm(colleagues=_colleagues(user)), address)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong


@signed_in
@require_POST
def feed_revoke(request: HttpRequest, feed_id: uuid.UUID) -> HttpResponse:
    """The address stops."""
    feed = get_object_or_404(CalendarFeed.objects.select_related("case"), public_id=feed_id, user_id=request.user.pk)
    actions.revoke_feed(feed=feed, by=actor_of(request))
    return redirect("deadlines:mine")


@public("secret feed address")
@require_GET
def feed_read(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself; an address that is unknown, revoked or of somebody who may no longer know is the same 404."""
    feed = feeds.feed_of(token)
    if feed is None:
        raise Http404
    response = HttpResponse(feeds.calendar_file(feed), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="shirabe.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
