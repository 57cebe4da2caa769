"""Forms clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.forms import DateInput
from casework.models import Case, Incident, Role
from remediation.enums import OPEN_STATES, MeasureState, Stage, TimingKind
from remediation.models import Cause, Measure

EVERY = [("", _("All"))]


class AxesField(forms.CharField):
    """Further groupings, one on a line: «要素=機会»."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        """A dict as lines."""
        return "\n".join(f"{axis}={name}" for axis, name in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        """Lines as a dict."""
        found = {}
        for line in str(value or "").splitlines():
            axis, sign, name = line.partition("=")
            if line.strip() and not (sign and axis.strip() and name.strip()):
                raise forms.ValidationError(_("Write one grouping on a line, as axis=value."))
            if line.strip():
                found[axis.strip()] = name.strip()
        return found


AXES_HELP = _("One on a line, as axis=value, for example ハード・ソフト=ハード面.")


class MeasureForm(forms.Form):
    """A measure as it is written in the plan."""

    no = forms.CharField(
        label=_("Number"), max_length=20, required=False, help_text=_("Leave empty to take the next free number.")
    )
    text = forms.CharField(label=_("Measure"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    timing_text = forms.CharField(
        label=_("Timing as written"),
        max_length=400,
        required=False,
        help_text=_(
            "In the words of the plan, for example «～2023年3月末», «2023年度上期», «年1回（原則8月）» or «by end of March 2023»."
        ),
    )
    review_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=DateInput(),
        help_text=_("Needed when no due day follows from the timing."),
    )
    causes = forms.ModelMultipleChoiceField(
        label=_("Answers these causes"),
        queryset=Cause.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    target = forms.CharField(
        label=_("Target of measure"),
        max_length=200,
        required=False,
        help_text=_("For whom the measure is meant, for example 委託会社."),
    )
    category = forms.CharField(label=_("Category of measure"), max_length=200, required=False)
    actor_name = forms.CharField(
        label=_("Carried out by"),
        max_length=200,
        required=False,
        help_text=_("Only when it is somebody else than the company itself, for example another company."),
    )
    owner_name = forms.CharField(
        label=_("Responsible"),
        max_length=200,
        required=False,
        help_text=_("Who answers for it, as the plan names them."),
    )
    owner = forms.ModelChoiceField(
        label=_("Account of the person responsible"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("No account"),
    )
    verifier = forms.ModelChoiceField(
        label=_("Confirmed by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Anybody who is neither owner nor author"),
    )
    check_after_months = forms.IntegerField(
        label=_("Check the effect after (months)"), required=False, min_value=1, max_value=120
    )
    audience = forms.CharField(
        label=_("Audience"), max_length=400, required=False, help_text=_("The people whom the text itself names.")
    )
    axes = AxesField(label=_("Further groupings"), required=False, help_text=AXES_HELP)
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", "—"), *Stage.choices], required=False)
    effect = forms.CharField(
        label=_("Expected effect"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, required=False
    )
    is_request = forms.BooleanField(label=_("Only asked of another organisation"), required=False)
    order_giver = forms.CharField(label=_("Ordered by"), max_length=200, required=False)
    monitor_name = forms.CharField(label=_("Watched by"), max_length=200, required=False)
    status_text = forms.CharField(label=_("Status as printed"), max_length=400, required=False)

    MORE = (
        "verifier",
        "check_after_months",
        "audience",
        "axes",
        "stage",
        "effect",
        "is_request",
        "order_giver",
        "monitor_name",
        "status_text",
    )
    """Fields that are folded away at first."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        causes = Cause.objects.filter(case=case).order_by("position", "pk")
        self.fields["causes"].queryset = causes  # type: ignore[attr-defined]
        members = User.objects.filter(memberships__case=case, memberships__role=Role.OFFICER, is_active=True)
        self.fields["owner"].queryset = members.order_by("email")  # type: ignore[attr-defined]
        verifiers = User.objects.filter(
            memberships__case=case, memberships__role__in=[Role.OFFICER, Role.AUDITOR], is_active=True
        )
        self.fields["verifier"].queryset = verifiers.distinct().order_by("email")  # type: ignore[attr-defined]

    def clean_axes(self) -> dict[str, str]:
        return self.cleaned_data["axes"] or {}


