"""The draft with the sections that apply to it, and what every page of the respondent's room shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from core import clock
from surveys.forms_of import form_of
from surveys.logic.definition import Answers, Section
from surveys.models import Invitation
from surveys.own.wordings import further_languages
from surveys.pages import clock_of
from surveys.sentences import reader
from surveys.visits import Visit


def frame(invitation: Invitation) -> dict[str, Any]:
    """`wordings` are further languages of the questionnaire, `wording` the one in which it is read."""
    wave = invitation.wave
    return {
        "wave": wave,
        "invitation": invitation,
        "asker": wave.asker or wave.case.organisation.name,
        "wordings": further_languages(wave.version),
        "wording": reader(),
    }


class Sheet:
    """The draft with the sections that apply to it."""

    def __init__(self, visit: Visit) -> None:
        self.invitation = visit.invitation
        self.wave = self.invitation.wave
        self.form = form_of(self.wave.version)
        self.today = clock.today(self.wave.case.time_zone)
        self.draft = visit.draft if visit.confirmed else None
        self.confirmed = visit.confirmed
        self._known: tuple[Answers, list[Section]] | None = None

    @property
    def answers(self) -> Answers:
        return dict(self.draft.answers) if self.draft else {}

    def sections(self) -> list[Section]:
        return self._worked(self.answers)

    def _worked(self, answers: Answers) -> list[Section]:
        """Worked through once for the same answers."""
        if self._known is None or self._known[0] != answers:
            self._known = (answers, self.form.sections(answers, today=self.today))
        return self._known[1]

    def page(self, section: str) -> tuple[Section | None, Answers]:
        """One page as it is shown, with the defaults of questions that were not seen before."""
        answers = self.form.prefilled(self.answers, section=section, today=self.today)
        return next((one for one in self._worked(answers) if one["name"] == section), None), answers

    def detour(self) -> HttpResponse | None:
        """Where to go when there is nothing to write on."""
        if not self.confirmed:
            return redirect("respondent:identity")
        return redirect("respondent:receipt") if self.draft is None else None

    def go_on(self) -> HttpResponse:
        """Where one stopped: the first section with something missing or nothing answered, else the review."""
        problems = {problem.top for problem in self.form.validate(self.answers, today=self.today)}
        for section in self.sections():
            names = {question["name"] for question in section["questions"]}
            if problems & names or not names & self.answers.keys():
                return redirect("respondent:section", section=section["name"])
        return redirect("respondent:review")

    def saved(self) -> str:
        return clock_of(self.draft.saved_at if self.draft else None, self.wave.case.time_zone)
