"""What a hold covers, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from casework.models import Case


class HoldForm(forms.Form):
    """An empty person id means the whole case."""

    person = forms.CharField(
        label=_("Person id"),
        max_length=40,
        required=False,
        help_text=_("As in the roster. Empty: the whole case."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For example the court, the number of its case, and the day of its order."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def clean_person(self) -> Person | None:
        """Somebody of the case's roster."""
        no = str(self.cleaned_data["person"]).strip()
        if not no:
            return None
        found = Person.objects.filter(roster_id=self.case.roster_id, no=no).first()
        if found is None:
            raise forms.ValidationError(_("There is no such person in this case."))
        return found
