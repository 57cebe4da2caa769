"""The page: choose incidents, see who is in their log and was not asked, make a population of them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Affiliation
from casework.access import Right, case_view
from casework.models import Case, Incident
from core.access import actor_of
from core.verdict import Refused
from evidence.asking.actions import make_population
from evidence.asking.people import people_in_log


class AskingForm(forms.Form):
    """Which incidents, and how the population is called."""

    incident = forms.MultipleChoiceField(label=gettext_lazy("Incidents"), widget=forms.CheckboxSelectMultiple)
    with_asked = forms.BooleanField(label=gettext_lazy("Also those whom a wave has asked already"), required=False)
    code = forms.SlugField(label=gettext_lazy("Short code"), max_length=40)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)

    def __init__(self, *args: object, incidents: list[Incident], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        choices = [(incident.no, f"{incident.no} {incident.label}") for incident in incidents]
        self.fields["incident"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def population_new(request: HttpRequest, case: Case) -> HttpResponse:
    """«Count» (a GET) changes nothing; «make» freezes the people of the present facts."""
    incidents = list(Incident.objects.filter(case=case).order_by("position", "pk"))
    told = request.POST or request.GET
    wanted = [incident for incident in incidents if incident.no in told.getlist("incident")] or incidents
    found = people_in_log(case, wanted)
    form = AskingForm(
        request.POST or None,
        incidents=incidents,
        initial={
            "code": f"log-{found.ordinal}" if found else "log",
            "title": _("People in the log who were not asked"),
        },
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            population = make_population(
                case=case,
                code=facts["code"],
                title=facts["title"],
                incidents=wanted,
                with_asked=facts["with_asked"],
                by=actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The population is made and frozen. A wave can use it now."))
            return redirect("casework:population-show", case_id=case.public_id, population_id=population.public_id)
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster=case.roster).order_by("position", "pk")}
    context = {
        "case": case,
        "rail": "reconciliation",
        "form": form,
        "found": found,
        "lines": [(label, found.by_affiliation.get(code, 0)) for code, label in labels.items()] if found else [],
        "wanted": wanted,
        "incidents": incidents,
    }
    return render(request, "evidence/population_new.html", context, status=422 if form.errors else 200)
