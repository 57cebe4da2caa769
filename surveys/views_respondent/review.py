"""All answers before they are submitted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import Rejected
from core.verdict import Refused
from surveys import actions
from surveys.door import respondent_view
from surveys.markup import kept_page, review_markup
from surveys.pages import Step, review, title_of
from surveys.sentences import reader
from surveys.views_respondent.sheet import Sheet, frame
from surveys.visits import Visit


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
                language=reader()[:2],
                reason=request.POST.get("reason", "")[:500],
                draft=visit.draft,
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
    groups = review(sections, sheet.answers, problems)
    base, last = sheet.draft.base_ordinal, sections[-1]["name"] if sections else ""
    context = frame(sheet.invitation) | {
        "step": Step(total, total),
        "base": base,
        "last_section": last,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    holes = {
        "groups": review_markup((title_of(part, sheet.wave.label), part["name"], lines) for part, lines in groups),
        "saved": sheet.saved(),
    }
    if refusal or context["reason"]:
        return render(request, "surveys/respondent/review.html", context | holes, status=422 if refusal else 200)
    there = {name: text for name, text in holes.items() if text}
    return kept_page(request, "surveys/respondent/review.html", context, wave=sheet.wave, holes=there)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
