"""Forms of interviews: they clean input and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Case, Population, Role
from surveys.forms import DateInput, MomentInput, check_size
from surveys.interviews.guide import can_read_answers
from surveys.interviews.rules import can_list_from
from surveys.logic.brought import full_label
from surveys.logic.definition import SELECTS, questions
from surveys.models import Interview, Wave
from surveys.models.interview import AttendeeRole, InterviewOutcome, InterviewState, Meeting, Recording, Represents
from surveys.models.interview_record import CourseKind
from surveys.models.interview_rule import RuleKind
from surveys.queries import waves_of
from surveys.sentences import local


def officers(case: Case) -> Any:
    """Who may look after something in the case."""
    return User.objects.filter(memberships__case=case, memberships__role=Role.OFFICER).order_by("email")


def _moment(label: Any, **facts: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M"], **facts)


def _text(label: Any, rows: int = 3, **facts: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class FilterForm(forms.Form):
    """What the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *InterviewState.choices])
    mine = forms.BooleanField(label=_("Only mine"), required=False)


class ProposeForm(forms.Form):
    """Somebody to be interviewed, by person id."""

    person = forms.CharField(label=_("Person id"), max_length=60)
    reason = _text(_("Why"), 2, max_length=500)


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("Why"), 2, max_length=500)


class OwnerForm(forms.Form):
    """With the officers of the case."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = officers(case)  # type: ignore[attr-defined]


class ArrangeForm(OwnerForm):
    """When, how and where."""

    starts_at = _moment(_("When"))
    meeting = forms.ChoiceField(label=_("How"), choices=Meeting.choices)
    place = forms.CharField(label=_("Where (room, or address of the call)"), max_length=300, required=False)
    field_order = ["starts_at", "meeting", "place", "owner"]


class AttendeeForm(forms.Form):
    """Somebody who takes part."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=AttendeeRole.choices)
    represents = forms.ChoiceField(
        label=_("A lawyer represents"), required=False, choices=[("", "—"), *Represents.choices]
    )


class QuestionsForm(forms.Form):
    """One question a line."""

    questions = _text(_("Questions, one a line"), 6, required=False)


class CourseForm(forms.Form):
    """What was said, and when."""

    kind = forms.ChoiceField(
        label=_("What"), choices=[choice for choice in CourseKind.choices if choice[0] != CourseKind.EXHIBIT]
    )
    at = _moment(_("Time"))
    text = _text(_("What was said"), 4, required=False)


class ShownForm(forms.Form):
    """When an exhibit was shown, and what was said to it."""

    exhibit = forms.UUIDField(widget=forms.HiddenInput)
    at = _moment(_("Time shown"))
    text = _text(_("What the person said to it"), 2, required=False)


class HeldForm(forms.Form):
    """It has taken place."""

    held_from = _moment(_("From"))
    held_until = _moment(_("Until"), required=False)
    voluntary_told = forms.BooleanField(label=_("The person was told that the interview is voluntary"), required=True)
    recording = forms.ChoiceField(label=_("Recording"), choices=Recording.choices)


class RecordForm(forms.Form):
    """A version of the record; `first` says that no reason is needed."""

    text = _text(_("Record"), 14)
    reason = forms.CharField(label=_("Why the record is written anew"), max_length=500, required=False)


class PaperForm(forms.Form):
    """The signed paper."""

    scan = forms.FileField(label=_("Signed paper (scan or photograph)"))
    remark = forms.CharField(label=_("Remark of the person"), max_length=1000, required=False)

    def clean_scan(self) -> Any:
        return check_size(self.cleaned_data["scan"])


class FileForm(forms.Form):
    """An attachment."""

    title = forms.CharField(label=_("What it is"), max_length=200)
    file = forms.FileField(label=_("File"))

    def clean_file(self) -> Any:
        return check_size(self.cleaned_data["file"])


