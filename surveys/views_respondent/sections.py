"""The pages of questions: save first, then say what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import actions
from surveys.door import respondent_view
from surveys.logic.definition import Question, Section
from surveys.markup import kept_page, questions_markup
from surveys.pages import Step, changed_rows, looks_of, paths_of, read_posted, title_of
from surveys.periods.sentences import beside_questions
from surveys.sealed.rules import takes_reports
from surveys.sentences import by_question, local
from surveys.views_respondent.sheet import Sheet, frame
from surveys.visits import Visit


@respondent_view
@require_GET
def go_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where one stopped."""
    del request
    sheet = Sheet(visit)
    return sheet.detour() or sheet.go_on()


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
        "markup": _markup(sheet, section, {}) if changed else "",
        "looks": _looks(sheet, section) if changed else "",
        "section_name": section,
        "oob": True,
    }
    return render(request, "surveys/respondent/_saved.html", context)


def _save(request: HttpRequest, visit: Visit, sheet: Sheet, section: str) -> bool:
    posted = {key: [str(value) for value in values] for key, values in request.POST.lists()}
    answers, cleared = read_posted(sheet.form, section, posted, sheet.answers, sheet.today)
    shown = request.POST.getlist("sealable")
    marks = {name: f"seal-{name}" in request.POST for name in shown if name in sheet.form.questions}
    sheet.draft = actions.save_page(
        invitation=visit.invitation, answers=answers, cleared=cleared, draft=sheet.draft, marks=marks
    )
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


def _markup(sheet: Sheet, section: str, problems: dict[str, str]) -> SafeString:
    found, answers = sheet.page(section)
    told = beside_questions(sheet.wave, sheet.invitation.person)
    shown = found["questions"] if found else []
    return questions_markup(sheet.form, shown, answers, problems, periods=told, marks=_marks(sheet, shown))


def _marks(sheet: Sheet, shown: list[Question]) -> dict[str, bool]:
    """Texts that may be passed on to the designated people alone, and whether they are to be."""
    texts = [question["name"] for question in shown if question["type"] == "text"]
    if not texts or not takes_reports(sheet.wave.case):
        return {}
    return {name: sheet.draft is not None and name in sheet.draft.sealed for name in texts}


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
    correcting, looks = bool(sheet.draft and sheet.draft.base_ordinal), _looks(sheet, name)
    context = frame(sheet.invitation) | {
        "step": Step(place, len(sections) + 1),
        "section_name": name,
        "first": place == 1,
        "correcting": correcting,
    }
    holes = {
        "heading": title_of(found, sheet.wave.label),
        "saved": sheet.saved(),
        "looks": looks,
        "markup": _markup(sheet, name, problems),
    }
    if problems:
        context |= holes | {"problems": _named(found, problems)}
        return render(request, "surveys/respondent/section.html", context, status=422)
    there = {hole: text for hole, text in holes.items() if text}
    return kept_page(request, "surveys/respondent/section.html", context, wave=sheet.wave, holes=there)


def _named(section: Section, problems: dict[str, str]) -> list[tuple[str, str, str]]:
    """(name, label, sentence) of what hinders going on, in the order of the page, rows of repeats too."""
    found: list[tuple[str, str, str]] = []
    for question in section["questions"]:
        name = question["name"]
        rows = [(f"{name}.{n}.{q['name']}", q) for n, row in enumerate(question.get("rows", [])) for q in row]
        found += [
            (path, local(q["label"]), problems[path]) for path, q in ((name, question), *rows) if path in problems
        ]
    return found
