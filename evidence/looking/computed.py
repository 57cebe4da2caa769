"""The form of one calculated column, with what it makes of the first rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.columnar.logs import CANONICAL, MAX_PATTERN, LogError
from engines.columnar.trying import Trial
from evidence.looking import tables
from evidence.looking.mapping import CANONICAL_LABELS
from evidence.looking.samples import Sample, is_loose, sample_of
from evidence.looking.working import names_in, used_by, with_computed, working
from evidence.messages import sentence_of
from evidence.models import LogFile
from evidence.sources import parts_of

ASKED: dict[str, tuple[str, ...]] = {
    "split": ("at", "part"),
    "regex": ("pattern", "group"),
    "replace": ("pattern", "with"),
    "lookup": ("table", "file", "has_head", "keep"),
    "json": ("path",),
    "join": ("with",),
    "first": (),
}
SEVERAL = ("join", "first")
FIELDS: dict[str, Any] = {
    "at": lambda: forms.CharField(
        label=_("Separator"), max_length=20, strip=False, help_text=_("A blank is possible; write \\t for a tab.")
    ),
    "part": lambda: forms.IntegerField(
        label=_("Which part"), min_value=1, max_value=99, initial=1, help_text=_("Counted from 1.")
    ),
    "pattern": lambda: forms.CharField(
        label=_("Regular expression"),
        max_length=MAX_PATTERN,
        strip=False,
        help_text=_("For example ^([^ ]+) for all before the first blank."),
    ),
    "group": lambda: forms.IntegerField(
        label=_("Which group"),
        min_value=0,
        max_value=99,
        initial=1,
        help_text=_("The bracket whose content is taken; 0 is everything that was found."),
    ),
    "with": lambda: forms.CharField(label=_("What stands there instead"), max_length=100, strip=False, required=False),
    "table": lambda: forms.CharField(
        label=_("Look-up table"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One a line: the value in the log, a comma, its meaning. Two columns of a spreadsheet can be pasted."
        ),
    ),
    "file": lambda: forms.FileField(
        label=_("or a file with two columns"), required=False, help_text=_("CSV or Excel; it replaces the table above.")
    ),
    "has_head": lambda: forms.BooleanField(label=_("The first line is a head"), required=False),
    "keep": lambda: forms.BooleanField(
        label=_("Keep a value that the table does not have"),
        required=False,
        help_text=_("Otherwise the row gets nothing."),
    ),
    "path": lambda: forms.CharField(
        label=_("Path of the field"), max_length=200, help_text=_("Names with points between: target.0.id")
    ),
}


class ComputedForm(forms.Form):
    """Only the fields of this kind. A form that is valid has the whole mapping in `cleaned_data["mapping"]`."""

    name = forms.CharField(
        label=gettext_lazy("Name of the new column"),
        max_length=100,
        help_text=gettext_lazy("As it is then chosen among the columns."),
    )

    def __init__(self, *args: Any, log_file: LogFile, kind: str, place: int | None = None, **kwargs: Any) -> None:
        self.log_file, self.kind, self.place = log_file, kind, place
        self.base = working(log_file)
        computed = list(self.base.get("computed", ()))
        self.before: Mapping[str, Any] = computed[place] if place is not None else {}
        self.known = self._known(computed)
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        sources = parts_of(self.before.get("from", ()))
        self.sources = max(4, len(sources) + 1) if kind in SEVERAL else 1
        choices = [("", _("Please choose")), *[(name, name) for name in self.known]]
        for number in range(1, self.sources + 1):
            field = forms.ChoiceField(
                label=_("From the column") if self.sources == 1 else _("Column %(number)s") % {"number": number},
                choices=choices,
                required=number == 1 or (kind == "join" and number == 2),
                initial=sources[number - 1] if number <= len(sources) else "",
            )
            field.error_messages["invalid_choice"] = _("The file has no column «%(value)s». Choose one of the list.")
            self.fields[f"source_{number}"] = field
        for name in ASKED[kind]:
            self.fields[name] = FIELDS[name]()
        if kind == "join":
            self.fields["with"].label = _("What stands between")

    def _known(self, computed: list[Mapping[str, Any]]) -> list[str]:
        """Columns that may be used: those of the file, and what is calculated before this one."""
        earlier = computed if self.place is None else computed[: self.place]
        shown = [*names_in(self.log_file.profile), *(str(entry["name"]) for entry in earlier)]
        own = parts_of(self.before.get("from", ())) if is_loose(self.log_file) else []
        return list(dict.fromkeys([*shown, *own]))

    def _initial(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.before)
        if self.kind == "join":
            found.setdefault("with", " ")
        if self.kind == "split":
            found["at"] = str(found.get("at", "")).replace("\t", "\\t")
        found["table"] = tables.as_text(dict(self.before.get("table") or {}))
        found["keep"] = self.before.get("else") == "keep"
        return found

    @cached_property
    def sample(self) -> Sample:
        """The first rows of the file; read once."""
        return sample_of(self.log_file)

    def clean_name(self) -> str:
        """A name that no other column has."""
        name = str(self.cleaned_data["name"]).strip()
        others = [str(entry["name"]) for entry in self.base.get("computed", ()) if entry is not self.before]
        if name in {*names_in(self.log_file.profile), *others} and name != self.before.get("name"):
            raise forms.ValidationError(
                _("There is a column «%(name)s» already. Choose another name."), params={"name": name}
            )
        if name.startswith("#"):
            raise forms.ValidationError(
                _("A name that begins with «#» is kept for the parts of a file. Choose another name.")
            )
        return name

    def clean_at(self) -> str:
        """«\\t» is a tab."""
        return str(self.cleaned_data["at"]).replace("\\t", "\t")

    def clean(self) -> dict[str, Any]:
        """The entry, the mapping with it, and the trial."""
        facts = super().clean() or {}
        if self.kind == "lookup" and not self.errors:
            try:
                facts["looked_up"] = self._table(facts)
            except forms.ValidationError as error:
                self.add_error("file" if facts.get("file") else "table", error)
        if self.errors:
            return facts
        entry = self._entry(facts)
        try:
            mapping = with_computed(self.base, entry, place=self.place)
            facts["trial"] = self.sample.tried(mapping, str(entry["name"]), loose=is_loose(self.log_file))
            facts["mapping"] = mapping
        except LogError as error:
            field = {"pattern_wrong": "pattern", "missing_column": "source_1", "pattern_too_long": "pattern"}.get(
                error.code
            )
            where = field or {"json": "path", "lookup": "table"}.get(self.kind)
            self.add_error(where if where in self.fields else None, sentence_of(error))
            return facts
        self._check_separator(facts, entry)
        return facts

    def _table(self, facts: Mapping[str, Any]) -> dict[str, str]:
        upload = facts.get("file")
        rows = tables.file_rows(upload) if upload else tables.pasted_rows(facts.get("table", ""))
        return tables.table_from(rows, has_head=bool(facts.get("has_head")))

    def _check_separator(self, facts: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        trial: Trial = facts["trial"]
        if self.kind == "split" and trial.filled and not trial.divided:
            self.add_error(
                "at",
                _("«%(sign)s» stands in none of the first %(count)s values of «%(column)s». Check the sign.")
                % {"sign": entry["at"], "count": trial.filled, "column": entry["from"][0]},
            )

    def _entry(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The table of mapping.toml; what it says besides stays."""
        sources = [facts[f"source_{number}"] for number in range(1, self.sources + 1)]
        made = dict(self.before) | {"name": facts["name"], "kind": self.kind, "from": [one for one in sources if one]}
        made |= {
            name: facts[name] for name in ("at", "part", "pattern", "group", "with", "path") if name in self.fields
        }
        if self.kind == "lookup":
            made["table"] = facts["looked_up"]
            made.pop("else", None)
            made |= {"else": "keep"} if facts.get("keep") else {}
        return made

    @property
    def trial(self) -> Trial | None:
        """What the column makes of the first rows, if that can be said."""
        if self.is_bound:
            found: Trial | None = getattr(self, "cleaned_data", {}).get("trial")
            return found
        if not self.before:
            return None
        try:
            return self.sample.tried(self.base, str(self.before["name"]), loose=is_loose(self.log_file))
        except LogError:
            return None


