"""The respondent's room: landing, identity, sections, review, receipt. Opening a page changes nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.access import public
from core.errors import Rejected
from core.verdict import Refused
from surveys import actions, rules
from surveys.actions.proving import newest_code
from surveys.door import Visit, calm_page, enter, find_by_token, is_throttled, leave, respondent_view
from surveys.enums import InvitationState, Proof
from surveys.forms_of import form_of
from surveys.logic.definition import Answers, Section
from surveys.models import Draft, Invitation, ResponseVersion
from surveys.pages import (
    Asked,
    Step,
    asked,
    changed_rows,
    clock_of,
    looks_of,
    paths_of,
    read_posted,
    review,
    title_of,
)
from surveys.sentences import by_question, reader
from surveys.tokens import unspelled


def _frame(invitation: Invitation) -> dict[str, Any]:
    wave = invitation.wave
    return {"wave": wave, "invitation": invitation, "asker": wave.asker or wave.case.organisation.name}


@public("a personal link; it changes nothing until «Start» is pressed")
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, why, and what happens to the answers. POST exchanges the link for a session."""
    if is_throttled(request):
        return calm_page(request, status=429)
    invitation = find_by_token(request, token)
    if invitation is None:
        return calm_page(request)
    if request.method == "POST":
        if request.POST.get("go") == "not_me":
            return _not_me(request, invitation)
        if request.POST.get("go") == "decline":
            return _declined(request, invitation)
        actions.start_answering(invitation=invitation)
        response = redirect("respondent:identity")
        enter(response, invitation)
        return response
    wave = invitation.wave
    form = form_of(wave.version)
    asking = [s for s in form.definition["sections"] if any(q["type"] != "note" for q in s["questions"])]
    context = _frame(invitation) | {
        "parts": len(asking) + 1,
        "purpose": wave.in_language("purpose"),
        "duty_ground": wave.in_language("duty_ground"),
        "readers": wave.in_language("readers"),
        "contact": wave.in_language("contact"),
        "independent_contact": wave.in_language("independent_contact"),
        "zone": wave.case.time_zone,
        "can_decline": rules.can_decline(invitation, clock.now()),
    }
    return render(request, "surveys/respondent/landing.html", context)


