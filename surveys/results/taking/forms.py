"""What to take, and what for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.enums import Identity
from surveys.models import Wave
from surveys.results.taking.actions import LONGEST_REASON, Shape
from surveys.results.taking.columns import Scope


class TakingForm(forms.Form):
    """Kind of file, scope and reason."""

    shape = forms.ChoiceField(
        label=_("Kind of file"),
        widget=forms.RadioSelect,
        initial=Shape.XLSX,
        choices=[
            (Shape.XLSX, _("Workbook, one row for each person")),
            (Shape.CSV, _("CSV, one row for each person")),
            (Shape.SPSS, _("For SPSS: data and the syntax that reads them")),
            (Shape.LONG_XLSX, _("Workbook, one line for each answer, with every version")),
            (Shape.LONG_CSV, _("CSV, one line for each answer, with every version")),
        ],
    )
    people = forms.BooleanField(
        label=_("With person ids, departments and employers"),
        required=False,
        help_text=_("Without them the rows are in an order that says nothing about who it is."),
    )
    text = forms.BooleanField(
        label=_("With free text"), required=False, help_text=_("Free text may tell who wrote it.")
    )
    mark = forms.BooleanField(label=_("CSV for Excel (with mark of encoding)"), required=False, initial=True)
    reason = forms.CharField(
        label=_("What the answers are taken for"),
        max_length=LONGEST_REASON,
        help_text=_("Written to the trail with your name, the time and the scope."),
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wave.identity != Identity.IDENTIFIED:
            self.fields["people"].disabled = True
            self.fields["people"].help_text = _("The answers of this wave bear no names.")

    def scope(self) -> Scope:
        return Scope(people=self.cleaned_data["people"], text=self.cleaned_data["text"])
