"""The form of a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import DateInput
from casework.models import Case, System
from evidence.lists import values_field
from evidence.models import ExplanationKind
from evidence.scopes.selection import MOST_MINUTES, Selection

LISTS = ("systems", "screens", "categories", "actions", "minus")


class ScopeForm(forms.Form):
    """Empty lists ask for every value."""

    systems = forms.MultipleChoiceField(label=gettext_lazy("Systems"), widget=forms.CheckboxSelectMultiple)
    log_from = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DateInput())
    log_to = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInput())
    minutes = forms.IntegerField(
        label=gettext_lazy("Rows of one view, minutes apart at most"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy(
            "Rows of the same person, contract and screen that follow each other within so many minutes are one view. "
            "0: every row is a view."
        ),
    )
    minus = forms.MultipleChoiceField(
        label=gettext_lazy("Do not count what is explained by"),
        choices=ExplanationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only approved explanations take rows out."),
    )
    # Asked for where the effect stands, with the button that saves.
    reason = forms.CharField(
        label=gettext_lazy("Reason for this version"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, case: Case, chosen: Selection, found: Mapping[str, Sequence[tuple[str, int]]], **kwargs: Any
    ) -> None:
        content = chosen.content()
        kwargs.setdefault("initial", {**content, "reason": ""})
        super().__init__(*args, **kwargs)
        systems = System.objects.filter(case=case).order_by("code")
        self.fields["systems"].choices = [(s.code, s.label) for s in systems]  # type: ignore[attr-defined]
        labels = {"categories": _("Customer categories"), "screens": _("Screens"), "actions": _("Actions")}
        for name, label in labels.items():
            self.fields[name] = values_field(label, found.get(name, ()), content[name])
            self.fields[name].help_text = _("None chosen: every one.")
        self.order_fields(
            ["systems", "categories", "screens", "actions", "log_from", "log_to", "minutes", "minus", "reason", "seen"]
        )

    @property
    def choices(self) -> list[forms.BoundField]:
        """The fields of the selection itself."""
        return [field for field in self.visible_fields() if field.name != "reason"]

    def clean(self) -> dict[str, Any]:
        """The selection under `selection`."""
        facts = super().clean() or {}
        start, end = facts.get("log_from"), facts.get("log_to")
        if start and end and end < start:
            self.add_error("log_to", _("The window ends before it begins."))
        if not self.errors:
            facts["selection"] = Selection(
                **{name: tuple(facts[name]) for name in LISTS},
                minutes=facts["minutes"],
                log_from=start,
                log_to=end,
            )
        return facts
