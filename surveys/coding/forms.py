"""Forms of coding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from surveys.forms import check_size


class CodeForm(forms.Form):
    """A code: its wordings and what it means."""

    label_ja = forms.CharField(label=_("Wording in Japanese"), max_length=200)
    label_en = forms.CharField(label=_("Wording in English"), max_length=200, required=False)
    description = forms.CharField(
        label=_("When to give it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence, and an example if you like."),
    )
    code = forms.SlugField(
        label=_("Short code"), max_length=40, required=False, help_text=_("Tables use it. Empty: the next number.")
    )


class MergeForm(forms.Form):
    """Two codes that mean the same."""

    code = forms.ChoiceField(label=_("This code"))
    into = forms.ChoiceField(label=_("counts from now on as"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "into"):
            self.fields[name].choices = [("", _("Please choose")), *choices]  # type: ignore[attr-defined]


class CodesFileForm(forms.Form):
    """The workbook that was taken out, filled in."""

    file = forms.FileField(
        label=_("Workbook with codes (.xlsx)"),
        help_text=_("The one taken here, with codes in the column «codes», several separated by «;»."),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Not too large."""
        return check_size(self.cleaned_data["file"])
