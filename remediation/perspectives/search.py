"""Which measures a page is about: the same filters on every perspective, unknown ones refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from casework.models import Case
from remediation import queries
from remediation.forms import MeasureSearch
from remediation.models import Measure, MeasureQuerySet

_FIELDS = {"state": "state", "target": "target", "category": "category", "owner": "owner_name"}


@dataclass(frozen=True)
class Search:
    """`query` holds the filters alone, urlencoded: what a saved view keeps and the other perspectives take over."""

    form: MeasureSearch
    measures: MeasureQuerySet
    query: str
    filtered: bool


def search_of(request: HttpRequest, case: Case, own: Collection[str] = ()) -> Search | HttpResponse:
    """The measures asked for; a page with the reason when a filter is unknown. `own` are the page's other parameters."""
    form = MeasureSearch(request.GET, case=case)
    if unknown := set(request.GET) - set(form.fields) - set(own) - {"page"}:
        reason = _("This page does not know the filter «%(name)s».") % {"name": min(unknown)[:40]}
        return render(request, "refused.html", {"reason": reason}, status=400)
    if not form.is_valid():
        reason = _("A filter has a value that this case does not have. Choose from the lists.")
        return render(request, "refused.html", {"reason": reason}, status=400)
    found = _narrowed(case, form.cleaned_data)
    return Search(form, found, only_filters(request.GET, form), any(form.cleaned_data.values()))


def only_filters(parameters: QueryDict, form: MeasureSearch) -> str:
    kept = QueryDict(mutable=True)
    for name in form.fields:
        if value := parameters.get(name):
            kept[name] = value
    return kept.urlencode()


def _narrowed(case: Case, wanted: dict[str, Any]) -> MeasureQuerySet:
    found = queries.measures_of(case).select_related("case")
    if wanted["overdue"]:
        late = Measure.objects.of_case(case).overdue(queries.today_of(case))
        found = found.filter(pk__in=late.values("pk"))
    if wanted["timing"]:
        found = found.filter(timing_kind="" if wanted["timing"] == "not_understood" else wanted["timing"])
    return found.filter(**{field: wanted[name] for name, field in _FIELDS.items() if wanted[name]})
