"""Rules that list people: written down, looked at, applied."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.interviews import listing
from surveys.interviews.forms import ConditionForm, RuleForm
from surveys.models import InterviewRule, Wave
from surveys.queries import waves_of

SHOWN = 50
CONDITIONS = 3


def find(case: Case, rule_id: uuid.UUID) -> InterviewRule:
    """The case's rule."""
    rows = InterviewRule.objects.select_related("case", "wave__version", "population", "incident")
    return get_object_or_404(rows, case=case, public_id=rule_id)


@case_view(Right.EVIDENCE)
@require_GET
def rule_list(request: HttpRequest, case: Case) -> HttpResponse:
    """The rules with their words."""
    rows = InterviewRule.objects.filter(case=case).select_related("wave__version", "population").order_by("pk")
    context = {
        "case": case,
        "rail": "interviews",
        "tab": "rules",
        "rows": [(row, listing.condition_words(row)) for row in rows],
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "surveys/interviews/rules.html", context)


def _wave(request: HttpRequest, case: Case) -> Wave | None:
    given = request.POST.get("wave") or request.GET.get("wave") or ""
    return waves_of(case).filter(pk=int(given)).first() if given.isdecimal() else None


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest, case: Case) -> HttpResponse:
    """A rule; for answers, the wave is chosen first and its questions follow."""
    wave = _wave(request, case)
    form = RuleForm(request.POST or None, case=case, initial={"wave": wave, "kind": request.GET.get("kind")})
    posted = request.POST if "save" in request.POST else None
    parts = [ConditionForm(posted, wave=wave, prefix=f"c{place}") for place in range(CONDITIONS)] if wave else []
    if posted is not None and form.is_valid() and all(part.is_valid() for part in parts):
        try:
            rule = listing.define_rule(
                case=case,
                by=actor_of(request),
                conditions=[one for part in parts if (one := part.condition())],
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("surveys:interview-rule-show", case_id=case.public_id, rule_id=rule.public_id)
    context: dict[str, Any] = {"case": case, "rail": "interviews", "form": form, "parts": parts, "wave": wave}
    return render(request, "surveys/interviews/rule_new.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def rule_show(request: HttpRequest, case: Case, rule_id: uuid.UUID) -> HttpResponse:
    """Whom the rule would list, before it lists anybody."""
    rule = find(case, rule_id)
    effect = listing.effect(rule, cast("User", request.user))
    context = {
        "case": case,
        "rail": "interviews",
        "rule": rule,
        "words": listing.condition_words(rule),
        "effect": effect,
        "first": effect.fresh[:SHOWN],
        "more": max(0, len(effect.fresh) - SHOWN),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "surveys/interviews/rule.html", context)


@case_view(Right.WORK)
@require_POST
def rule_apply(request: HttpRequest, case: Case, rule_id: uuid.UUID) -> HttpResponse:
    """List them, or end the rule."""
    rule = find(case, rule_id)
    try:
        if request.POST.get("go") == "end":
            listing.end_rule(rule=rule, by=actor_of(request))
        else:
            made = listing.apply_rule(rule=rule, by=actor_of(request))
            messages.success(request, _("%(count)s interviews have been listed.") % {"count": made})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:interview-rule-show", case_id=case.public_id, rule_id=rule.public_id)
