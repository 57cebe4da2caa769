"""What each column of a received file means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.columnar.logs import CANONICAL, LogError, LogMapping
from evidence.looking.forms import ENCODING_CHOICES
from evidence.messages import sentence_of
from evidence.models import LogFile
from evidence.sources import completed

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


class MappingForm(forms.Form):
    """What each column of the file means. The last answers of the source are filled in."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=ENCODING_CHOICES,
    )
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=60)
    at_format = forms.CharField(
        label=gettext_lazy("How the time is written"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example %Y/%m/%d %H:%M:%S. Leave empty to try the usual ways."),
    )
    treatment = forms.ChoiceField(
        label=gettext_lazy("Contract ids and customer columns"),
        choices=[
            ("hash", gettext_lazy("Keyed hash: nobody can read them (usual)")),
            ("encrypt", gettext_lazy("Encrypted: each value can be revealed for a reason")),
            ("plain", gettext_lazy("In plain: everybody in the case reads them")),
        ],
        required=False,
    )
    treatment_reason = forms.CharField(
        label=gettext_lazy("Why they are not only hashed"), max_length=300, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("Words of the customer category"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: word in the file = category of the incident, for example 他社 = np."),
    )

    def __init__(self, *args: Any, log_file: LogFile, **kwargs: Any) -> None:
        self.profile: dict[str, Any] = log_file.profile
        saved = log_file.mapping or log_file.source.mapping or {}
        self.system = log_file.source.system
        columns = {column["name"]: column for column in self.profile.get("columns", [])}
        remembered = {part: name for name, source in dict(saved.get("columns", {})).items() for part in _parts(source)}
        self.same_shape = bool(remembered) and set(remembered) <= set(columns)
        self.remembered = {name: meaning for name, meaning in remembered.items() if name in columns}
        kwargs.setdefault("initial", self._initial(saved))
        super().__init__(*args, **kwargs)
        self.unclear = self._unclear()
        if self.unclear:
            self.fields["at_format"] = forms.ChoiceField(
                label=_("How the time is written"),
                choices=[("", _("Please choose")), *readings_of(self.unclear["formats"])],
                required=False,
                help_text=_("Day and month can be read either way. Ask the giver if you cannot tell."),
            )
        choices = [("", _("Not used")), *[(name, CANONICAL_LABELS[name]) for name in CANONICAL]]
        for number, column in enumerate(self.profile.get("columns", [])):
            guess = "" if self.same_shape else column["canonical"] or ""
            if guess in self.remembered.values():
                guess = ""
            proposed = self.remembered.get(column["name"], guess)
            self.fields[f"column_{number}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=proposed,
                label=_("Meaning of «%(name)s»") % {"name": column["name"]},
            )

    def _unclear(self) -> dict[str, Any]:
        """The column whose days and months could change places, while nobody has said which is which; else nothing."""
        at = self._recognised_time()
        return at if at.get("formats") and not self.initial["at_format"] else {}

    def _recognised_time(self) -> dict[str, Any]:
        return next((column for column in self.profile.get("columns", []) if column["canonical"] == "at"), {})

    def _initial(self, saved: Mapping[str, Any]) -> dict[str, Any]:
        at = self._recognised_time()
        # What was said last time holds as long as this file may be written so.
        possible = at.get("formats") or [at.get("format") or ""]
        said = _parts(dict(saved.get("formats", {})).get("at", ())) if self.same_shape else []
        fits = set(said) & set(possible) or possible == [""]
        formats = said if said and fits else [one for one in possible if len(possible) == 1 and one]
        words = dict(dict(saved.get("values", {})).get("category", {}))
        return {
            "encoding": self.profile.get("encoding") or saved.get("encoding") or "utf-8",
            "time_zone": saved.get("time_zone") or self.profile.get("time_zone") or "Asia/Tokyo",
            "at_format": " | ".join(formats),
            "words": "\n".join(f"{word} = {code}" for word, code in words.items()),
        }

    def columns(self) -> list[tuple[dict[str, Any], Any, bool]]:
        """(what was recognised, its field, whether it is the same as last time) for the table of the page."""
        return [
            (column, self[f"column_{number}"], column["name"] in self.remembered)
            for number, column in enumerate(self.profile.get("columns", []))
        ]

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
        for number, column in enumerate(self.profile.get("columns", [])):
            if name := facts.get(f"column_{number}"):
                columns.setdefault(name, []).append(column["name"])
        for name, sources in columns.items():
            if len(sources) > (2 if name == "at" else 1):
                self.add_error(
                    None, _("Several columns mean «%(name)s». Choose one.") % {"name": CANONICAL_LABELS[name]}
                )
        if "at" not in columns:
            self.add_error(None, _("Choose the column that holds the time."))
        if "login" not in columns and "terminal" not in columns:
            self.add_error(None, _("Choose the column that names the log-in id or the terminal."))
        if self.unclear and not facts.get("at_format") and self.unclear["name"] in columns.get("at", []):
            self.add_error("at_format", _("Day and month can be read either way. Choose which it is."))
        if self.errors:
            return facts
        formats = [part.strip() for part in facts.get("at_format", "").split("|") if part.strip()]
        data: dict[str, Any] = {
            "columns": {name: sources[0] if len(sources) == 1 else sources for name, sources in columns.items()},
            "formats": {"at": formats if len(formats) > 1 else formats[0]} if formats else {},
            "values": {"category": facts["words"]} if facts.get("words") else {},
            "encoding": facts["encoding"],
            "delimiter": self.profile.get("delimiter", ","),
            "time_zone": facts["time_zone"],
            "header": self.profile.get("header", True),
        }
        if self.system is not None and "system" not in columns:
            data["system"] = self.system.code
        data["classes"] = self._classes(columns, facts.get("treatment") or "hash", facts.get("treatment_reason", ""))
        if any(said.get("treatment", "hash") != "hash" and not said.get("reason") for said in data["classes"].values()):
            self.add_error("treatment_reason", _("Write down the reason."))
            return facts
        try:
            facts["mapping"] = LogMapping.from_dict(completed(self.profile, data)).as_json()
        except LogError as error:
            self.add_error(None, sentence_of(error))
        return facts

    def _classes(self, columns: Mapping[str, Sequence[str]], treatment: str, reason: str) -> dict[str, dict[str, str]]:
        """The customer columns that are read in, all treated alike: those recognised, and the contract."""
        recognised = {column["name"]: column.get("class") for column in self.profile.get("columns", [])}
        found = dict(dict(self.profile.get("mapping") or {}).get("classes") or {})
        for name, sources in columns.items():
            for source in sources:
                if name == "contract" or recognised.get(source):
                    kind = recognised.get(source) or "identifier"
                    found[source] = {"class": kind, "treatment": treatment, "reason": reason.strip()}
        return found


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


def _parts(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else [str(value)]
