"""Forms clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Case, Incident, IncidentNature, LogIdentifies, Role, System


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CaseForm(forms.Form):
    """A new case."""

    number = forms.CharField(
        label=_("Case number"), max_length=40, help_text=_("Unique, for example M-2023-01. Files and commands use it.")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    organisation_name = forms.CharField(label=_("Organisation under investigation"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[("Asia/Tokyo", _("Japan (UTC+9)")), ("UTC", "UTC")], initial="Asia/Tokyo"
    )
    own_label = forms.CharField(label=_("Column name for the company's own people"), initial="当社", max_length=120)
    contractor_label = forms.CharField(
        label=_("Column name for the contractors' people"), initial="委託先", max_length=120
    )


class IncidentForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """An incident's facts."""

    class Meta:
        model = Incident
        fields = [
            "no",
            "title",
            "title_en",
            "nature",
            "systems",
            "category",
            "summary",
            "viewable_from",
            "viewable_to",
            "viewable_note",
            "log_from",
            "log_to",
        ]
        labels = {
            "no": _("Number"),
            "title": _("Title"),
            "title_en": _("Title in English"),
            "nature": _("Nature"),
            "systems": _("Systems"),
            "category": _("Customer category in the log"),
            "summary": _("What happened"),
            "viewable_from": _("Could be viewed from"),
            "viewable_to": _("Could be viewed until"),
            "viewable_note": _("Note on the period"),
            "log_from": _("Log examined from"),
            "log_to": _("Log examined until"),
        }
        help_texts = {
            "category": _(
                "Rows of the log with this category belong to the incident. Leave empty to take every row of the systems."
            ),
            "viewable_to": _("Leave empty if it could be viewed until today or the end is not known."),
            "log_from": _("The window of the log is a fact of its own: «no log» outside it does not mean «no access»."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "systems": forms.CheckboxSelectMultiple(),
            "nature": forms.RadioSelect(),
            "viewable_from": DateInput(),
            "viewable_to": DateInput(),
            "log_from": DateInput(),
            "log_to": DateInput(),
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.case = case
        self.fields["systems"].queryset = System.objects.filter(case=case).order_by("code")  # type: ignore[attr-defined]
        self.fields["nature"].choices = IncidentNature.choices  # type: ignore[attr-defined]


class SystemForm(forms.Form):
    """A system."""

    code = forms.SlugField(label=_("Short code"), max_length=40, help_text=_("As it stands in files, for example cis."))
    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    log_kept = forms.BooleanField(label=_("An access log was kept"), required=False, initial=True)
    log_identifies = forms.ChoiceField(
        label=_("A line of its log names"),
        choices=LogIdentifies.choices,
        widget=forms.RadioSelect,
        initial=LogIdentifies.PERSON,
    )


class MemberForm(forms.Form):
    """A member by e-mail."""

    email = forms.EmailField(label=_("E-mail of the user"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    expires_on = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def clean_email(self) -> User:
        """The active user with this address."""
        user = User.objects.filter(email=self.cleaned_data["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                _("There is no active user with this address. Ask the person who runs this installation to make one.")
            )
        return user
