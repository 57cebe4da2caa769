"""Forms clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Case, Population
from surveys.enums import AnswerMode, DisciplinaryUse, Duty, Identity, Relation, WaveMode
from surveys.models import Invitation, MailRules, ReminderPlan, Wave
from surveys.models.wave import DRAFTS_KEPT_DAYS
from surveys.queries import versions_of
from surveys.signing_in.rules import offered_proofs

YES_NO = [("", _("Please choose")), ("true", _("Yes")), ("false", _("No"))]
MOST_BYTES = 50 * 1024 * 1024


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar with a clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _decided(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    """Yes, no, or not said yet."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        required=False,
        coerce=lambda value: value == "true",
        empty_value=None,
        help_text=help_text,
    )


def check_size(upload: UploadedFile[Any]) -> UploadedFile[Any]:
    """Large files are refused before they are read."""
    if upload.size is not None and upload.size > MOST_BYTES:
        raise forms.ValidationError(_("The file is larger than 50 MB. Divide it into several files."))
    return upload


class QuestionnaireForm(forms.Form):
    """A workbook with questions."""

    code = forms.SlugField(
        label=_("Short code"), max_length=40, help_text=_("Files and tables use it. The same code makes a new version.")
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: the title in the workbook.")
    )
    file = forms.FileField(label=_("Workbook (XLSForm, .xlsx)"))

    def clean_file(self) -> UploadedFile[Any]:
        """Not too large."""
        return check_size(self.cleaned_data["file"])


class WaveForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A wave with what respondents are told. Everything may be filled later; opening asks for it."""

    paid_time = _decided(_("Does answering count as paid working time?"))
    supervisor_reads = _decided(_("Do supervisors see the answers?"))
    employer_reads = _decided(_("Does a contractor's employer see the answers?"))

    class Meta:
        model = Wave
        fields = [
            "code",
            "title",
            "title_en",
            "version",
            "population",
            "mode",
            "proof",
            "identity",
            "allows_proxy",
            "allows_interview",
            "opens_at",
            "closes_at",
            "asker",
            "purpose",
            "purpose_en",
            "period_from",
            "period_to",
            "minutes",
            "drafts_kept_days",
            "duty",
            "duty_ground",
            "duty_ground_en",
            "paid_time",
            "disciplinary_use",
            "readers",
            "readers_en",
            "supervisor_reads",
            "employer_reads",
            "contact",
            "contact_en",
            "independent_contact",
            "independent_contact_en",
        ]
        labels = {
            "code": _("Short code"),
            "title": _("Title, as respondents read it"),
            "title_en": _("Title in English"),
            "version": _("Questionnaire"),
            "population": _("Population"),
            "mode": _("How the answers come in"),
            "proof": _("What shows that the right person answers"),
            "identity": _("Names beside the answers"),
            "allows_proxy": _("Others may enter answers for a person"),
            "allows_interview": _("Answers may be taken down in an interview"),
            "opens_at": _("Links work from"),
            "closes_at": _("Links work until"),
            "asker": _("Who asks"),
            "purpose": _("Why people are asked"),
            "purpose_en": _("Why people are asked, in English"),
            "period_from": _("Period asked about, from"),
            "period_to": _("Period asked about, until"),
            "minutes": _("Minutes it takes"),
            "drafts_kept_days": _("Days until unsubmitted answers are deleted"),
            "duty": _("Required or voluntary"),
            "duty_ground": _("On what ground"),
            "duty_ground_en": _("On what ground, in English"),
            "disciplinary_use": _("Use in disciplinary proceedings"),
            "readers": _("Who sees the answers"),
            "readers_en": _("Who sees the answers, in English"),
            "contact": _("Office that people can ask"),
            "contact_en": _("Office that people can ask, in English"),
            "independent_contact": _("Independent contact"),
            "independent_contact_en": _("Independent contact, in English"),
        }
        help_texts = {
            "code": _("Files use it, for example w1."),
            "asker": _("For example «Minato Electric, survey office». Empty: the organisation."),
            "period_to": _("Empty: until today."),
            "drafts_kept_days": _("Counted from the end of the wave. People are told."),
            "identity": _(
                "Cannot be changed once the wave is open. Without names: on the web, by the personal link alone."
            ),
            "allows_proxy": _("Who does it is declared beforehand; the person is told and can object; the mark stays."),
            "closes_at": _("Empty: until the wave is closed by hand."),
            "duty_ground": _("For example the article of the work rules, or the contract with the contractor."),
            "independent_contact": _("For example a law firm: name and telephone number."),
        }
        widgets = {
            "mode": forms.RadioSelect,
            "proof": forms.RadioSelect,
            "identity": forms.RadioSelect,
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "purpose_en": forms.Textarea(attrs={"rows": 3}),
            "opens_at": MomentInput(),
            "closes_at": MomentInput(),
            "period_from": DateInput(),
            "period_to": DateInput(),
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.case = case
        fields: dict[str, Any] = self.fields
        fields["version"].queryset = versions_of(case)
        fields["population"].queryset = Population.objects.filter(case=case).order_by("code")
        fields["mode"].choices = WaveMode.choices
        fields["proof"].choices, fields["proof"].help_text = offered_proofs(self.instance.proof)
        fields["identity"].choices = Identity.choices
        fields["drafts_kept_days"].required = False
        fields["duty"].choices = [("", _("Please choose")), *Duty.choices]
        fields["disciplinary_use"].choices = [("", _("Please choose")), *DisciplinaryUse.choices]
        for name in ("paid_time", "supervisor_reads", "employer_reads"):
            value = getattr(self.instance, name)
            self.initial[name] = "" if value is None else str(value).lower()

    def clean_drafts_kept_days(self) -> int:
        """The standard when nothing is said."""
        days: int | None = self.cleaned_data["drafts_kept_days"]
        return DRAFTS_KEPT_DAYS if days is None else days


class ExtendForm(forms.Form):
    """A new end for an open wave."""

    closes_at = forms.DateTimeField(label=_("Links work until"), required=False, widget=MomentInput())


class ResponseFileForm(forms.Form):
    """A file with answers."""

    file = forms.FileField(
        label=_("File with answers (.xlsx or .csv)"),
        help_text=_(
            "The unedited export of Microsoft Forms, or a list with a column person and one column a question."
        ),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Not too large."""
        return check_size(self.cleaned_data["file"])