class NewMeasureForm(MeasureForm):
    """With the state in which it begins."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[(str(state.value), state.label) for state in (*OPEN_STATES, MeasureState.RECURRING)],
        initial=MeasureState.NOT_STARTED,
    )


class ChangeMeasureForm(MeasureForm):
    """A later date is a postponement unless it mends a slip."""

    corrects = forms.BooleanField(
        label=_("The timing was written down wrongly; nothing was put off."),
        required=False,
        help_text=_(
            "Otherwise a later due day counts as a postponement, and lateness is counted from the first promise."
        ),
    )

    reason = forms.CharField(
        label=_("Reason of the postponement"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        help_text=_("Needed when the new day is later than the one promised."),
    )
    agreed_by = forms.CharField(
        label=_("Agreed by"), max_length=200, required=False, help_text=_("Who agreed to the later day.")
    )
    agreed_on = forms.DateField(label=_("Agreed on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["no"]
        self.order_fields(["text", "timing_text", "reason", "agreed_by", "agreed_on", "corrects", "review_on"])


class DoneForm(forms.Form):
    """The day of completion."""

    done_on = forms.DateField(label=_("Done on"), required=False, widget=DateInput())


class CauseForm(forms.Form):
    """A cause in the company's own words."""

    no = forms.CharField(
        label=_("Number"), max_length=20, required=False, help_text=_("Leave empty to take the next free number.")
    )
    heading = forms.CharField(
        label=_("Grouping"),
        max_length=200,
        required=False,
        help_text=_("The company's own grouping, for example 機会, 動機, 正当化 or システム, ガバナンス."),
    )
    text = forms.CharField(label=_("Cause"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    situation = forms.CharField(
        label=_("Situation"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False
    )
    axes = AxesField(label=_("Further groupings"), required=False, help_text=AXES_HELP)
    incidents = forms.ModelMultipleChoiceField(
        label=_("Incidents"), queryset=Incident.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incidents"].queryset = Incident.objects.filter(case=case).order_by("position", "pk")  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """Up to five files."""

    mode = forms.ChoiceField(
        label=_("Rows whose number is there already"),
        choices=[
            ("update", _("Change what is there")),
            ("skip", _("Skip these rows")),
            ("stop", _("Stop and save nothing")),
        ],
        initial="update",
        required=False,
    )
    causes = forms.FileField(
        label=_("Causes"), required=False, help_text="no, heading, text, situation, incidents, axes, evidence"
    )
    measures = forms.FileField(
        label=_("Measures"),
        required=False,
        help_text="no, text, target, category, actor, owner, timing, state, done_on, review_on, audience, axes, stage, …",
    )
    links = forms.FileField(
        label=_("Which measure answers which cause"), required=False, help_text="cause, measure, group"
    )
    subactions = forms.FileField(
        label=_("Sub-actions"), required=False, help_text="measure, no, text, timing, state, done_on"
    )
    revisions = forms.FileField(
        label=_("Revised deadlines"),
        required=False,
        help_text="measure, ordinal, timing_before, timing_after, reason, agreed_by, agreed_on",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(value for name, value in cleaned.items() if name != "mode") and not self.errors:
            raise forms.ValidationError(_("Choose at least one file."))
        return cleaned


class MeasureSearch(forms.Form):
    """The list's filters; their names are the only parameters the page takes."""

    state = forms.ChoiceField(label=_("State"), choices=[*EVERY, *MeasureState.choices], required=False)
    target = forms.ChoiceField(label=_("Target of measure"), required=False)
    category = forms.ChoiceField(label=_("Category of measure"), required=False)
    owner = forms.ChoiceField(label=_("Responsible"), required=False)
    timing = forms.ChoiceField(
        label=_("Kind of timing"),
        choices=[*EVERY, *TimingKind.choices, ("not_understood", _("Not understood"))],
        required=False,
    )
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = list(Measure.objects.filter(case=case).values_list("target", "category", "owner_name").distinct())
        for place, name in enumerate(("target", "category", "owner")):
            known = sorted({fact[place] for fact in facts if fact[place]})
            self.fields[name].choices = [*EVERY, *((value, value) for value in known)]  # type: ignore[attr-defined]
