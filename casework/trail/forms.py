"""What the trail can be narrowed by."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.labels import label_of
from audit.models import AuditEvent

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casework.models import Case


class TrailSearch(forms.Form):
    """Deed, person and days; days are those of the case's time zone, both included."""

    type = forms.ChoiceField(label=_("What"), required=False)
    who = forms.CharField(label=_("Who"), max_length=100, required=False)
    since = forms.DateField(label=_("From the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        kinds = AuditEvent.objects.filter(chain=case.chain).order_by().values_list("type", flat=True).distinct()
        named = sorted(((kind, label_of(kind)) for kind in kinds), key=lambda pair: pair[1])
        self.fields["type"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Please swap them."))
        return cleaned

    def events(self) -> QuerySet[AuditEvent]:
        """The entries that fit, newest first; all of them while the form has errors."""
        found = AuditEvent.objects.filter(chain=self.case.chain).order_by("-position")
        if not self.is_valid():
            return found
        wanted, zone = self.cleaned_data, ZoneInfo(self.case.time_zone)
        if wanted["type"]:
            found = found.filter(type=wanted["type"])
        if wanted["who"]:
            found = found.filter(by_label__icontains=wanted["who"])
        if wanted["since"]:
            found = found.filter(at__gte=datetime.combine(wanted["since"], time(), zone))
        if wanted["until"]:
            found = found.filter(at__lt=datetime.combine(wanted["until"] + timedelta(days=1), time(), zone))
        return found
