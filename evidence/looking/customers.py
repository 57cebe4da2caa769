"""Customer columns, each on its own: of what class it is, and how its values are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.looking.working import names_in, read_in
from evidence.sources import parts_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CLASS_CHOICES: list[tuple[str, StrOrPromise]] = [
    ("identifier", gettext_lazy("Customer number")),
    ("name", gettext_lazy("Customer name")),
    ("contact", gettext_lazy("Address, phone")),
    ("competition", gettext_lazy("Sensitive in competition")),
    ("", gettext_lazy("Not about customers")),
]
LEFT_OUT = "out"
TREATMENT_CHOICES: list[tuple[str, StrOrPromise]] = [
    ("hash", gettext_lazy("Keyed hash (usual)")),
    ("encrypt", gettext_lazy("Encrypted")),
    ("plain", gettext_lazy("In plain")),
    (LEFT_OUT, gettext_lazy("Not read in")),
]


@dataclass(frozen=True)
class CustomerRow:
    """One column with its three fields."""

    name: str
    kind: BoundField
    treatment: BoundField
    reason: BoundField

    @property
    def fields(self) -> tuple[BoundField, BoundField, BoundField]:
        """In the order of the table."""
        return self.kind, self.treatment, self.reason


class CustomerColumns:
    """The fields of the customer columns in a form, and what they say; the number of a column is its place in the file."""

    def __init__(self, profile: Mapping[str, Any], base: Mapping[str, Any]) -> None:
        self.base = base
        self.classes: Mapping[str, Mapping[str, str]] = dict(base.get("classes") or {})
        columns = dict(base.get("columns") or {})
        named = {part for name in ("contract", "retailer") for part in parts_of(columns.get(name, ()))}
        self.names = names_in(profile)
        self.read = read_in(base)
        guesses = {"contract": "identifier", "retailer": "competition"}
        self.guess = {part: guesses[name] for name in guesses for part in parts_of(columns.get(name, ()))}
        self.places = [place for place, name in enumerate(self.names) if name in self.classes or name in named]

    def add_fields(self, form: forms.Form) -> None:
        """class_N, treatment_N, reason_N for each, and one to name another column."""
        for place in self.places:
            name = self.names[place]
            said = self.classes.get(name, {})
            treatment = said.get("treatment", "hash") if name in self.read else LEFT_OUT
            form.fields[f"class_{place}"] = forms.ChoiceField(
                label=_("What «%(name)s» says") % {"name": name},
                choices=CLASS_CHOICES,
                required=False,
                initial=said.get("class", self.guess.get(name, "")),
            )
            form.fields[f"treatment_{place}"] = forms.ChoiceField(
                label=_("How «%(name)s» is written") % {"name": name},
                choices=TREATMENT_CHOICES,
                required=False,
                initial=treatment,
            )
            form.fields[f"reason_{place}"] = forms.CharField(
                label=_("Why «%(name)s» is not only hashed") % {"name": name},
                max_length=300,
                required=False,
                initial=said.get("reason", ""),
            )
        others = [name for place, name in enumerate(self.names) if place not in self.places]
        form.fields["more_customers"] = forms.ChoiceField(
            label=_("Another column about customers"),
            choices=[("", _("Please choose")), *[(name, name) for name in others]],
            required=False,
        )

    def rows(self, form: forms.Form) -> list[CustomerRow]:
        """For the table of the page."""
        return [
            CustomerRow(
                self.names[place],
                form[f"class_{place}"],
                form[f"treatment_{place}"],
                form[f"reason_{place}"],
            )
            for place in self.places
        ]

    def said(self, form: forms.Form, facts: Mapping[str, Any], mapping: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        """The classes of the mapping as the form says them; what does not fit is said at its field."""
        found = {name: dict(said) for name, said in self.classes.items() if name not in self.names}
        direct = {part for source in mapping["columns"].values() for part in parts_of(source)}
        contract = parts_of(mapping["columns"].get("contract", ()))
        needed = read_in(mapping)
        for place in self.places:
            name = self.names[place]
            kind, treatment, reason = (
                str(facts.get(f"{field}_{place}") or "") for field in ("class", "treatment", "reason")
            )
            before = self.classes.get(name, {})
            if not kind and name in contract:
                form.add_error(
                    f"class_{place}", _("A column of contracts says who the customer is. Choose what it says.")
                )
            if treatment == LEFT_OUT and name in needed:
                if form.fields[f"treatment_{place}"].initial != LEFT_OUT:
                    form.add_error(f"treatment_{place}", self._needed(name, direct, mapping))
                treatment = "hash"
            elif treatment == LEFT_OUT:
                treatment, reason = before.get("treatment", "hash"), before.get("reason", "")
            if treatment != "hash" and not reason.strip():
                form.add_error(f"reason_{place}", _("Write down the reason."))
            if kind:
                found[name] = {"class": kind, "treatment": treatment, "reason": reason.strip()}
        if more := facts.get("more_customers"):
            found[more] = {"class": "identifier", "treatment": "hash", "reason": ""}
        for name in contract:
            if name in self.names and name not in found and not form.errors:
                found[name] = {"class": "identifier", "treatment": "hash", "reason": ""}
        return found

    def _needed(self, name: str, direct: set[str], mapping: Mapping[str, Any]) -> str:
        if name in direct:
            return _("This column has a meaning above. Take the meaning away, or choose how it is written.")
        users = [str(entry["name"]) for entry in mapping.get("computed", ()) if name in parts_of(entry["from"])]
        return _("The calculated column «%(name)s» is made of it. Choose how it is written.") % {"name": users[0]}


def treatments(classes: Mapping[str, Mapping[str, str]], read: Sequence[str] | set[str]) -> list[tuple[str, int]]:
    """(treatment, columns) for the summary of the section, in the order of the choices."""
    counts = dict.fromkeys((code for code, _label in TREATMENT_CHOICES), 0)
    for name, said in classes.items():
        counts[said.get("treatment", "hash") if name in read else LEFT_OUT] += 1
    return [(code, columns) for code, columns in counts.items() if columns]
