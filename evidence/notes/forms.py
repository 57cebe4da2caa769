"""Forms of the notes' pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case
from evidence.enums import NoteState, NoteType, Resolution
from evidence.notes.queries import NOBODY, NoteFilter
from evidence.notes.rules import BY_COMPARISON

RESOLUTIONS = [(value, label) for value, label in Resolution.choices if value not in BY_COMPARISON]


class NoteListForm(forms.Form):
    """The search form of the list."""

    q = forms.CharField(label=gettext_lazy("Name, person id or log-in id"), required=False, max_length=100)
    type = forms.ChoiceField(label=gettext_lazy("What does not fit"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    incident = forms.ChoiceField(label=gettext_lazy("Incident"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    affiliation = forms.ChoiceField(label=gettext_lazy("Affiliation"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=200)
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False)
    age = forms.IntegerField(
        label=gettext_lazy("Open for days, at least"), required=False, min_value=0, max_value=10_000
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", _("All"))
        owners = [(str(one.user.public_id), str(one.user)) for one in owners_of(case)]
        affiliations = [(a.code, a.label) for a in case.roster.affiliations.order_by("position", "pk")]
        incidents = [(i.no, f"{i.no} {i.label}") for i in case.incidents.order_by("position", "pk")]
        dues = [("late", _("Overdue")), ("week", _("Within 7 days")), (NOBODY, _("Without a day"))]
        choices = {
            "type": [everyone, *NoteType.choices],
            "state": [everyone, ("unsettled", _("Not settled yet")), *NoteState.choices],
            "incident": [everyone, *incidents],
            "owner": [everyone, (NOBODY, _("Without an owner")), *owners],
            "affiliation": [everyone, *affiliations],
            "due": [everyone, *dues],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def wanted(self) -> NoteFilter:
        """The filter; a form that is not valid filters nothing."""
        if not self.is_valid():
            return NoteFilter()
        facts = dict(self.cleaned_data)
        return NoteFilter(**{**facts, "age": facts["age"] or 0})


def owners_of(case: Case) -> Any:
    """Memberships that may own a note."""
    return case.memberships.filter(role="officer").select_related("user").order_by("user__email")


class BatchForm(forms.Form):
    """Hand many notes over at once."""

    owner = forms.ChoiceField(label=gettext_lazy("New owner"))
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(one.user.public_id): one.user for one in owners_of(case)}
        owners = [(public_id, str(user)) for public_id, user in self.users.items()]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
