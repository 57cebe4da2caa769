from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import DateInput
from casework.models import Case
from remediation.enums import PART_STATES, CitationKind, RelationKind, Scheme
from remediation.models import Measure, Plan


class PlanFactsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What holds for the whole plan."""

    class Meta:
        model = Plan
        fields = (
            "scheme",
            "heading_name",
            "category_name",
            "theory_note",
            "inputs_note",
            "order_giver",
            "monitor_name",
            "provisional",
            "note",
        )
        labels = {
            "scheme": _("Scheme of the causes"),
            "heading_name": _("Name of the grouping of causes"),
            "category_name": _("Name of the category of measures"),
            "theory_note": _("Note on the theory"),
            "inputs_note": _("On what the analysis rests"),
            "order_giver": _("Ordered by"),
            "monitor_name": _("Watched by"),
            "provisional": _("This plan is provisional; later editions follow."),
            "note": _("Note beside the plan"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("theory_note", "inputs_note", "note")}

    def clean_scheme(self) -> str:
        return str(self.cleaned_data["scheme"] or Scheme.OWN)


class EditionForm(forms.Form):
    title = forms.CharField(label=_("Name of the edition"), max_length=200)
    provisional = forms.BooleanField(label=_("Provisional edition"), required=False)
    note = forms.CharField(
        label=_("Note beside the plan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )


class CitationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of source"), choices=CitationKind.choices)
    target = forms.RegexField(
        r"\A[^;；]+\Z",
        label=_("Number or title"),
        max_length=300,
        help_text=_("The number of the table or finding, or the title of the document. No semicolon."),
    )
    note = forms.CharField(
        label=_("What it says"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )
    file = forms.FileField(label=_("File"), required=False)


class PartForm(forms.Form):
    text = forms.CharField(label=_("Sub-action"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    timing_text = forms.CharField(label=_("Timing as written"), max_length=400, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[(str(state.value), state.label) for state in PART_STATES])
    done_on = forms.DateField(label=_("Done on"), widget=DateInput(), required=False)


class RelationForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How it stands to the other measure"),
        choices=[(str(kind.value), kind.label) for kind in RelationKind if kind != RelationKind.SUCCEEDS],
    )
    other = forms.ModelChoiceField(label=_("Other measure"), queryset=Measure.objects.none())

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Measure.objects.filter(case_id=measure.case_id).exclude(pk=measure.pk).in_order()
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    measure = forms.ModelChoiceField(label=_("Measure"), queryset=Measure.objects.none())
    heading = forms.CharField(max_length=200)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.filter(case=case)  # type: ignore[attr-defined]
