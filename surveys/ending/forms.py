"""Until when a wave is opened again, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms import ExtendForm


class ReopenForm(ExtendForm):
    """For everybody who was asked, unlike the permission to come late."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
