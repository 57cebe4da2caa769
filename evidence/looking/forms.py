"""How else the text of a file may be written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

ENCODING_CHOICES = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8 (BOM)"),
    ("cp932", "CP932 (Shift_JIS)"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("euc_jp", "EUC-JP"),
    ("iso2022_jp", "ISO-2022-JP"),
    ("workbook", gettext_lazy("Workbook")),
    ("parquet", "Parquet"),
    ("xml", "XML"),
]
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
