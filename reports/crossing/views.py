"""The page of crossings: choose, look, keep."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from engines.tables import suppress
from reports.counting import count_one
from reports.crossing.actions import can_cross, keep_crossing
from reports.crossing.forms import HIDDEN_BELOW, CrossingForm
from reports.crossing.modules import module_specs, modules_of
from reports.crossing.source import ATTRIBUTES, Source, both, groups_of, options_of, sources_of
from reports.crossing.specs import crossing_spec
from reports.layout import printed_table
from reports.printing import words_of
from reports.views import language_of


@case_view(Right.VIEW)
@require_GET
def crossing_show(request: HttpRequest, case: Case) -> HttpResponse:
    """A question by an attribute, counted as every table is."""
    sources, language = sources_of(case), language_of(request)
    source = next((one for one in sources if one.code == request.GET.get("survey")), sources[0] if sources else None)
    context: dict[str, Any] = {
        "case": case,
        "rail": "tables",
        "sources": sources,
        "source": source,
        "may_work": may(request.user, case, Right.WORK),
        "words": words_of(language),
    }
    if source is not None:
        asked = "question" in request.GET
        form = CrossingForm(_with_waves(request.GET, source) if asked else None, source=source, language=language)
        context["form"] = form
        if asked and form.is_valid():
            spec = _spec(case, source, form.cleaned_data)
            table = count_one(case, spec)
            below = form.cleaned_data["below"]
            shown = suppress(table, below=HIDDEN_BELOW if below is None else below)
            context["table"] = printed_table(shown, language)
    return render(request, "reports/crossing.html", context)


def _with_waves(given: QueryDict, source: Source) -> QueryDict:
    """None named means all of the questionnaire."""
    told = given.copy()
    if not told.getlist("waves"):
        told.setlist("waves", [wave.code for wave in source.waves])
    return told


def _spec(case: Case, source: Source, facts: dict[str, Any]) -> dict[str, Any]:
    waves = facts["waves"] or [wave.code for wave in source.waves]
    can_cross(case, waves).require()
    question = source.questions[facts["question"]]
    by, joined = facts["by"], facts["joined"].isoformat() if facts["joined"] else ""
    told = [source.code, sorted(waves), question.column, by, joined if by == "joined" else "", facts["base"]]
    mark = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:6]
    return crossing_spec(
        name=f"x-{question.column}-{by}-{mark}"[:80],
        questionnaire=source.code,
        waves=waves,
        question=question,
        options=options_of(case, source, waves, question),
        groups=groups_of(case, waves, by, joined),
        by=both(ATTRIBUTES[by]),
        of_respondents=facts["base"] == "respondents",
    )


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def modules_show(request: HttpRequest, case: Case) -> HttpResponse:
    """The modules of a questionnaire side by side; POST keeps one of the tables."""
    sources, language = sources_of(case), language_of(request)
    told = request.POST.get("survey") or request.GET.get("survey")
    source = next((one for one in sources if one.code == told), sources[0] if sources else None)
    modules = modules_of(case, source) if source else []
    specs = module_specs(case, source, modules) if source and modules else []
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        spec = next((one for one in specs if one["id"] == request.POST.get("table")), None)
        if spec is None:
            raise Http404
        kept = keep_crossing(case=case, spec=spec, by=actor_of(request))
        messages.success(request, _("The table is kept among the tables."))
        response = redirect("reports:tables", case_id=case.public_id)
        response.headers["Location"] += f"#table-{kept.table_id}"
        return response
    context = {
        "case": case,
        "rail": "tables",
        "sources": sources,
        "source": source,
        "tables": [printed_table(suppress(count_one(case, spec), below=HIDDEN_BELOW), language) for spec in specs],
        "modules": modules,
        "words": words_of(language),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "reports/modules.html", context)


@case_view(Right.WORK)
@require_POST
def crossing_keep(request: HttpRequest, case: Case) -> HttpResponse:
    """Among the tables of the case, where editions take it from."""
    source = next((one for one in sources_of(case) if one.code == request.POST.get("survey")), None)
    if source is None:
        raise Http404
    form = CrossingForm(request.POST, source=source, language=language_of(request))
    if not form.is_valid():
        raise Http404
    kept = keep_crossing(case=case, spec=_spec(case, source, form.cleaned_data), by=actor_of(request))
    messages.success(request, _("The crossing is kept among the tables."))
    response = redirect("reports:tables", case_id=case.public_id)
    response.headers["Location"] += f"#table-{kept.table_id}"
    return response
