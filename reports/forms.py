"""Forms clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DateInput
from reports.models import Edition, SectionKind
from reports.plan_tables import LAYOUTS


class EditionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The cover of an edition."""

    class Meta:
        model = Edition
        fields = ["title", "title_en", "recipient", "as_of", "audience", "language", "suppress_below"]
        widgets = {"as_of": DateInput()}
        labels = {
            "title": _("Title"),
            "title_en": _("Title in English"),
            "recipient": _("Addressed to"),
            "as_of": _("Figures as of"),
            "audience": _("For whom"),
            "language": _("Language of the report"),
            "suppress_below": _("Hide numbers under"),
        }
        help_texts = {
            "recipient": _("For example the regulator's name. Leave empty for none."),
            "suppress_below": _(
                "Counts of one to one less than this are printed as ＊, together with those from which they could be "
                "worked out. 0 hides nothing."
            ),
        }


class SectionForm(forms.Form):
    """One section of a draft."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SectionKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One paragraph a line. A number from a table is written [[table.row.column]]; with :n, :p or :base only "
            "that part of the cell. Such numbers follow the tables."
        ),
    )
    text_en = forms.CharField(label=_("Text in English"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    layout = forms.ChoiceField(
        label=_("Layout of causes and measures"),
        required=False,
        choices=[
            ("", _("Plain list")),
            ("beside", _("Causes: beside the measures that answer them")),
            ("target", _("Measures: by target")),
            ("category", _("Measures: by category and further grouping")),
        ],
        help_text=_("Only for sections of this kind."),
    )
    tables = forms.MultipleChoiceField(label=_("Tables"), required=False, widget=forms.CheckboxSelectMultiple)
    figures = forms.CharField(
        label=_("Key figures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for the overview: one cell a line, as table.row.column."),
    )

    def __init__(self, *args: Any, tables: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tables"].choices = tables  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        layout, kind = cleaned.get("layout"), cleaned.get("kind")
        if layout and kind and layout not in LAYOUTS.get(SectionKind(kind), ()):
            self.add_error("layout", _("This kind of section does not have this layout. Choose another one."))
        return cleaned

    def section(self) -> dict[str, Any]:
        """The section as it is kept."""
        facts = dict(self.cleaned_data)
        return {**facts, "figures": [line.strip() for line in facts["figures"].splitlines() if line.strip()]}


class TablesForm(forms.Form):
    """A file of specifications."""

    file = forms.FileField(label=_("File with table specifications (TOML)"))


class FreezeForm(forms.Form):
    """A reason, when checks fail."""

    reason = forms.CharField(
        label=_("Reason for freezing although checks fail"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
