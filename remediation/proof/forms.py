from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DateInput
from remediation.models import Measure


class ProofForm(forms.Form):
    """A file that shows that something was done."""

    title = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("The same words again make it the next revision of the same proof."),
    )
    file = forms.FileField(label=_("File"))
    effective_on = forms.DateField(
        label=_("Holds from"),
        widget=DateInput(),
        help_text=_("The day the proof speaks of, not the day on which it is filed."),
    )
    expires_on = forms.DateField(label=_("Holds until"), widget=DateInput(), required=False)
    part_no = forms.TypedChoiceField(
        label=_("Sub-action"), coerce=int, empty_value=None, choices=[("", "—")], required=False
    )
    note = forms.CharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = measure.parts.order_by("no").values_list("no", "text")
        self.fields["part_no"].choices = [("", "—"), *((no, f"{no} {text[:60]}") for no, text in parts)]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    text = forms.CharField(max_length=4000)


class DecisionForm(forms.Form):
    reason = forms.CharField(max_length=4000, required=False)
    seen = forms.CharField(max_length=64, required=False)
    check_after_months = forms.IntegerField(min_value=1, max_value=120, required=False)
