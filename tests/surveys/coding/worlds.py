"""A closed wave in which people wrote something, and three coders."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from django.test import Client
from openpyxl import Workbook

from accounts.models import User
from casework.actions import set_member
from casework.models import Case, Role
from core.actor import Actor
from surveys import actions
from surveys.coding.actions import add_code, begin_frame
from surveys.models import CodingFrame, QuestionnaireVersion, ResponseVersion, Wave
from tests.factories import PASSWORD, World, make_person, make_user
from tests.surveys.factories import BY, make_wave, version_of

TEXTS = ("上司に言われて見た", "画面に出ていた", "お客さまのためと思った")


def make_text_version(case: Case, code: str = "why", **columns: str) -> QuestionnaireVersion:
    """One choice and one question of free text."""
    return version_of(case, _text_workbook(tuple(columns.items())), code=code)


@cache
def _text_workbook(columns: tuple[tuple[str, str], ...]) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "survey"
    page.append(
        ["type", "name", "label::日本語 (ja)", "label::English (en)", "required", *(name for name, _ in columns)]
    )
    page.append(["select_one yn", "q1", "閲覧しましたか", "Did you view it?", "yes"])
    page.append(
        ["text", "why", "そのときの事情を書いてください", "Please describe it", "", *(cell for _, cell in columns)]
    )
    choices = book.create_sheet("choices")
    for row in (("list_name", "name", "label::日本語 (ja)", "label::English (en)"), ("yn", "yes", "はい", "Yes")):
        choices.append(row)
    choices.append(("yn", "no", "いいえ", "No"))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write(wave: Wave, no: str, text: str, *, reason: str = "", **answers: Any) -> ResponseVersion:
    """What somebody wrote, as an officer records it."""
    person = wave.case.roster.people.get(no=no)
    given = {"q1": "yes", "why": text, **answers}
    return actions.record_answers(wave=wave, person=person, answers=given, mode="interview", by=BY, reason=reason)


def coding_world(world: World) -> tuple[CodingFrame, dict[str, ResponseVersion]]:
    """Three people's texts in a closed wave, and a frame with the codes order, screen and care."""
    make_person(world.case, "P-003", affiliation="contractor")
    wave = make_wave(world.case, version=make_text_version(world.case))
    given = {no: write(wave, no, text) for no, text in zip(("P-001", "P-002", "P-003"), TEXTS, strict=True)}
    actions.close_wave(wave=wave, by=BY)
    frame = begin_frame(questionnaire=wave.version.questionnaire, question="why", by=world.by)
    for code, label in (("order", "指示された"), ("screen", "画面に出ていた"), ("care", "お客さまのため")):
        add_code(frame=frame, code=code, label_ja=label, by=world.by)
    return frame, given


def coder(world: World, name: str) -> Actor:
    """A coder of the case."""
    user = User.objects.filter(email=f"{name}@example.jp").first() or make_user(name)
    set_member(case=world.case, user=user, role=Role.OFFICER, by=world.by)
    return Actor.of_user(user)


def browser(name: str = "aoki") -> Client:
    """Signed in."""
    client = Client()
    assert client.login(username=f"{name}@example.jp", password=PASSWORD)
    return client
