"""Forms clean input and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import EmploymentKind, Person
from casework.models import Case, Population, System, UnitSpell
from casework.populations.rule import PopulationRule


class RuleForm(forms.Form):
    """Who belongs: all conditions that are chosen hold together."""

    code = forms.SlugField(label=_("Short code"), max_length=40, initial="all")
    title = forms.CharField(label=_("Title"), max_length=200)
    affiliations = forms.MultipleChoiceField(
        label=_("Affiliations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.MultipleChoiceField(
        label=_("Departments"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("None chosen: every department. Hold Ctrl or ⌘ to choose several."),
    )
    since = forms.DateField(
        label=_("Belonging on any day since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Counts people who have moved on too, by their stays in departments. Empty: as the roster stands today."
        ),
    )
    roles = forms.MultipleChoiceField(
        label=_("Job roles"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("As the roster names them today. None chosen: every role."),
    )
    employment = forms.MultipleChoiceField(
        label=_("Kinds of employment"),
        required=False,
        choices=EmploymentKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every kind."),
    )
    systems = forms.MultipleChoiceField(
        label=_("With a log-in id on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: with or without access."),
    )
    listed = forms.CharField(
        label=_("These people as well (person ids)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("To ask only these people, choose no affiliation and no other condition."),
    )
    leave_out = forms.CharField(
        label=_("Left out, one person a line: id, reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example «10023, not at work in the period». Never write an illness."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["affiliations"].choices = [(a.code, a.label) for a in case.roster.affiliations.order_by("position")]
        fields["affiliations"].initial = [code for code, _label in fields["affiliations"].choices]
        people = Person.objects.filter(roster=case.roster)
        units = set(people.exclude(unit="").values_list("unit", flat=True))
        units |= set(UnitSpell.objects.filter(person__roster=case.roster).values_list("unit", flat=True))
        fields["units"].choices = [(unit, unit) for unit in sorted(units)]
        roles = people.exclude(role="").order_by("role").values_list("role", flat=True).distinct()
        fields["roles"].choices = [(role, role) for role in roles]
        if not fields["roles"].choices:
            del fields["roles"]
        fields["systems"].choices = [(s.code, s.label) for s in System.objects.filter(case=case).order_by("code")]

    def clean_leave_out(self) -> dict[str, str]:
        """Person id → reason."""
        reasons: dict[str, str] = {}
        for line in self.cleaned_data["leave_out"].splitlines():
            if not line.strip():
                continue
            no, _comma, reason = line.replace("，", ",").replace("、", ",").partition(",")
            if not reason.strip():
                raise forms.ValidationError(
                    _("Each line needs a person id, a comma and a reason: «%(line)s»."), params={"line": line.strip()}
                )
            reasons[no.strip()] = reason.strip()
        return reasons

    def clean(self) -> dict[str, Any]:
        """An empty rule would mean everybody by accident."""
        facts = super().clean() or {}
        conditions = ("affiliations", "units", "roles", "employment", "systems", "listed", "since")
        if not any(facts.get(name) for name in conditions):
            raise forms.ValidationError(_("Choose at least one affiliation or another condition, or list people."))
        return facts

    def rule(self) -> PopulationRule:
        """The cleaned rule."""
        listed = re.split(r"[\s,、，]+", self.cleaned_data["listed"])
        return _rule(self.cleaned_data, listed=tuple(no for no in listed if no))


def _rule(facts: Mapping[str, Any], *, listed: tuple[str, ...] = ()) -> PopulationRule:
    return PopulationRule(
        affiliations=tuple(facts["affiliations"]) or None,
        units=tuple(facts["units"]),
        roles=tuple(facts.get("roles", ())),
        employment=tuple(facts["employment"]),
        systems=tuple(facts["systems"]),
        since=facts["since"],
        listed=listed,
    )


def wishes_of(population: Population) -> dict[str, Any]:
    """What the form held when the population was defined. Listed people are those whom nothing else means."""
    stored: dict[str, Any] = population.rule
    facts = stored.get("by", stored)
    wishes = {
        "code": population.code,
        "title": population.title,
        "affiliations": facts.get("affiliations") or [],
        "units": facts.get("units", []),
        "roles": facts.get("roles", []),
        "employment": facts.get("employment", []),
        "systems": facts.get("systems", []),
        "since": date.fromisoformat(facts["since"]) if facts.get("since") else None,
        "leave_out": "\n".join(
            f"{no}, {reason}"
            for no, reason in population.exclusions.order_by("person__no").values_list("person__no", "reason")
        ),
    }
    if facts.get("all"):
        wishes["affiliations"] = list(population.case.roster.affiliations.values_list("code", flat=True))
    if facts.get("listed"):
        members = set(population.members.values_list("person__no", flat=True))
        wishes["listed"] = "\n".join(sorted(members - _meant_anyhow(population.case, wishes)))
    return wishes


def _meant_anyhow(case: Case, wishes: dict[str, Any]) -> set[str]:
    rule = _rule(wishes)
    return set(rule.people(case).values_list("no", flat=True)) if rule.has_conditions else set()


class LateForm(forms.Form):
    """Somebody added after the freeze."""

    person = forms.CharField(label=_("Person id"), max_length=60)
    reason = forms.CharField(label=_("Why only now"), max_length=200)


class StaysForm(forms.Form):
    """A list of stays in departments."""

    file = forms.FileField(
        label=_("File (.xlsx or .csv)"),
        help_text=_("Columns: person id, department, from, until (empty: still there)."),
    )