class MappingForm(forms.Form):
    """What each column of the file means; field c<index>."""

    def __init__(
        self, *args: Any, heads: list[str], known: list[tuple[str, str]], proposed: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("(not used)")), *known]
        for index, head in enumerate(heads):
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=head, choices=choices, required=False, initial=proposed.get(index, "")
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason, if answers that are here already are corrected"), required=False, max_length=500
        )

    def mapping(self) -> dict[int, str]:
        """Column index → meaning."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name.startswith("c") and value}


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class MailRulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """When mails may go out by schedule."""

    class Meta:
        model = MailRules
        fields = ["from_hour", "until_hour", "business_days_only", "most_per_day"]
        labels = {
            "from_hour": _("Mails go out from"),
            "until_hour": _("Mails go out until"),
            "business_days_only": _("Not at weekends and on public holidays"),
            "most_per_day": _("At most so many mails a day"),
        }
        help_texts = {"most_per_day": _("Empty: no limit. It holds for invitations and for «Send now» too.")}
        widgets = {"from_hour": TimeInput(), "until_hour": TimeInput()}


class ReminderPlanForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One kind of reminder."""

    class Meta:
        model = ReminderPlan
        fields = ["is_active", "after_days", "every_days", "most", "subject", "text"]
        labels = {
            "is_active": _("Send by schedule"),
            "after_days": _("First reminder after (days)"),
            "every_days": _("Then every (days)"),
            "most": _("At most (reminders to one person)"),
            "subject": _("Subject of the mail"),
            "text": _("Text above the link"),
        }
        help_texts = {
            "subject": _("Empty: «Reminder» with the title of the wave."),
            "text": _("Empty: the standard sentence."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class ParticipantsForm(forms.Form):
    """A table of participants."""

    file = forms.FileField(
        label=_("Table of participants (.csv or .xlsx)"),
        help_text=_(
            "The columns attribute_1 (person id) or email, and emailstatus. «bounced» and «OptOut» are taken over."
        ),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Not too large."""
        return check_size(self.cleaned_data["file"])


class DelegateForm(forms.Form):
    """Who helps at which site."""

    employer = forms.ChoiceField(label=_("Site (employer)"))
    unit = forms.CharField(
        label=_("Department"), max_length=200, required=False, help_text=_("Empty: all people of the employer.")
    )
    name = forms.CharField(label=_("Name of the delegate"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("Empty: the link is shown here to be handed over.")
    )
    signs_in = forms.BooleanField(
        label=_("Signs in with their account here, instead of a secret link"),
        required=False,
        help_text=_("The account is found by the e-mail address. It opens this page of this wave and nothing else."),
    )
    person = forms.CharField(
        label=_("Person id, if the delegate is asked too"),
        max_length=60,
        required=False,
        help_text=_("Their own entry is never shown to them."),
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employers = Invitation.objects.filter(wave=wave).exclude(person__employer="")
        names = sorted(set(employers.values_list("person__employer", flat=True)))
        self.fields["employer"].choices = [("", _("Please choose")), *((name, name) for name in names)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`user`, when the delegate signs in."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        facts["user"] = None
        if facts.pop("signs_in", False):
            address = facts.get("email", "").strip().lower()
            facts["user"] = User.objects.filter(email=address, is_active=True).first()
            if facts["user"] is None:
                self.add_error(
                    "email",
                    _(
                        "There is no active user with this address. Ask the person who runs this installation to make one."
                    ),
                )
        return facts


class DeclarationForm(forms.Form):
    """Before answers are written down for somebody."""

    person = forms.CharField(label=_("Person id of the one who is asked"), max_length=60)
    mode = forms.ChoiceField(label=_("How the answers are given"), widget=forms.RadioSelect)
    giver = forms.CharField(label=_("Who writes them down (name and post)"), max_length=200)
    relation = forms.ChoiceField(label=_("What this one is to the person"), choices=Relation.choices)
    conflict = forms.CharField(
        label=_("Conflict of interest"),
        max_length=500,
        help_text=_("In words; write «none» if there is none."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = {AnswerMode.PROXY: wave.allows_proxy, AnswerMode.INTERVIEW: wave.allows_interview}
        self.fields["mode"].choices = [(mode.value, mode.label) for mode, ok in allowed.items() if ok]  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """What a delegate says about somebody."""

    name = forms.CharField(label=_("Correct name"), max_length=200, required=False)
    email = forms.EmailField(label=_("Correct e-mail address"), required=False)
    unit = forms.CharField(label=_("Correct department"), max_length=200, required=False)
    left_on = forms.DateField(label=_("Has left on"), required=False, widget=DateInput())
    note = forms.CharField(label=_("Something else"), max_length=300, required=False)
