"""Forms clean input and nothing else."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import DateInput
from casework.models import Case, LogIdentifies, System
from evidence.enums import NoteState, NoteType
from evidence.looking.files import ManyFilesField
from evidence.matrix import NOT_STARTED, QueueFilter
from evidence.models import LogSource


class SourceForm(forms.Form):
    """A new source."""

    code = forms.SlugField(
        label=gettext_lazy("Short code"),
        max_length=40,
        help_text=gettext_lazy("As it stands in files, for example crm."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    system = forms.ModelChoiceField(
        label=gettext_lazy("System"),
        queryset=System.objects.none(),
        required=False,
        empty_label=gettext_lazy("A column of the file names it"),
    )
    identifies = forms.ChoiceField(
        label=gettext_lazy("A line names"),
        choices=[choice for choice in LogIdentifies.choices if choice[0] != LogIdentifies.NOTHING],
        widget=forms.RadioSelect,
        initial=LogIdentifies.PERSON,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = System.objects.filter(case=case).order_by("code")  # type: ignore[attr-defined]


class ReceiveForm(forms.Form):
    """A received file with what its giver said about it."""

    source = forms.ModelChoiceField(label=gettext_lazy("Source"), queryset=LogSource.objects.none(), empty_label=None)
    file = ManyFilesField(
        label=gettext_lazy("Log files"),
        help_text=gettext_lazy(
            "CSV, fixed columns, JSON lines, Excel, Parquet, Windows events (EVTX, XML); also as ZIP, gzip or zstd. "
            "They are kept exactly as received. Several files of one source may be given at once."
        ),
    )
    received_from = forms.CharField(label=gettext_lazy("Received from"), max_length=200)
    ground = forms.CharField(
        label=gettext_lazy("On what ground"),
        max_length=300,
        help_text=gettext_lazy("For example the request of 20 January 2023, or an order inside the company."),
    )
    how = forms.CharField(
        label=gettext_lazy("In what way"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example by hand on an encrypted medium, or over a file exchange."),
    )
    necessity = forms.CharField(
        label=gettext_lazy("Why it is needed"),
        max_length=300,
        help_text=gettext_lazy("What would be missing without it, and why less would not do."),
    )
    window_from = forms.DateField(label=gettext_lazy("Covers from"), required=False, widget=DateInput())
    window_to = forms.DateField(label=gettext_lazy("Covers until"), required=False, widget=DateInput())
    # Sent off twice by one page, it is one handing-over; a page opened anew is another one.
    form = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = LogSource.objects.filter(case=case).order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The period in order."""
        facts = super().clean() or {}
        facts["form"] = str(facts.get("form") or "")
        start, end = facts.get("window_from"), facts.get("window_to")
        if start and end and end < start:
            self.add_error("window_to", _("The period of the log ends before it begins."))
        return facts


class QueueForm(forms.Form):
    """The search form of a queue."""

    q = forms.CharField(label=gettext_lazy("Name or person id"), required=False, max_length=100)
    affiliation = forms.ChoiceField(label=gettext_lazy("Affiliation"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    views = forms.IntegerField(label=gettext_lazy("Views, at least"), required=False, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", _("All"))
        affiliations = [(a.code, a.label) for a in case.roster.affiliations.order_by("position", "pk")]
        states = [(NOT_STARTED, _("Without a note")), *NoteState.choices]
        owners = [(str(m.user.public_id), str(m.user)) for m in officers(case)]
        self.fields["affiliation"].choices = [everyone, *affiliations]  # type: ignore[attr-defined]
        self.fields["state"].choices = [everyone, *states]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [everyone, *owners]  # type: ignore[attr-defined]

    def wanted(self) -> QueueFilter:
        """The filter; a form that is not valid filters nothing."""
        if not self.is_valid():
            return QueueFilter()
        facts = self.cleaned_data
        return QueueFilter(facts["q"], facts["affiliation"], facts["state"], facts["owner"], facts["views"] or 0)


def officers(case: Case) -> Any:
    """Memberships that may own a note."""
    return case.memberships.filter(role="officer").select_related("user").order_by("user__email")


class NoteForm(forms.Form):
    """A new note."""

    incident = forms.ChoiceField(label=gettext_lazy("Incident"))
    type = forms.ChoiceField(label=gettext_lazy("What does not fit"), choices=NoteType.choices)
    text = forms.CharField(label=gettext_lazy("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incidents = case.incidents.order_by("position", "pk")
        self.fields["incident"].choices = [(i.no, f"{i.no} {i.label}") for i in incidents]  # type: ignore[attr-defined]
