"""The rules of a case, a new one, one rule with its effect and the decision about it; declared emergencies."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.actions import declare_emergency
from casework.models import Case, EmergencyWindow
from core.access import actor_of
from core.verdict import Refused
from evidence.effects import shown_of, start_preview
from evidence.explanations import actions, rules
from evidence.explanations.describe import conditions_of
from evidence.explanations.effect import RuleChange
from evidence.explanations.forms import ExplanationForm, WindowForm
from evidence.explanations.queries import rules_of, standing_of
from evidence.models import ExplanationRule
from evidence.queries import newest_facts
from evidence.seen import seen_values
from evidence.upkeep.changed import what_follows


@case_view(Right.EVIDENCE)
@require_GET
def explanation_list(request: HttpRequest, case: Case) -> HttpResponse:
    """All rules in the order in which they are tried, with the rows that each explained in the last facts."""
    run = newest_facts(case)
    explained = run.summary.get("explained", {}) if run else {}
    zone = ZoneInfo(case.time_zone)
    entries = [
        {
            "standing": standing,
            "conditions": conditions_of(standing.rule, zone),
            "rows": [
                (incident, counts[str(standing.rule.public_id)])
                for incident, counts in sorted(explained.items())
                if str(standing.rule.public_id) in counts
            ],
        }
        for standing in rules_of(case)
    ]
    context = {
        "case": case,
        "rail": "evidence",
        "entries": entries,
        "windows": EmergencyWindow.objects.filter(case=case).prefetch_related("systems").order_by("starts_at", "pk"),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/explanations/list.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def explanation_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Propose a rule."""
    form = ExplanationForm(request.POST or None, case=case, found=seen_values(case))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_explanation(case=case, proposal=form.cleaned_data["proposal"], by=actor_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("evidence:explanation-show", case_id=case.public_id, rule_id=made.public_id)
    context = {
        "case": case,
        "rail": "evidence",
        "form": form,
        "heading": _("Propose an explanation"),
        "submit": _("Submit the proposal"),
        "back": reverse("evidence:explanation-list", args=[case.public_id]),
    }
    return render(request, "casework/case_form.html", context)


def _rule(case: Case, rule_id: uuid.UUID) -> ExplanationRule:
    found = ExplanationRule.objects.select_related("case", "window").prefetch_related("steps")
    return get_object_or_404(found, case=case, public_id=rule_id)


@case_view(Right.EVIDENCE)
@require_GET
def explanation_show(request: HttpRequest, case: Case, rule_id: uuid.UUID) -> HttpResponse:
    """What the rule says, what it changes, and what was decided."""
    return _rule_page(request, case, _rule(case, rule_id))


def _rule_page(request: HttpRequest, case: Case, rule: ExplanationRule, *, refused: str = "") -> HttpResponse:
    standing = standing_of(rule)
    by = actor_of(request)
    context = {
        "case": case,
        "refused": refused,
        "rail": "evidence",
        "standing": standing,
        "conditions": conditions_of(rule, ZoneInfo(case.time_zone)),
        **(shown_of(RuleChange(rule)) if standing.state in {"proposed", "approved"} else {"effects": []}),
        "may_decide": rules.may_decide(by, rule),
        "can_withdraw": rules.can_withdraw(standing),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/explanations/show.html", context)


@case_view(Right.EVIDENCE)
@require_POST
def explanation_preview(request: HttpRequest, case: Case, rule_id: uuid.UUID) -> HttpResponse:
    """Compute the effect on a large log."""
    rule = _rule(case, rule_id)
    start_preview(change=RuleChange(rule), by=actor_of(request))
    return redirect("evidence:explanation-show", case_id=case.public_id, rule_id=rule.public_id)


@case_view(Right.WORK)
@require_POST
def explanation_decide(request: HttpRequest, case: Case, rule_id: uuid.UUID) -> HttpResponse:
    """Approve, refuse or withdraw."""
    rule, by, reason = _rule(case, rule_id), actor_of(request), request.POST.get("reason", "")
    decision = request.POST.get("do", "")
    if decision in {"refuse", "withdraw"} and not (worded := rules.has_reason(reason)).allowed:
        return _rule_page(request, case, rule, refused=str(worded.reason))
    if decision == "approve":
        actions.approve_explanation(rule=rule, remark=reason, by=by)
        messages.success(request, _("The rule is approved.") + " " + what_follows(case))
    elif decision == "refuse":
        actions.refuse_explanation(rule=rule, reason=reason, by=by)
    elif decision == "withdraw":
        actions.withdraw_explanation(rule=rule, reason=reason, by=by)
        messages.success(request, _("The rule is withdrawn. It stays on record."))
    return redirect("evidence:explanation-show", case_id=case.public_id, rule_id=rule.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def window_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Write a declared emergency down. It explains nothing by itself: a rule about it has to be approved."""
    form = WindowForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        declare_emergency(case=case, by=actor_of(request), **form.cleaned_data)
        return redirect("evidence:explanation-list", case_id=case.public_id)
    context = {
        "case": case,
        "rail": "evidence",
        "form": form,
        "heading": _("Write down a declared emergency"),
        "submit": _("Save"),
        "back": reverse("evidence:explanation-list", args=[case.public_id]),
    }
    return render(request, "casework/case_form.html", context)