class ConstantForm(forms.Form):
    """One value for every row."""

    meaning = forms.ChoiceField(label=gettext_lazy("Meaning"))
    value = forms.CharField(label=gettext_lazy("Value of every row"), max_length=200)

    def __init__(self, *args: Any, log_file: LogFile, meaning: str = "", **kwargs: Any) -> None:
        self.base = working(log_file)
        self.before = meaning
        constants = dict(self.base.get("constants") or {})
        kwargs.setdefault("initial", {"meaning": meaning, "value": constants.get(meaning, "")})
        super().__init__(*args, **kwargs)
        taken = {"at", *({"system"} if log_file.source.system_id else set()), *(set(constants) - {meaning})}
        free = [(name, CANONICAL_LABELS[name]) for name in CANONICAL if name not in taken]
        self.fields["meaning"].choices = [("", _("Please choose")), *free]  # type: ignore[attr-defined]

    def clean_meaning(self) -> str:
        """A meaning that no column has."""
        meaning = str(self.cleaned_data["meaning"])
        if meaning in dict(self.base.get("columns", {})):
            column = parts_of(self.base["columns"][meaning])[0]
            raise forms.ValidationError(
                _("«%(name)s» is read from «%(column)s». Take its meaning away there first."),
                params={"name": CANONICAL_LABELS[meaning], "column": column},
            )
        return meaning


def users_of(mapping: Mapping[str, Any], name: str) -> list[str]:
    """Who needs a column, in the words of the page."""
    return [str(CANONICAL_LABELS.get(user, user)) for user in used_by(mapping, name)]
