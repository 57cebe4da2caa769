"""Which contradicting rows to show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import DateInput
from engines.columnar.overlap import REST
from evidence.looking.mapping import CANONICAL_LABELS
from evidence.twice.pairs import ALONE, PairFilter


def label_of(name: str) -> str:
    """A column, or that only one file has the row."""
    return _("One file has a row more") if name == ALONE else str(CANONICAL_LABELS[name])


class PairForm(forms.Form):
    """Every field may stay empty."""

    differs = forms.ChoiceField(label=gettext_lazy("What differs"), required=False)
    login = forms.CharField(label=gettext_lazy("Log-in id"), required=False, max_length=200)
    contract = forms.CharField(label=gettext_lazy("Contract (code)"), required=False, max_length=80)
    first = forms.DateField(label=gettext_lazy("From day"), required=False, widget=DateInput())
    last = forms.DateField(label=gettext_lazy("To day"), required=False, widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *((name, label_of(name)) for name in (*REST, ALONE))]
        self.fields["differs"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> PairFilter:
        """The filter; a form that is not valid asks for everything."""
        return PairFilter(**self.cleaned_data) if self.is_valid() else PairFilter()
