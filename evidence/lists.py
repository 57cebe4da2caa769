"""A field for several values: ticked where the logs hold few of them, else one a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FEW = 24


class LinesField(forms.CharField):
    """One value a line; gives a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]


def values_field(
    label: StrOrPromise, found: Sequence[tuple[str, int]], chosen: Sequence[str], help_text: StrOrPromise = ""
) -> forms.Field:
    """Few values of the logs are ticked, each with its rows; many, or none at all, are typed."""
    known = {value for value, _rows in found}
    if 0 < len(found) <= FEW:
        choices = [
            (value, _("%(value)s (%(count)s rows)") % {"value": value, "count": f"{rows:,}"} if rows else value)
            for value, rows in found
        ]
        choices += [(value, value) for value in chosen if value not in known]
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=str(help_text)
        )
    return LinesField(
        label=label, required=False, help_text=str(help_text or gettext_lazy("One a line. Empty: every value."))
    )
