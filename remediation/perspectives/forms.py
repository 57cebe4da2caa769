"""Forms clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.forms import DateInput
from casework.models import Case, Role
from remediation.models import Measure
from remediation.models.saved_view import Perspective
from remediation.roundtrip import OnDifference

EMPTY = "—"


class SaveViewForm(forms.Form):
    """A name for what is shown."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    perspective = forms.ChoiceField(label=_("Kind of view"), choices=Perspective.choices)
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


class BulkForm(forms.Form):
    """What is left empty stays as it is; a dash empties."""

    measures = forms.ModelMultipleChoiceField(
        queryset=Measure.objects.none(), to_field_name="public_id", widget=forms.MultipleHiddenInput
    )
    owner_name = forms.CharField(label=_("Responsible"), max_length=200, required=False)
    owner = forms.ModelChoiceField(
        label=_("Account of the person responsible"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("As it is"),
    )
    category = forms.CharField(label=_("Category of measure"), max_length=200, required=False)
    target = forms.CharField(label=_("Target of measure"), max_length=200, required=False)
    review_on = forms.DateField(label=_("Look again on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = User.objects.filter(memberships__case=case, memberships__role=Role.OFFICER, is_active=True)
        self.fields["owner"].queryset = members.order_by("email")  # type: ignore[attr-defined]
        self.fields["measures"].queryset = Measure.objects.of_case(case).select_related("case", "owner").in_order()  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """Only what was filled in."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "measures" and value}
        return {name: "" if value == EMPTY else value for name, value in facts.items()}


class WorkbookForm(forms.Form):
    """A list that was downloaded here and changed."""

    file = forms.FileField(label=_("List of measures (Excel or CSV)"))
    on_difference = forms.ChoiceField(
        label=_("When a row differs from what is here"),
        choices=OnDifference.choices,
        initial=OnDifference.STOP,
        widget=forms.RadioSelect,
    )
