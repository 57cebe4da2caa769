"""The steps of an interview's page: the form, the action, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.files import store_stream
from core.models import StoredFile
from surveys.interviews import actions, holding
from surveys.interviews.forms import (
    ArrangeForm,
    AttendeeForm,
    CourseForm,
    FileForm,
    HeldForm,
    OutcomeForm,
    PaperForm,
    QuestionsForm,
    ReasonForm,
    RecordForm,
    ShownForm,
)
from surveys.models import Interview, InterviewExhibit
from surveys.models.interview_record import SignOff

Clean = dict[str, Any]
Step = Callable[[Interview, Clean, Actor], object]


def _stored(upload: Any, by: Actor) -> StoredFile:
    return store_stream(upload.file, name=upload.name or "file", by=by)


def _newest(interview: Interview) -> int:
    return int(interview.records.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0)


def _arrange(interview: Interview, given: Clean, by: Actor) -> None:
    actions.arrange_interview(interview=interview, by=by, **given)


def _cancel(interview: Interview, given: Clean, by: Actor) -> None:
    actions.cancel_interview(interview=interview, by=by, **given)


def _attendee(interview: Interview, given: Clean, by: Actor) -> None:
    actions.add_attendee(interview=interview, by=by, **given)


def _questions(interview: Interview, given: Clean, by: Actor) -> None:
    actions.set_questions(interview=interview, questions=given["questions"].splitlines(), by=by)


def _guide(interview: Interview, _given: Clean, by: Actor) -> None:
    holding.copy_guide(interview=interview, by=by)


def _course(interview: Interview, given: Clean, by: Actor) -> None:
    holding.write_course(interview=interview, by=by, **given)


def _shown(interview: Interview, given: Clean, by: Actor) -> None:
    exhibit = get_object_or_404(InterviewExhibit, interview=interview, public_id=given["exhibit"])
    holding.show_exhibit(interview=interview, exhibit=exhibit, at=given["at"], text=given["text"], by=by)


def _held(interview: Interview, given: Clean, by: Actor) -> None:
    holding.hold_interview(interview=interview, by=by, **given)


def _record(interview: Interview, given: Clean, by: Actor) -> None:
    holding.write_record(interview=interview, by=by, **given)


def _send(interview: Interview, _given: Clean, by: Actor) -> None:
    holding.send_record(interview=interview, by=by)


def _paper(interview: Interview, given: Clean, by: Actor) -> None:
    holding.sign_off(
        interview=interview,
        ordinal=_newest(interview),
        how=SignOff.PAPER,
        remark=given["remark"],
        scan=_stored(given["scan"], by),
        by=by,
    )


def _refused(interview: Interview, given: Clean, by: Actor) -> None:
    holding.sign_off(
        interview=interview, ordinal=_newest(interview), how=SignOff.REFUSED, remark=given["reason"], by=by
    )


def _file(interview: Interview, given: Clean, by: Actor) -> None:
    holding.attach_file(interview=interview, title=given["title"], stored=_stored(given["file"], by), by=by)


def _outcome(interview: Interview, given: Clean, by: Actor) -> None:
    holding.set_outcome(interview=interview, by=by, **given)


STEPS: dict[str, tuple[type[forms.Form], Step, Any]] = {
    "arrange": (ArrangeForm, _arrange, _("The interview has been arranged.")),
    "cancel": (ReasonForm, _cancel, _("The interview has been cancelled.")),
    "attendee": (AttendeeForm, _attendee, _("The attendee has been written down.")),
    "questions": (QuestionsForm, _questions, _("The questions have been kept.")),
    "guide": (forms.Form, _guide, _("The guide has been copied as it is now.")),
    "course": (CourseForm, _course, _("It has been written down.")),
    "shown": (ShownForm, _shown, _("The time of the exhibit has been written down.")),
    "held": (HeldForm, _held, _("The interview has been held. Now write the record.")),
    "record": (RecordForm, _record, _("The record has been written.")),
    "send": (forms.Form, _send, _("The record lies with the person now.")),
    "paper": (PaperForm, _paper, _("The confirmation on paper has been kept.")),
    "refused": (ReasonForm, _refused, _("That the record was not confirmed has been written down.")),
    "file": (FileForm, _file, _("The file has been attached.")),
    "outcome": (OutcomeForm, _outcome, _("The outcome has been written down.")),
}
