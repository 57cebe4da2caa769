"""Forms of the custody page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class HandOverForm(forms.Form):
    """To whom, what, on what ground."""

    to = forms.CharField(label=gettext_lazy("Handed to"), max_length=200)
    what = forms.CharField(
        label=gettext_lazy("What was handed over"),
        max_length=300,
        help_text=gettext_lazy("The original, a copy, the read rows, a table made of them."),
    )
    ground = forms.CharField(label=gettext_lazy("On what ground"), max_length=300)
    how = forms.CharField(label=gettext_lazy("In what way"), max_length=200, required=False)


class ReasonForm(forms.Form):
    """Why the original is needed."""

    reason = forms.CharField(
        label=gettext_lazy("Why is the original needed?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(forms.Form):
    """The second officer's decision."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("grant", gettext_lazy("Grant for one day")), ("refuse", gettext_lazy("Refuse"))],
    )
    answer = forms.CharField(label=gettext_lazy("Remark (required when refusing)"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever refuses says why."""
        facts = super().clean() or {}
        if facts.get("decision") == "refuse" and not facts.get("answer"):
            self.add_error("answer", _("Write down the reason."))
        return facts


class PasswordForm(forms.Form):
    """The password of a locked file; used once and kept nowhere."""

    password = forms.CharField(
        label=gettext_lazy("Password of the file"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class RevealForm(forms.Form):
    """One code, one reason."""

    code = forms.CharField(
        label=gettext_lazy("Code of the value"),
        max_length=40,
        help_text=gettext_lazy("12 signs, as the rows of the log have it; capitals count."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why must the value be read?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Written to the trail together with the code; the value is not."),
    )
