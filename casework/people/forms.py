"""Forms clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Affiliation, EmploymentKind, PeopleFileKind, Roster
from core.sheets import Column, Reading
from engines.sheets import DELIMITERS, ENCODINGS

ENCODING_NAMES = {
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-8": "UTF-8",
    "cp932": "CP932 (Shift_JIS)",
    "utf-16": "UTF-16",
    "euc_jp": "EUC-JP",
}
DELIMITER_NAMES = {",": _("Comma"), "\t": _("Tab"), ";": _("Semicolon"), "|": _("Vertical bar")}
_DELIMITER_CODES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}


class PeopleSearch(forms.Form):
    """What the list of people can be narrowed by."""

    q = forms.CharField(label=_("Name, id, department or employer"), max_length=100, required=False)
    affiliation = forms.ChoiceField(label=_("Affiliation"), required=False)
    employment = forms.ChoiceField(label=_("Kind of employment"), required=False)
    page = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roster: Roster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        affiliations = Affiliation.objects.filter(roster=roster).order_by("position", "pk")
        self.fields["affiliation"].choices = [every, *((one.code, one.label) for one in affiliations)]  # type: ignore[attr-defined]
        self.fields["employment"].choices = [every, *EmploymentKind.choices]  # type: ignore[attr-defined]


class ReceiveForm(forms.Form):
    """A file to look at."""

    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=PeopleFileKind.choices,
        initial=PeopleFileKind.ROSTER,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("File"),
        max_length=300,
        help_text=_("Excel (.xlsx, .xlsm, .xls), .ods, or CSV in UTF-8 or CP932 (Shift_JIS), up to 50 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"}),
    )


class ReadingForm(forms.Form):
    """How the file is to be read: sheet, encoding, delimiter, and the meaning of each column (c0, c1, …)."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Character encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("Delimiter"), required=False)

    def __init__(self, *args: Any, sheets: list[str], width: int, columns: tuple[Column, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.width = width
        recognised = ("", _("As recognised"))
        self.fields["sheet"].choices = [recognised, *((name, name) for name in sheets)]  # type: ignore[attr-defined]
        self.fields["encoding"].choices = [recognised, *((code, ENCODING_NAMES[code]) for code in ENCODINGS)]  # type: ignore[attr-defined]
        self.fields["delimiter"].choices = [  # type: ignore[attr-defined]
            recognised,
            *((_DELIMITER_CODES[sign], DELIMITER_NAMES[sign]) for sign in DELIMITERS),
        ]
        meanings = [("", _("Not used")), *((column.name, column.label) for column in columns)]
        for index in range(width):
            self.fields[f"c{index}"] = forms.ChoiceField(choices=meanings, required=False)

    def reading(self) -> Reading:
        """The cleaned wishes; without any column chosen the proposal holds."""
        facts = self.cleaned_data
        signs = {code: sign for sign, code in _DELIMITER_CODES.items()}
        chosen = any(f"c{index}" in self.data for index in range(self.width))
        mapping = {index: facts[f"c{index}"] for index in range(self.width) if facts.get(f"c{index}")}
        return Reading(
            sheet=facts["sheet"],
            encoding=facts["encoding"],
            delimiter=signs.get(facts["delimiter"], ""),
            mapping=mapping if chosen else None,
        )


def delimiter_of(code: str) -> str:
    """The sign behind «comma», «tab» …; empty for anything else."""
    return next((sign for sign, known in _DELIMITER_CODES.items() if known == code), "")
