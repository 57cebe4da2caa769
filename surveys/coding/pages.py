"""What the pages of coding share. No page shows who wrote a text."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from accounts.models import Person
from casework.models import Case
from surveys.coding.answers import Coded, codable_questions, coded_texts
from surveys.coding.frames import Codes
from surveys.models.coding import CodingFrame
from surveys.sentences import local


def frame_of(case: Case, frame_id: uuid.UUID) -> CodingFrame:
    """The case's frame, or 404."""
    frame = get_object_or_404(
        CodingFrame.objects.select_related("questionnaire"), questionnaire__case=case, public_id=frame_id
    )
    frame.questionnaire.case = case
    return frame


def oneself(request: HttpRequest, case: Case) -> frozenset[int]:
    """The reader's own entries on the roster: nobody codes what they wrote themselves."""
    mine = Q(user_id=request.user.pk) | Q(email__iexact=str(getattr(request.user, "email", "")))
    found = Person.objects.filter(mine, roster_id=case.roster_id).exclude(email="", user__isnull=True)
    return frozenset(found.values_list("pk", flat=True))


def question_words(frame: CodingFrame) -> str:
    """The wording of the newest version that has the question."""
    for version in frame.questionnaire.versions.order_by("-number"):
        for question in codable_questions(version.definition):
            if question["name"] == frame.question:
                return local(question["label"]) or frame.question
    return frame.question


def reader() -> str:
    """The reader's language."""
    return get_language() or "ja"


def own_texts(request: HttpRequest, case: Case, frame: CodingFrame, codes: Codes) -> list[Coded]:
    """The texts of the frame without those that the reader wrote."""
    hidden = oneself(request, case)
    return [one for one in coded_texts(frame, codes) if one.text.person_id is None or one.text.person_id not in hidden]


def words_of(codes: Codes, chosen: frozenset[str] | None) -> list[str]:
    """The codes as the reader's language names them."""
    return [code.label(reader()) for code in codes.known.values() if code.code in (chosen or ())]
