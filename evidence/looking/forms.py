"""How the text of a file is written, and where in it the records stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.looking.working import written_in
from evidence.models import LogFile
from evidence.sources import NO_TEXT

ENCODING_CHOICES = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8 (BOM)"),
    ("cp932", "CP932 (Shift_JIS)"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("euc_jp", "EUC-JP"),
    ("iso2022_jp", "ISO-2022-JP"),
]
DELIMITERS = [
    (",", gettext_lazy("Comma")),
    ("\t", gettext_lazy("Tab")),
    (";", gettext_lazy("Semicolon")),
    ("|", gettext_lazy("Vertical bar")),
]
QUOTES = [
    ('"', gettext_lazy("Double quotes around values")),
    ("'", gettext_lazy("Single quotes around values")),
    ("none", gettext_lazy("None: quotes are signs like any other")),
]
DECIMALS = [(".", gettext_lazy("Point")), (",", gettext_lazy("Comma"))]
HEADS = [("0", gettext_lazy("No head")), *[(str(number), str(number)) for number in range(1, 6)]]
MOST_RULES = 50
ARRANGED = ("header_rows", "skip_rows", "skip")


class LookForm(forms.Form):
    """Only what a file of its form can have: an Excel sheet has no encoding, JSON has no head.

    A field that is not sent stays as the file was looked at.
    """

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=ENCODING_CHOICES, required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Delimiter"), choices=DELIMITERS, required=False)
    quote = forms.ChoiceField(label=gettext_lazy("Quotes"), choices=QUOTES, required=False)
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal sign"),
        choices=DECIMALS,
        required=False,
        help_text=gettext_lazy("Of times with a part of a second, for example 08:59:12,250."),
    )
    skip_rows = forms.IntegerField(
        label=gettext_lazy("Lines before the head"), min_value=0, max_value=10_000, required=False
    )
    header_rows = forms.ChoiceField(
        label=gettext_lazy("Lines of the head"),
        choices=HEADS,
        required=False,
        help_text=gettext_lazy("Without a head the columns have numbers. The names of several lines are put together."),
    )
    skip = forms.CharField(
        label=gettext_lazy("Lines to leave out"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One rule a line. «^合計» leaves out lines that begin so, «ページ» those that contain it. "
            "Lines that repeat the head are left out without a rule."
        ),
    )

    def __init__(self, *args: Any, log_file: LogFile, **kwargs: Any) -> None:
        self.log_file = log_file
        self.profile: dict[str, Any] = log_file.profile
        self.form_of_file = str(self.profile.get("format") or "")
        self.written = written_in(self.profile)
        kwargs["initial"] = self._shown() | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for name in set(LookForm.base_fields) - self._possible():
            del self.fields[name]
        if self.form_of_file == "fixed" and "header_rows" in self.fields:
            self.fields["header_rows"].choices = [("0", _("Names as recognised")), *HEADS[1:]]  # type: ignore[attr-defined]

    def _possible(self) -> set[str]:
        found = {"encoding"} if self.form_of_file not in NO_TEXT else set()
        if self.form_of_file == "csv":
            found |= {"delimiter", "quote"}
        if "skip" in self.written:
            found |= set(ARRANGED)
        if "decimal" in self.written:
            found.add("decimal")
        return found

    def _shown(self) -> dict[str, Any]:
        return {
            "encoding": self.profile.get("encoding") or "utf-8",
            "delimiter": self.profile.get("delimiter") or ",",
            "quote": self.written.get("quote", '"'),
            "decimal": self.written.get("decimal", "."),
            "skip_rows": self.written.get("skip_rows", 0),
            "header_rows": str(self.written.get("header_rows", 1) if self.written.get("header", True) else 0),
            "skip": "\n".join(self.written.get("skip", [])),
        }

    def _keep_what_is_not_sent(self) -> None:
        if self.is_bound:
            sent = {name: self.data[name] for name in self.data}
            shown = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
            self.data = {name: "" if value is None else value for name, value in shown.items()} | sent

    def clean_skip(self) -> list[str]:
        """The rules, each once; no rule that would leave out every line."""
        rules = list(dict.fromkeys(line.rstrip("\r") for line in str(self.cleaned_data["skip"]).split("\n")))
        rules = [rule for rule in rules if rule.strip()]
        if empty := [rule for rule in rules if not rule.strip("^ \u3000")]:
            raise forms.ValidationError(
                _("The rule «%(rule)s» would leave out every line. Write how the lines begin."),
                params={"rule": empty[0]},
            )
        if len(rules) > MOST_RULES:
            raise forms.ValidationError(_("There can be %(limit)s rules at most."), params={"limit": MOST_RULES})
        return rules

    def look(self) -> dict[str, Any]:
        """What `look_again` takes, of a form that is valid."""
        facts = self.cleaned_data
        shown = self._shown()
        said = {name: shown[name] if facts.get(name) in (None, "") else facts[name] for name in self._possible()}
        written: dict[str, Any] = {name: said[name] for name in ("quote", "decimal") if name in said}
        if "skip" in self.fields:
            rows = int(said["header_rows"])
            head = bool(rows) if self.form_of_file != "fixed" else self.written.get("header", True)
            skip = facts.get("skip", [])
            written |= {"header": head, "header_rows": rows, "skip_rows": int(said["skip_rows"]), "skip": skip}
        return {"encoding": said.get("encoding", ""), "delimiter": said.get("delimiter", ""), "written": written}

    @property
    def looks_otherwise(self) -> bool:
        """Whether this is another reading than the one that is shown."""
        wanted = self.look()
        shown = self._shown()
        if any(name in self.fields and wanted[name] != shown[name] for name in ("encoding", "delimiter")):
            return True
        return any(self.written.get(name) != value for name, value in wanted["written"].items())
