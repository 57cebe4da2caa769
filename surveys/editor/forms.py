"""Beginning a questionnaire; its title and languages."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.logic.columns import LANGUAGE_NAMES, language_order
from surveys.logic.definition import Text

CODE = re.compile(r"[a-z][a-z0-9_]{0,38}", re.ASCII)


def language_choices() -> list[tuple[str, str]]:
    return [(code, name.partition(" (")[0]) for code, name in LANGUAGE_NAMES.items()]


class HeadingForm(forms.Form):
    """Title in each language of the questionnaire."""

    title_ja = forms.CharField(label=gettext_lazy("Title (Japanese)"), max_length=200, required=False)
    title_en = forms.CharField(label=gettext_lazy("Title (English)"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the questionnaire"),
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["ja", "en"],
        help_text=gettext_lazy(
            "Respondents' pages are in Japanese and English. Other languages are kept and written to the workbook."
        ),
    )

    def clean_languages(self) -> list[str]:
        return sorted(self.cleaned_data["languages"], key=language_order)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not facts.get("title_ja") and not facts.get("title_en"):
            raise ValidationError(_("Give a title in at least one language."))
        return facts

    def title(self) -> Text:
        return {code: self.cleaned_data[f"title_{code}"] for code in ("ja", "en") if self.cleaned_data[f"title_{code}"]}


class BeginForm(HeadingForm):
    """A new questionnaire."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=39,
        help_text=gettext_lazy("Small letters, digits and underscores. Files and tables use it; it stays."),
    )
    field_order = ["code", "title_ja", "title_en", "languages"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().lower()
        if not CODE.fullmatch(code):
            raise ValidationError(_("Use small letters, digits and underscores only, beginning with a letter."))
        return code
