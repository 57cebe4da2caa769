"""What to cross with what; the page is its own search form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DateInput
from reports.crossing.source import ATTRIBUTES, Source

HIDDEN_BELOW = 5


class CrossingForm(forms.Form):
    """One question, one attribute, a base, and from how many people on a number is shown."""

    question = forms.ChoiceField(label=_("Question"))
    by = forms.ChoiceField(label=_("By which attribute"), choices=list(ATTRIBUTES.items()))
    joined = forms.DateField(
        label=_("Joined before this day"), required=False, widget=DateInput(), help_text=_("Only for «joined before».")
    )
    base = forms.ChoiceField(
        label=_("Whose shares"),
        choices=[
            ("answerers", _("Of those who answered the question")),
            ("respondents", _("Of all who answered the survey")),
        ],
    )
    below = forms.IntegerField(
        label=_("Hide numbers under"),
        min_value=0,
        max_value=100,
        initial=HIDDEN_BELOW,
        required=False,
        help_text=_("0 hides nothing. A number from which a hidden one could be worked out is hidden too."),
    )
    waves = forms.MultipleChoiceField(label=_("Waves"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, source: Source, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (column, question.label.in_language(language)) for column, question in source.questions.items()
        ]
        waves = [(wave.code, f"{wave.code} {wave.label}") for wave in source.waves]
        self.fields["waves"].choices = waves  # type: ignore[attr-defined]  # the same
        self.fields["waves"].initial = [code for code, _label in waves]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("by") == "joined" and not facts.get("joined"):
            self.add_error("joined", _("Choose the day."))
        return facts
