"""Forms of the explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case, EmergencyWindow, System, Terminal
from evidence.explanations.queries import LISTS, next_order
from evidence.explanations.rules import Proposal
from evidence.lists import LinesField, values_field
from evidence.models import ExplanationKind

MOST_SITES = 200


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ExplanationForm(forms.Form):
    """A new rule. What is left empty asks for nothing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What explains"), choices=ExplanationKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    ground = forms.CharField(
        label=gettext_lazy("On what ground"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The declaration, contract, order or plan, with its date and number."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place in the order"),
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("When several rules apply to a row, it gets the one with the lowest number."),
    )
    window = forms.ModelChoiceField(
        label=gettext_lazy("Declared emergency"),
        queryset=EmergencyWindow.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Its time and systems are taken over where they are left empty here."),
    )
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), required=False, widget=MomentInput())
    ends_at = forms.DateTimeField(label=gettext_lazy("Until (not included)"), required=False, widget=MomentInput())
    systems = forms.MultipleChoiceField(
        label=gettext_lazy("Systems"), required=False, widget=forms.CheckboxSelectMultiple
    )
    affiliations = forms.MultipleChoiceField(
        label=gettext_lazy("Affiliations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = LinesField(label=gettext_lazy("People (person ids)"), required=False)
    logins = LinesField(label=gettext_lazy("Log-in ids"), required=False)
    terminals = LinesField(label=gettext_lazy("Terminals"), required=False)

    def __init__(self, *args: Any, case: Case, found: Mapping[str, Sequence[tuple[str, int]]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"kind": ExplanationKind.EMERGENCY, "order": next_order(case)})
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(case.time_zone)
        systems = System.objects.filter(case=case).order_by("code")
        affiliations = case.roster.affiliations.order_by("position", "pk")
        self.fields["systems"].choices = [(s.code, s.label) for s in systems]  # type: ignore[attr-defined]
        self.fields["affiliations"].choices = [(a.code, a.label) for a in affiliations]  # type: ignore[attr-defined]
        self.fields["window"].queryset = EmergencyWindow.objects.filter(case=case).order_by("starts_at")  # type: ignore[attr-defined]
        self.fields["window"].label_from_instance = self._window_label  # type: ignore[attr-defined]
        sites = (
            Terminal.objects.filter(case=case)
            .exclude(site="")
            .order_by("site")
            .values_list("site", flat=True)
            .distinct()
        )
        self.fields["sites"] = values_field(
            _("Area: places whose terminals lie in it"), [(site, 0) for site in sites[:MOST_SITES]], ()
        )
        labels = {
            "screens": _("Items permitted: the screens that show them"),
            "categories": _("Customer categories"),
            "actions": _("Actions"),
            "retailers": _("Retailers"),
        }
        for name, label in labels.items():
            self.fields[name] = values_field(label, found.get(name, ()), ())
        self.order_fields(
            ["kind", "title", "ground", "order", "window", "starts_at", "ends_at", "systems", "sites", "screens"]
        )

    def _window_label(self, window: EmergencyWindow) -> str:
        start, end = (
            moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") for moment in (window.starts_at, window.ends_at)
        )
        return " ".join(part for part in (window.title, window.area, f"{start} – {end}") if part)

    def clean(self) -> dict[str, Any]:
        """The proposal under `proposal`; moments are in the case's time zone."""
        facts = super().clean() or {}
        if self.errors:
            return facts
        window: EmergencyWindow | None = facts["window"]
        lists = {name: facts[name] for name in LISTS}
        starts_at, ends_at = self._moment("starts_at"), self._moment("ends_at")
        if window is not None:
            starts_at, ends_at = starts_at or window.starts_at, ends_at or window.ends_at
            lists["systems"] = lists["systems"] or [system.code for system in window.systems.all()]
        facts["proposal"] = Proposal(
            kind=facts["kind"],
            title=facts["title"],
            ground=facts["ground"],
            order=facts["order"],
            window=window,
            starts_at=starts_at,
            ends_at=ends_at,
            lists=lists,
        )
        return facts

    def _moment(self, name: str) -> datetime | None:
        said: datetime | None = self.cleaned_data[name]
        return said.replace(tzinfo=self.zone) if said is not None else None


class WindowForm(forms.Form):
    """A declared emergency."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    area = forms.CharField(label=gettext_lazy("Area"), max_length=200, required=False)
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=gettext_lazy("Until (not included)"), widget=MomentInput())
    systems = forms.MultipleChoiceField(
        label=gettext_lazy("Systems whose use was permitted"), required=False, widget=forms.CheckboxSelectMultiple
    )
    items = forms.CharField(
        label=gettext_lazy("Items permitted"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    approved_by = forms.CharField(
        label=gettext_lazy("Declared by"),
        max_length=200,
        help_text=gettext_lazy("Who declared it, with the day and number of the notice."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(case.time_zone)
        self.known = {s.code: s for s in System.objects.filter(case=case).order_by("code")}
        self.fields["systems"].choices = [(s.code, s.label) for s in self.known.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Moments in the case's time zone, systems as rows."""
        facts = super().clean() or {}
        for name in ("starts_at", "ends_at"):
            if facts.get(name):
                facts[name] = facts[name].replace(tzinfo=self.zone)
        if facts.get("starts_at") and facts.get("ends_at") and facts["ends_at"] <= facts["starts_at"]:
            self.add_error("ends_at", _("The end lies before the start."))
        facts["systems"] = [self.known[code] for code in facts.get("systems", [])]
        return facts
