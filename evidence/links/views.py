"""Pages of the links: counts over the case, and the people of one cell."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Person
from casework.access import Right, case_view
from casework.models import Case, Incident
from evidence.links.judging import About, Because, Verdict
from evidence.links.queries import blocks_of, chosen_links
from evidence.links.sentences import ABOUTS, BECAUSE, VERDICTS, sentence_of
from evidence.queries import newest_facts

PER_PAGE = 50


@case_view(Right.EVIDENCE)
@require_GET
def link_counts(request: HttpRequest, case: Case) -> HttpResponse:
    """How many answers the log fits, differs from, or cannot speak of."""
    run = newest_facts(case)
    context = {
        "case": case,
        "rail": "reconciliation",
        "run": run,
        "blocks": blocks_of(case) if run else [],
        "verdicts": [(verdict, state, word) for verdict, (state, word) in VERDICTS.items()],
    }
    return render(request, "evidence/links.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def link_list(request: HttpRequest, case: Case, incident_no: str) -> HttpResponse:
    """The answers of one cell, a line each."""
    incident = get_object_or_404(Incident, case=case, no=incident_no)
    about, verdict, because = (request.GET.get(name, "") for name in ("about", "verdict", "because"))
    known = ({*About, ""}, {*Verdict, ""}, {*Because, ""})
    if any(value not in allowed for value, allowed in zip((about, verdict, because), known, strict=True)):
        raise Http404
    links = chosen_links(case, incident.no, about, verdict, because, reader=request.user)
    page = Paginator(links, PER_PAGE).get_page(request.GET.get("page"))
    people = Person.objects.filter(roster_id=case.roster_id, no__in=[link.person_no for link in page])
    by_no = {person.no: person for person in people.select_related("affiliation")}
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "case": case,
        "rail": "reconciliation",
        "incident": incident,
        "about": ABOUTS[About(about)] if about else "",
        "verdict": VERDICTS[Verdict(verdict)][1] if verdict else "",
        "because": BECAUSE[Because(because)] if because else "",
        "rows": [
            (
                by_no[link.person_no],
                link,
                VERDICTS[link.verdict],
                [(fact.system_label, sentence_of(fact)) for fact in link.facts],
            )
            for link in page
            if link.person_no in by_no
        ],
        "page": page,
        "query": query.urlencode(),
    }
    return render(request, "evidence/link_list.html", context)