def _declined(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        actions.decline_invitation(invitation=invitation)
    except Refused:
        return redirect("respondent:landing", token=request.path.rpartition("/")[2])
    response = render(request, "surveys/respondent/declined.html", _frame(invitation))
    leave(request, response)
    return response


@public("the code of a printed letter; it only leads to the page of the link")
@require_http_methods(["GET", "POST"])
def typed_code(request: HttpRequest) -> HttpResponse:
    """The code of a letter, typed by hand. A wrong one says the same as a link that cannot be used."""
    if is_throttled(request):
        return calm_page(request, status=429)
    if request.method == "POST":
        token = unspelled(request.POST.get("code", ""))
        if find_by_token(request, token) is None:
            return calm_page(request)
        return redirect("respondent:landing", token=token)
    return render(request, "surveys/respondent/typed_code.html", {})


def _not_me(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        actions.report_not_me(invitation=invitation)
    except Refused:
        return calm_page(request)
    response = render(request, "surveys/respondent/not_me.html", _frame(invitation))
    leave(request, response)
    return response


@respondent_view
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Is this you?"""
    invitation = visit.invitation
    problem = ""
    if request.method == "POST":
        if request.POST.get("go") == "not_me":
            return _not_me(request, invitation)
        try:
            attempt = actions.claim_try(invitation=invitation)
            actions.confirm_identity(
                invitation=invitation,
                employee_number=request.POST.get("employee_number", ""),
                code=request.POST.get("code", ""),
            )
        except Refused as refusal:
            problem = str(refusal)
        else:
            actions.forgive_try(attempt)
            visit.confirm()
            return redirect(_next_place(invitation))
    return _identity_page(request, invitation, problem)


def _identity_page(request: HttpRequest, invitation: Invitation, problem: str) -> HttpResponse:
    context = _frame(invitation) | {
        "problem": problem,
        "contact": invitation.wave.in_language("contact"),
        "asks_code": invitation.wave.proof == Proof.MAILED_CODE,
        "code_sent": newest_code(invitation) is not None,
        "address": _masked(invitation.person.email),
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


@respondent_view
@require_POST
def object_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """«These are not my answers»: for versions that somebody else wrote down."""
    if not visit.confirmed:
        return redirect("respondent:identity")
    version = _versions(visit).filter(receipt_code=request.POST.get("receipt", "")).first()
    if version is not None:
        with suppress(Refused):
            actions.object_to(invitation=visit.invitation, version=version, text=request.POST.get("text", ""))
    return redirect("respondent:receipt")


def _next_place(invitation: Invitation) -> str:
    draft = Draft.objects.filter(invitation=invitation).first()
    if draft is None:
        return "respondent:receipt"
    return "respondent:continue"


class Sheet:
    """The draft with the sections that apply to it."""

    def __init__(self, visit: Visit) -> None:
        self.invitation = visit.invitation
        self.wave = self.invitation.wave
        self.form = form_of(self.wave.version)
        self.today = clock.today(self.wave.case.time_zone)
        self.draft = Draft.objects.filter(invitation=self.invitation).first() if visit.confirmed else None
        self.confirmed = visit.confirmed

    @property
    def answers(self) -> Answers:
        return dict(self.draft.answers) if self.draft else {}

    def sections(self) -> list[Section]:
        return self.form.sections(self.answers, today=self.today)

    def page(self, section: str) -> tuple[Section | None, Answers]:
        """One page as it is shown, with the defaults of questions that were not seen before."""
        answers = self.form.prefilled(self.answers, section=section, today=self.today)
        found = self.form.sections(answers, today=self.today)
        return next((one for one in found if one["name"] == section), None), answers

    def detour(self) -> HttpResponse | None:
        """Where to go when there is nothing to write on."""
        if not self.confirmed:
            return redirect("respondent:identity")
        return redirect("respondent:receipt") if self.draft is None else None

    def saved(self) -> str:
        return clock_of(self.draft.saved_at if self.draft else None, self.wave.case.time_zone)


@respondent_view
@require_GET
def go_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where one stopped: the first section with something missing or nothing answered, else the review."""
    del request
    sheet = Sheet(visit)
    if (away := sheet.detour()) is not None:
        return away
    sections = sheet.sections()
    problems = {problem.top for problem in sheet.form.validate(sheet.answers, today=sheet.today)}
    for section in sections:
        names = {question["name"] for question in section["questions"]}
        if problems & names or not names & sheet.answers.keys():
            return redirect("respondent:section", section=section["name"])
    return redirect("respondent:review")


@respondent_view
@require_http_methods(["GET", "POST"])
def section_page(request: HttpRequest, visit: Visit, section: str) -> HttpResponse:
    """One page of questions. POST saves first and says afterwards what is still missing."""
    sheet = Sheet(visit)
    if (away := sheet.detour()) is not None:
        return away
    problems: dict[str, str] = {}
    if request.method == "POST":
        if not _save(request, visit, sheet, section):
            return redirect("respondent:receipt")
        go = request.POST.get("go", "next")
        if go.startswith(("add:", "drop:")):
            return _change_rows(visit, sheet, section, go)
        shown = set(request.POST.getlist("shown"))
        found = sheet.form.validate(
            sheet.answers, today=sheet.today, only=[n for n, s in sheet.form.section_of.items() if s == section]
        )
        appeared = _paths_on(sheet, section) - shown or _other_choices(request, sheet, section)
        if go != "next" or (not found and not appeared):
            return redirect(_following(sheet, section, back=go == "back"))
        problems = by_question(problem for problem in found if problem.question in shown)
    return _section_response(request, sheet, section, problems)


@respondent_view
@require_POST
def autosave(request: HttpRequest, visit: Visit, section: str) -> HttpResponse:
    """htmx: keeps the page as it is typed; gives the time, and the questions anew when others apply now."""
    sheet = Sheet(visit)
    if sheet.detour() is not None or not _save(request, visit, sheet, section):
        return HttpResponse(status=286, headers={"HX-Redirect": "/answer/receipt/"})
    shown = set(request.POST.getlist("shown"))
    changed = _paths_on(sheet, section) != shown or _looks(sheet, section) != request.POST.get("looks", "")
    context = {
        "saved": sheet.saved(),
        "changed": changed,
        "questions": _questions(sheet, section, {}) if changed else [],
        "looks": _looks(sheet, section) if changed else "",
        "section_name": section,
        "oob": True,
    }
    return render(request, "surveys/respondent/_saved.html", context)


def _save(request: HttpRequest, visit: Visit, sheet: Sheet, section: str) -> bool:
    posted = {key: [str(value) for value in values] for key, values in request.POST.lists()}
    answers, cleared = read_posted(sheet.form, section, posted, sheet.answers, sheet.today)
    sheet.draft = actions.save_page(invitation=visit.invitation, answers=answers, cleared=cleared)
    visit.touch()
    return sheet.draft is not None


def _change_rows(visit: Visit, sheet: Sheet, section: str, go: str) -> HttpResponse:
    """«Add» and «remove» in a repeat, after everything on the page has been saved."""
    what, _between, rest = go.partition(":")
    name, _between, place = rest.partition(":")
    question = sheet.form.questions.get(name)
    if question is not None and question["type"] == "repeat" and "repeat_count" not in question:
        rows = changed_rows(sheet.answers.get(name), f"{what}:{place}")
        actions.save_page(
            invitation=visit.invitation, answers={name: rows} if rows else {}, cleared=set() if rows else {name}
        )
    return redirect(f"/answer/section/{section}/#ask-{name}" if question else f"/answer/section/{section}/")


def _paths_on(sheet: Sheet, section: str) -> set[str]:
    found, _answers = sheet.page(section)
    return set(paths_of(found["questions"])) if found else set()


def _looks(sheet: Sheet, section: str) -> str:
    """Empty for a page that always looks the same, so that most pages carry nothing."""
    if not sheet.form.is_lively(section):
        return ""
    found, _answers = sheet.page(section)
    return looks_of(found["questions"]) if found else ""


def _other_choices(request: HttpRequest, sheet: Sheet, section: str) -> bool:
    """Whether choices are open now that the page did not show: without JavaScript it must be shown once more."""
    return _looks(sheet, section).partition(".")[0] != request.POST.get("looks", "").partition(".")[0]


def _questions(sheet: Sheet, section: str, problems: dict[str, str]) -> list[Asked]:
    found, answers = sheet.page(section)
    return [
        asked(question, answers.get(question["name"]), problems.get(question["name"], ""), problems=problems)
        for question in (found["questions"] if found else [])
    ]


def _following(sheet: Sheet, section: str, *, back: bool) -> str:
    names = [found["name"] for found in sheet.sections()]
    if section not in names:
        return "/answer/continue/"
    place = names.index(section) + (-1 if back else 1)
    if place < 0:
        return "/answer/"
    return f"/answer/section/{names[place]}/" if place < len(names) else "/answer/review/"


def _section_response(request: HttpRequest, sheet: Sheet, name: str, problems: dict[str, str]) -> HttpResponse:
    sections = sheet.sections()
    found = next((section for section in sections if section["name"] == name), None)
    if found is None:
        return redirect("respondent:continue")
    place = sections.index(found) + 1
    questions = _questions(sheet, name, problems)
    context = _frame(sheet.invitation) | {
        "step": Step(place, len(sections) + 1),
        "heading": title_of(found, sheet.wave.label),
        "section_name": name,
        "questions": questions,
        "problems": [(q.name, q.label, q.problem) for q in _with_entries(questions) if q.problem],
        "looks": _looks(sheet, name),
        "saved": sheet.saved(),
        "first": place == 1,
        "correcting": bool(sheet.draft and sheet.draft.base_ordinal),
    }
    return render(request, "surveys/respondent/section.html", context, status=422 if problems else 200)


def _with_entries(questions: list[Asked]) -> list[Asked]:
    return [q for top in questions for q in (top, *(inner for entry in top.entries for inner in entry.questions))]


@respondent_view
@require_http_methods(["GET", "POST"])
def review_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers with «change»; POST submits, once."""
    sheet = Sheet(visit)
    refusal = ""
    problems: dict[str, str] = {}
    if request.method == "POST" and sheet.confirmed:
        try:
            actions.submit_answers(
                invitation=visit.invitation,
                base_ordinal=_whole(request.POST.get("base", "0")),
                language=reader(),
                reason=request.POST.get("reason", "")[:500],
            )
        except Rejected as rejected:
            refusal = str(rejected.reason)
            problems = {problem.column: str(problem.message) for problem in rejected.problems}
        except Refused as refused:
            refusal = str(refused.reason)
        else:
            return redirect("respondent:receipt")
    if (away := sheet.detour()) is not None:
        return away
    assert sheet.draft is not None  # noqa: S101 -- otherwise there was a detour
    sections = sheet.sections()
    total = len(sections) + 1
    context = _frame(sheet.invitation) | {
        "step": Step(total, total),
        "groups": [
            (title_of(section, sheet.wave.label), section["name"], lines)
            for section, lines in review(sections, sheet.answers, problems)
        ],
        "saved": sheet.saved(),
        "refusal": refusal,
        "base": sheet.draft.base_ordinal,
        "reason": request.POST.get("reason", ""),
        "last_section": sections[-1]["name"] if sections else "",
    }
    return render(request, "surveys/respondent/review.html", context, status=422 if refusal else 200)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@respondent_view
@require_GET
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The code of the first submission and of every correction."""
    if not visit.confirmed:
        return redirect("respondent:identity")
    versions = list(_versions(visit))
    if not versions:
        return redirect("respondent:continue")
    context = _frame(visit.invitation) | {
        "versions": versions,
        "newest": versions[-1],
        "number": visit.invitation.wave.version.number,
        "hash": visit.invitation.wave.version.content_hash,
        "zone": visit.invitation.wave.case.time_zone,
        "contact": visit.invitation.wave.in_language("contact"),
        "correcting": Draft.objects.filter(invitation=visit.invitation).exists(),
    }
    return render(request, "surveys/respondent/receipt.html", context)


def _versions(visit: Visit) -> Any:
    return (
        ResponseVersion.objects.filter(response__wave=visit.invitation.wave, response__person=visit.invitation.person)
        .select_related("declaration", "objection")
        .order_by("ordinal")
    )


@respondent_view
@require_POST
def copy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's own answers to print, only when asked for: phones are shared, and others may press to see them."""
    if not visit.confirmed or visit.invitation.state != InvitationState.SUBMITTED:
        return redirect("respondent:continue")
    form = form_of(visit.invitation.wave.version)
    today = clock.today(visit.invitation.wave.case.time_zone)
    versions = [
        (
            version,
            [
                line
                for group in review(form.sections(version.answers, today=today), version.answers, {})
                for line in group[1]
            ],
        )
        for version in _versions(visit)
    ]
    context = _frame(visit.invitation) | {"versions": versions, "zone": visit.invitation.wave.case.time_zone}
    return render(request, "surveys/respondent/copy.html", context)


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


@public("the last page says only that one may close the window")
@require_GET
def finished(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    response = render(request, "surveys/respondent/finished.html", {})
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
