"""How else the text of a file may be written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from evidence.forms import ENCODING_CHOICES

NO_TEXT = {"workbook", "parquet", "xml"}
DELIMITERS = [
    (",", gettext_lazy("Comma")),
    ("\t", gettext_lazy("Tab")),
    (";", gettext_lazy("Semicolon")),
    ("|", gettext_lazy("Vertical bar")),
]


class LookForm(forms.Form):
    """Encoding and delimiter."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), choices=[one for one in ENCODING_CHOICES if one[0] not in NO_TEXT]
    )
    delimiter = forms.ChoiceField(label=gettext_lazy("Delimiter"), choices=DELIMITERS)
