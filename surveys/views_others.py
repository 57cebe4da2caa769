"""Staff pages for people who help: delegates with their corrections, and answers written down for somebody."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from casework.access import Right, case_view, is_oneself, may
from casework.models import Case
from core import clock
from core.access import actor_of
from core.errors import Rejected
from core.verdict import Refused
from surveys import actions, rules
from surveys.actions.delegates import delegate_link
from surveys.forms import DeclarationForm, DelegateForm, ReasonForm
from surveys.forms_of import form_of
from surveys.logic.definition import Answers
from surveys.models import Delegate, Invitation, Objection, ProxyDeclaration, RosterCorrection, Wave
from surveys.pages import asked, read_posted
from surveys.sentences import local
from surveys.views_reaching import wave_of


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def delegate_list(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Who helps at which site, and what they say about the roster."""
    wave = wave_of(case, wave_id)
    form = DelegateForm(request.POST if request.POST.get("go") == "appoint" else None, wave=wave)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            if _act_on_delegates(request, wave, form):
                return redirect("surveys:delegate-list", case_id=case.public_id, wave_id=wave_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
    delegates = list(Delegate.objects.filter(wave=wave).order_by("ended_at", "employer", "pk"))
    may_work = bool(may(request.user, case, Right.WORK))
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "delegates": [(one, delegate_link(one) if may_work and not one.email else "") for one in delegates],
        "corrections": RosterCorrection.objects.filter(delegate__wave=wave)
        .select_related("person", "delegate")
        .order_by("decided_at", "-created_at", "-pk"),
        "form": form,
        "may_work": may_work,
        "can_have_links": rules.can_have_links(wave),
        "bound": rules.can_hand_over(wave),
    }
    return render(request, "surveys/delegate_list.html", context)


def _act_on_delegates(request: HttpRequest, wave: Wave, form: DelegateForm) -> bool:
    by, go = actor_of(request), request.POST.get("go", "")
    if go == "appoint":
        if not form.is_valid():
            return False
        facts = form.cleaned_data
        person = Person.objects.filter(roster=wave.case.roster, no=facts.pop("person")).first()
        actions.appoint_delegate(wave=wave, person=person, by=by, **facts)
        messages.success(request, _("The delegate has been appointed."))
    elif go == "end":
        delegate = get_object_or_404(Delegate, wave=wave, public_id=request.POST.get("delegate"))
        actions.end_delegate(delegate=delegate, by=by)
        messages.success(request, _("The delegate's link no longer works."))
    elif go in {"accept", "refuse"}:
        correction = get_object_or_404(
            RosterCorrection.objects.select_related("person", "delegate__wave__case"),
            delegate__wave=wave,
            public_id=request.POST.get("correction"),
        )
        actions.decide_correction(correction=correction, accept=go == "accept", by=by)
        messages.success(request, _("The correction has been decided."))
    return True


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def others(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Answers written down for somebody: declarations, and the objections of the people themselves."""
    wave = wave_of(case, wave_id)
    declaring = request.POST.get("go") == "declare"
    form = DeclarationForm(request.POST if declaring else None, wave=wave)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        if not declaring:
            objection = get_object_or_404(
                Objection.objects.select_related("version__response__wave__case"),
                version__response__wave=wave,
                public_id=request.POST.get("objection"),
            )
            actions.settle_objection(objection=objection, outcome=request.POST.get("outcome", ""), by=actor_of(request))
            return redirect("surveys:others", case_id=case.public_id, wave_id=wave_id)
        if form.is_valid():
            facts = dict(form.cleaned_data)
            try:
                declaration = actions.declare_proxy(
                    wave=wave, person=_person(request, wave, facts.pop("person")), by=actor_of(request), **facts
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect(
                    "surveys:declaration-show",
                    case_id=case.public_id,
                    wave_id=wave_id,
                    declaration_id=declaration.public_id,
                )
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "form": form,
        "declarations": ProxyDeclaration.objects.filter(wave=wave)
        .select_related("person", "version")
        .order_by("-declared_at", "-pk"),
        "objections": Objection.objects.filter(version__response__wave=wave)
        .select_related("version__response__person")
        .order_by("settled_at", "-raised_at", "-pk"),
        "allowed": wave.allows_proxy or wave.allows_interview,
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/others.html", context)


def _person(request: HttpRequest, wave: Wave, no: str) -> Person:
    person = Person.objects.filter(roster=wave.case.roster, no=no.strip()).first()
    if person is None:
        raise Refused(_("Nobody on the roster has this person id."))
    if is_oneself(request.user, person):
        raise Refused(_("This is your own entry. Please answer with your own link."))
    return person


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def declaration_show(request: HttpRequest, case: Case, wave_id: uuid.UUID, declaration_id: uuid.UUID) -> HttpResponse:
    """One declaration: seconded where it must be, then the answers are entered once."""
    wave = wave_of(case, wave_id)
    declaration = get_object_or_404(
        ProxyDeclaration.objects.select_related("person", "declared_by", "second_by", "version"),
        wave=wave,
        public_id=declaration_id,
    )
    declaration.wave = wave
    form = form_of(wave.version)
    answers: Answers = {}
    problems: dict[str, str] = {}
    refusal = ""
    reason_form = ReasonForm()
    if request.method == "POST":
        try:
            if request.POST.get("go") == "second":
                actions.second_proxy(
                    declaration=declaration, reason=request.POST.get("reason", ""), by=actor_of(request)
                )
            else:
                answers = _posted(request, wave)
                actions.record_for_person(
                    declaration=declaration,
                    answers=answers,
                    reason=request.POST.get("reason", "")[:500],
                    by=actor_of(request),
                )
                messages.success(
                    request, _("The answers have been recorded and marked. The person can see and object.")
                )
        except Rejected as rejected:
            refusal = str(rejected.reason)
            problems = {problem.column: str(problem.message) for problem in rejected.problems}
        except Refused as refused:
            refusal = str(refused.reason)
        else:
            return redirect(
                "surveys:declaration-show", case_id=case.public_id, wave_id=wave_id, declaration_id=declaration_id
            )
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "declaration": declaration,
        "can_record": rules.can_record_for(declaration),
        "may_second": declaration.relation == "supervisor"
        and declaration.second_by_id is None
        and declaration.version_id is None
        and request.user.pk != declaration.declared_by_id,
        "reason_form": reason_form,
        "refusal": refusal,
        "has_answered": Invitation.objects.filter(wave=wave, person=declaration.person, state="submitted").exists(),
        "sections": [
            (
                local(section["label"]),
                [asked(q, answers.get(q["name"]), problems.get(q["name"], "")) for q in section["questions"]],
            )
            for section in form.definition["sections"]
        ],
    }
    return render(request, "surveys/declaration_show.html", context, status=422 if refusal else 200)


def _posted(request: HttpRequest, wave: Wave) -> Answers:
    form, today = form_of(wave.version), clock.today(wave.case.time_zone)
    posted = {key: [str(value) for value in values] for key, values in request.POST.lists()}
    answers: Answers = {}
    for section in form.definition["sections"]:
        answers |= read_posted(form, section["name"], posted, answers, today)[0]
    return answers
