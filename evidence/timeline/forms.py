"""The search form of the timeline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case
from evidence.timeline.filters import SearchFilter

HOURS = [("", "—"), *((str(hour), f"{hour}") for hour in range(24))]


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class SearchForm(forms.Form):
    """What to look for; every field may stay empty."""

    system = forms.ChoiceField(label=gettext_lazy("System"), required=False)
    incident = forms.ChoiceField(label=gettext_lazy("Incident"), required=False)
    person = forms.CharField(label=gettext_lazy("Person id"), required=False, max_length=60)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=200)
    affiliation = forms.ChoiceField(label=gettext_lazy("Affiliation"), required=False)
    login = forms.CharField(label=gettext_lazy("Log-in id"), required=False, max_length=200)
    terminal = forms.CharField(label=gettext_lazy("Terminal"), required=False, max_length=200)
    screen = forms.CharField(label=gettext_lazy("Screen"), required=False, max_length=200)
    action = forms.CharField(label=gettext_lazy("Action"), required=False, max_length=200)
    contract = forms.CharField(label=gettext_lazy("Contract (code)"), required=False, max_length=80)
    first = forms.DateField(label=gettext_lazy("From day"), required=False, widget=_date())
    last = forms.DateField(label=gettext_lazy("To day"), required=False, widget=_date())
    hour_from = forms.ChoiceField(label=gettext_lazy("From hour"), required=False, choices=HOURS)
    hour_to = forms.ChoiceField(label=gettext_lazy("To the end of hour"), required=False, choices=HOURS)
    explained = forms.ChoiceField(label=gettext_lazy("Explained by a rule"), required=False)
    counted = forms.ChoiceField(label=gettext_lazy("Counted"), required=False)
    order = forms.ChoiceField(label=gettext_lazy("Order of the rows"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", _("All"))
        either = [everyone, ("yes", _("Yes")), ("no", _("No"))]
        choices = {
            "system": [everyone, *((s.code, s.label) for s in case.systems.order_by("pk"))],
            "incident": [everyone, *((i.no, f"{i.no} {i.label}") for i in case.incidents.order_by("position", "pk"))],
            "affiliation": [everyone, *((a.code, a.label) for a in case.roster.affiliations.order_by("position"))],
            "explained": either,
            "counted": either,
            "order": [("", _("Oldest first")), ("newest", _("Newest first"))],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def wanted(self) -> SearchFilter:
        """The filter; a form that is not valid asks for everything."""
        if not self.is_valid():
            return SearchFilter()
        facts = dict(self.cleaned_data)
        for name in ("hour_from", "hour_to"):
            facts[name] = int(facts[name]) if facts[name] else None
        return SearchFilter(**facts)


class QuestionForm(forms.Form):
    """Keep the search as a question."""

    question = forms.CharField(label=gettext_lazy("Question that this search answers"), max_length=300)
