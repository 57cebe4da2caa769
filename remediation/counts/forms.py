"""Forms clean input and nothing else."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DateInput


class CrossCountForm(forms.Form):
    """Both counts of one day."""

    item = forms.CharField(label=_("What was counted"), max_length=200)
    counterpart = forms.CharField(label=_("The other company"), max_length=200)
    counted_on = forms.DateField(label=_("Counted on"), widget=DateInput())
    ours_lent = forms.IntegerField(label=_("Lent, by our count"), min_value=0)
    ours_returned = forms.IntegerField(label=_("Returned, by our count"), min_value=0)
    theirs_lent = forms.IntegerField(label=_("Lent, by their count"), min_value=0)
    theirs_returned = forms.IntegerField(label=_("Returned, by their count"), min_value=0)
