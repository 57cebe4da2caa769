"""Until when, why, and whether the link is mailed again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms import MomentInput


class LateForm(forms.Form):
    """For one person after the end of a wave."""

    until = forms.DateTimeField(label=_("The link works until"), widget=MomentInput())
    reason = forms.CharField(label=_("Reason"), max_length=300)
    mail = forms.BooleanField(label=_("Mail the personal link again"), required=False, initial=True)