class OutcomeForm(forms.Form):
    """What it says about the answers."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=InterviewOutcome.choices)
    note = forms.CharField(label=_("In a sentence"), max_length=500, required=False)


class RuleForm(forms.Form):
    """A rule but for its conditions, which follow from the wave that is chosen here."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    kind = forms.ChoiceField(label=_("Who is listed"), choices=RuleKind.choices)
    wave = forms.ModelChoiceField(
        label=_("Wave"),
        queryset=Wave.objects.none(),
        required=False,
        help_text=_("Closed waves with names. From waves without names nobody is listed by what was answered."),
    )
    population = forms.ModelChoiceField(label=_("Population"), queryset=Population.objects.none(), required=False)
    reason = forms.CharField(label=_("Reason that each person keeps"), max_length=300)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = [wave.pk for wave in waves_of(case) if can_read_answers(wave) and can_list_from(wave)]
        self.fields["wave"].queryset = waves_of(case).filter(pk__in=closed)  # type: ignore[attr-defined]
        self.fields["population"].queryset = Population.objects.filter(case=case).order_by("code")  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """One condition: a question's answers as «question=value» picks, and whether any or none of them is wanted."""

    holds = forms.ChoiceField(
        label=_("The answer is"), choices=[("any", _("one of these")), ("none", _("none of these"))], required=False
    )
    picks = forms.MultipleChoiceField(label=_("Answers of one question"), required=False)

    def __init__(self, *args: Any, wave: Wave | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = []
        asked = {question["name"]: question for question in questions(wave.version.definition)} if wave else {}
        for question in asked.values():
            if question["type"] in SELECTS:
                options = [(f"{question['name']}={c['name']}", local(c["label"])) for c in question["choices"]]
                groups.append((local(full_label(question, asked)), options))
        self.fields["picks"].choices = groups  # type: ignore[attr-defined]
        self.fields["picks"].widget.attrs["size"] = 8

    def clean_picks(self) -> list[str]:
        picks: list[str] = self.cleaned_data["picks"]
        if len({pick.partition("=")[0] for pick in picks}) > 1:
            raise forms.ValidationError(_("Choose answers of one question here, and use the next field for another."))
        return picks

    def condition(self) -> dict[str, Any] | None:
        """As it is stored; None when nothing was picked."""
        picks = self.cleaned_data.get("picks") or []
        if not picks:
            return None
        name = picks[0].partition("=")[0]
        values = [pick.partition("=")[2] for pick in picks]
        return {"question": name, "holds": self.cleaned_data.get("holds") or "any", "values": values}


class QueryFilterForm(OwnerForm):
    """What the list of questions shows."""

    state = forms.ChoiceField(label=_("State"), required=False)
    late = forms.BooleanField(label=_("Only late ones"), required=False)
    field_order = ["state", "owner", "late"]

    def __init__(self, *args: Any, case: Case, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["state"].choices = [("", _("All")), *states]  # type: ignore[attr-defined]


class AskForm(OwnerForm):
    """A question about one answer."""

    question = forms.ChoiceField(label=_("About which answer"))
    kind = forms.ChoiceField(label=_("Why it is asked"))
    text = _text(_("What the person reads"), 3, max_length=4000)
    due_on = forms.DateField(label=_("Answer wanted by"), widget=DateInput(), required=False)
    field_order = ["question", "kind", "text", "due_on", "owner"]

    def __init__(self, *args: Any, case: Case, answers: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["question"].choices = answers  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """An entry in a thread."""

    text = _text(_("What you write"), 3, max_length=4000)
    for_office = forms.BooleanField(label=_("A note for the office; the person does not see it"), required=False)


class AssignForm(OwnerForm):
    """Who looks after it, until when."""

    due_on = forms.DateField(label=_("Answer wanted by"), widget=DateInput(), required=False)


class ResolutionForm(forms.Form):
    """What it came to."""

    resolution = _text(_("What it came to"), 2, max_length=500)


def initial_arrangement(interview: Interview) -> dict[str, Any]:
    """What was arranged so far."""
    return {
        "starts_at": interview.starts_at,
        "meeting": interview.meeting,
        "place": interview.place,
        "owner": interview.owner_id,
    }
