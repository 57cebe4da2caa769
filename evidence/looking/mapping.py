"""The form of a received file's page: what each column means, and how the values are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.columnar.logs import CANONICAL, LogError, LogMapping
from evidence.looking.customers import CustomerColumns
from evidence.looking.forms import LookForm
from evidence.looking.working import LOOSE, working
from evidence.messages import sentence_of
from evidence.models import LogFile
from evidence.sources import parts_of

CANONICAL_LABELS = {
    "at": gettext_lazy("Time"),
    "login": gettext_lazy("Log-in id"),
    "terminal": gettext_lazy("Terminal"),
    "system": gettext_lazy("System"),
    "screen": gettext_lazy("Screen"),
    "contract": gettext_lazy("Contract (becomes a code)"),
    "category": gettext_lazy("Customer category"),
    "customer_kind": gettext_lazy("Kind of customer"),
    "retailer": gettext_lazy("Retailer"),
    "action": gettext_lazy("Action"),
}


@dataclass(frozen=True)
class ColumnRow:
    """One column, of the file or calculated, with its field. `state`: same, chosen, proposed or none."""

    name: str
    samples: Sequence[str]
    field: BoundField
    state: str
    made: bool = False


class MappingForm(LookForm):
    """What each column of the file means. What was prepared, or else the last answers of the source, is filled in.

    `complete` asks for all that reading in needs; without it the form may be kept half done. The mapping is in
    `cleaned_data["mapping"]`.
    """

    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=60)
    at_format = forms.CharField(
        label=gettext_lazy("How the time is written"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example %Y/%m/%d %H:%M:%S. Leave empty to try the usual ways."),
    )
    words = forms.CharField(
        label=gettext_lazy("Words of the customer category"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: word in the file = category of the incident, for example 他社 = np."),
    )

    def __init__(self, *args: Any, log_file: LogFile, complete: bool = True, **kwargs: Any) -> None:
        self.complete = complete
        self.system = log_file.source.system
        self.base = working(log_file)
        self.made = [str(entry["name"]) for entry in self.base.get("computed", ())]
        self.prepared = bool(log_file.mapping)
        self.remembered = dict(log_file.source.mapping.get("columns", {}))
        self.recognised: list[dict[str, Any]] = list(log_file.profile.get("columns", []))
        self.customers = CustomerColumns(log_file.profile, self.base)
        kwargs["initial"] = self._initial() | dict(kwargs.get("initial") or {})
        super().__init__(*args, log_file=log_file, **kwargs)
        self.unclear = self._unclear()
        if self.unclear:
            self.fields["at_format"] = forms.ChoiceField(
                label=_("How the time is written"),
                choices=[("", _("Please choose")), *readings_of(self.unclear["formats"])],
                required=False,
                help_text=_("Day and month can be read either way. Ask the giver if you cannot tell."),
            )
        self._add_columns()
        self.customers.add_fields(self)
        self._keep_what_is_not_sent()

    def _add_columns(self) -> None:
        choices = [("", _("Not used")), *[(name, CANONICAL_LABELS[name]) for name in CANONICAL]]
        meanings = {part: name for name, source in self.base["columns"].items() for part in parts_of(source)}
        for key, name in self._keys():
            self.fields[key] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=meanings.get(name, ""),
                label=_("Meaning of «%(name)s»") % {"name": name},
            )

    def _keys(self) -> list[tuple[str, str]]:
        """(field, column), those of the file first."""
        own = [(f"column_{place}", str(column["name"])) for place, column in enumerate(self.recognised)]
        return own + [(f"made_{place}", name) for place, name in enumerate(self.made)]

    def _unclear(self) -> dict[str, Any]:
        """The column whose days and months could change places, while nobody has said which is which; else nothing."""
        at = self._recognised_time()
        return at if at.get("formats") and not self.initial["at_format"] else {}

    def _recognised_time(self) -> dict[str, Any]:
        return next((column for column in self.recognised if column["canonical"] == "at"), {})

    def _initial(self) -> dict[str, Any]:
        at = self._recognised_time()
        # What was said last time holds as long as this file may be written so.
        possible = at.get("formats") or [at.get("format") or ""]
        said = parts_of(dict(self.base.get("formats", {})).get("at", ()))
        direct = at.get("name") in parts_of(self.base["columns"].get("at", ()))
        fits = not direct or set(said) & set(possible) or possible == [""]
        formats = said if said and fits else [one for one in possible if len(possible) == 1 and one and direct]
        words = dict(dict(self.base.get("values", {})).get("category", {}))
        return {
            "time_zone": self.base.get("time_zone") or "Asia/Tokyo",
            "at_format": " | ".join(formats),
            "words": "\n".join(f"{word} = {code}" for word, code in words.items()),
        }

    def columns(self) -> list[ColumnRow]:
        """The rows of the table of the page."""
        rows = []
        nothing: dict[str, Any] = {}
        for (key, name), column in zip_longest(self._keys(), self.recognised, fillvalue=nothing):
            field = self[key]
            value = field.value()
            same = name in parts_of(self.remembered.get(value, ())) if value else False
            state = "none" if not value else "same" if same else "chosen" if self.prepared else "proposed"
            rows.append(ColumnRow(name, column.get("samples", []), field, state, made=key.startswith("made_")))
        return rows

    def clean_time_zone(self) -> str:
        """A zone that exists."""
        name = str(self.cleaned_data["time_zone"]).strip()
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise forms.ValidationError(_("This time zone is unknown. Use a name such as Asia/Tokyo.")) from error
        return name

    def clean_words(self) -> dict[str, str]:
        """Word → category."""
        found = {}
        for line in self.cleaned_data["words"].splitlines():
            if not line.strip():
                continue
            word, sign, code = line.replace("＝", "=").partition("=")
            if not sign or not word.strip() or not code.strip():
                raise forms.ValidationError(
                    _("Write a word, an equals sign and a category: «%(line)s»."), params={"line": line.strip()}
                )
            found[word.strip()] = code.strip()
        return found

    def clean(self) -> dict[str, Any]:
        """The engine's mapping under `mapping`."""
        facts = super().clean() or {}
        columns: dict[str, list[str]] = {}
        for key, name in self._keys():
            if meaning := facts.get(key):
                columns.setdefault(meaning, []).append(name)
        self._check(columns, facts)
        mapping = self._merged(columns, facts)
        mapping["classes"] = self.customers.said(self, facts, mapping)
        if self.errors:
            return facts
        try:
            facts["mapping"] = LogMapping.from_dict(mapping).as_json()
        except LogError as error:
            self.add_error(None, sentence_of(error))
        return facts

    def _check(self, columns: Mapping[str, list[str]], facts: Mapping[str, Any]) -> None:
        for name, sources in columns.items():
            joined = set(sources) == set(parts_of(self.base["columns"].get(name, ())))
            if len(sources) > (2 if name == "at" else 1) and not joined:
                self.add_error(
                    None, _("Several columns mean «%(name)s». Choose one.") % {"name": CANONICAL_LABELS[name]}
                )
            if name in self.constants:
                self.add_error(
                    None,
                    _("«%(name)s» has the same value for every row and is read from «%(column)s» too. Choose one.")
                    % {"name": CANONICAL_LABELS[name], "column": sources[0]},
                )
        if not self.complete:
            return
        named = set(columns) | set(self._hidden(columns)) | set(self.constants)
        if "at" not in named:
            self.add_error(None, _("Choose the column that holds the time."))
        if not named & {"login", "terminal"}:
            self.add_error(None, _("Choose the column that names the log-in id or the terminal."))
        if self.unclear and not facts.get("at_format") and self.unclear["name"] in columns.get("at", []):
            self.add_error("at_format", _("Day and month can be read either way. Choose which it is."))

    @property
    def constants(self) -> dict[str, str]:
        """Values for every row; the system is that of the source, if it has one."""
        found = dict(self.base.get("constants") or {})
        if self.system is not None:
            found.pop("system", None)
        return found

    def _hidden(self, columns: Mapping[str, list[str]]) -> dict[str, Any]:
        """Meanings of columns that the first records of this file do not show."""
        shown = {name for _key, name in self._keys()}
        if self.form_of_file not in LOOSE:
            return {}
        return {
            name: source
            for name, source in self.base["columns"].items()
            if name not in columns and not shown & set(parts_of(source))
        }

    def _merged(self, columns: Mapping[str, list[str]], facts: Mapping[str, Any]) -> dict[str, Any]:
        """What the form says, laid over everything else that the mapping holds."""
        chosen: dict[str, Any] = dict(self._hidden(columns))
        for name, sources in columns.items():
            before = self.base["columns"].get(name, ())
            chosen[name] = before if set(parts_of(before)) == set(sources) else sources
            if len(parts_of(chosen[name])) == 1:
                chosen[name] = parts_of(chosen[name])[0]
        formats = [part.strip() for part in facts.get("at_format", "").split("|") if part.strip()]
        kept = {name: value for name, value in dict(self.base.get("formats", {})).items() if name != "at"}
        words = {name: value for name, value in dict(self.base.get("values", {})).items() if name != "category"}
        made = self.base | {
            "columns": {name: chosen[name] for name in CANONICAL if name in chosen},
            "constants": self.constants,
            "formats": kept | ({"at": formats if len(formats) > 1 else formats[0]} if formats else {}),
            "values": words | ({"category": facts["words"]} if facts.get("words") else {}),
            "time_zone": facts.get("time_zone", self.base.get("time_zone")),
        }
        if self.system is not None and "system" not in chosen:
            made["system"] = self.system.code
        return made


def readings_of(formats: Sequence[str]) -> list[tuple[str, str]]:
    """Each format with one and the same example as it would read it: 02/03/2022 10:15:00 → 2022-03-02 10:15."""
    written = datetime(2022, 3, 2, 10, 15).strftime(formats[0])  # noqa: DTZ001 -- an example, of no zone
    found = []
    for form in formats:
        try:
            read = datetime.strptime(written, form)  # noqa: DTZ007 -- the same
            example = written
        except ValueError:
            read = datetime(2022, 3, 2, 10, 15)  # noqa: DTZ001 -- the same
            example = read.strftime(form)
        found.append((form, f"{example} → {read:%Y-%m-%d %H:%M}"))
    return found
