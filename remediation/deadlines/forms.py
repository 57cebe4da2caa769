"""Forms clean input and nothing else."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.forms import DateInput
from casework.models import Case
from remediation.models import DayRule, DeadlineRules, StepTarget


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class FinishForm(forms.Form):
    done_on = forms.DateField(label=_("Done on"), required=False, widget=DateInput())


class SnoozeForm(forms.Form):
    until = forms.DateField(label=_("No reminder before"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=400)


class ChangeForm(forms.Form):
    due = forms.DateField(label=_("New day"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=400)


class RulesForm(forms.Form):
    """How the case counts and reminds."""

    day_rule = forms.ChoiceField(label=_("When a due day is no business day"), choices=DayRule.choices)
    bank_days = forms.BooleanField(
        label=_("Count like banks"),
        required=False,
        help_text=_("31 December to 3 January are no business days either."),
    )
    reminder_days = forms.CharField(
        label=_("Remind so many days before"), help_text=_("Numbers with commas, for example 30, 7, 1."), max_length=60
    )
    remind_at = forms.TimeField(label=_("Hour of the mail"), widget=TimeInput())
    quiet_from = forms.TimeField(label=_("Quiet hours from"), required=False, widget=TimeInput())
    quiet_to = forms.TimeField(label=_("Quiet hours until"), required=False, widget=TimeInput())
    only_business_days = forms.BooleanField(label=_("No mail on days that are no business days"), required=False)

    def clean_reminder_days(self) -> list[int]:
        words = [word for word in re.split(r"[,、，\s]+", self.cleaned_data["reminder_days"]) if word]
        if not all(re.fullmatch(r"[0-9]{1,3}", word) for word in words):
            raise forms.ValidationError(_("Write numbers of days with commas between them."))
        return [int(word) for word in words]

    @staticmethod
    def initial_of(rules: DeadlineRules) -> dict[str, Any]:
        names = ("day_rule", "bank_days", "remind_at", "quiet_from", "quiet_to", "only_business_days")
        return {name: getattr(rules, name) for name in names} | {
            "reminder_days": ", ".join(str(days) for days in rules.reminder_days)
        }


class ChainForm(forms.Form):
    """Owner, manager, executives; an empty delay leaves the link out."""

    owner_days = forms.IntegerField(label=_("The owner, after days"), required=False, min_value=1, max_value=366)
    manager_days = forms.IntegerField(label=_("The manager, after days"), required=False, min_value=1, max_value=366)
    manager = forms.ModelChoiceField(
        label=_("Who is the manager"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("The officers of the case"),
    )
    executive_days = forms.IntegerField(
        label=_("The executives, after days"), required=False, min_value=1, max_value=366
    )
    executive = forms.ModelChoiceField(
        label=_("Which executive"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("All executives of the case"),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = User.objects.filter(memberships__case=case, is_active=True).distinct().order_by("email")
        for name in ("manager", "executive"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = members

    def steps(self) -> list[tuple[str, int, User | None]]:
        """What the action takes."""
        read = self.cleaned_data
        wanted = [
            (StepTarget.OWNER.value, read["owner_days"], None),
            (StepTarget.MANAGER.value, read["manager_days"], read["manager"]),
            (StepTarget.EXECUTIVE.value, read["executive_days"], read["executive"]),
        ]
        return [(target, days, user) for target, days, user in wanted if days]


class ClosedDayForm(forms.Form):
    day = forms.DateField(label=_("Closed day"), widget=DateInput())
    label = forms.CharField(label=_("Name of the day"), max_length=100, required=False)
    whole_organisation = forms.BooleanField(label=_("For the whole organisation"), required=False)


class LeaveForm(forms.Form):
    delegate = forms.ModelChoiceField(label=_("Mails go to"), queryset=User.objects.none())
    first_on = forms.DateField(label=_("First day of leave"), widget=DateInput())
    last_on = forms.DateField(label=_("Last day of leave"), widget=DateInput())

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["delegate"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = colleagues
