"""Questionnaires, waves and respondents for tests."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from openpyxl import Workbook

from casework.actions import define_population
from casework.models import Case
from core.actor import Actor
from core.files import store_bytes
from core.models import StoredFile
from surveys import actions
from surveys.actions.questionnaires import add_version
from surveys.logic import read_questionnaire
from surveys.logic.definition import Definition
from surveys.models import Invitation, QuestionnaireVersion, Wave
from surveys.tokens import token_for

ROOT = Path(__file__).resolve().parents[2]
NP = ROOT / "tests/data/questionnaires/np.xlsx"
BY = Actor.system()

LANDING: dict[str, Any] = {
    "asker": "みなと電力 調査事務局",
    "purpose": "何が起きたかを確かめるためにおたずねします。",
    "purpose_en": "We ask to find out what happened.",
    "period_from": date(2016, 4, 1),
    "duty": "required",
    "duty_ground": "就業規則 第42条",
    "disciplinary_use": "undecided",
    "paid_time": True,
    "readers": "調査事務局の6人と外部の弁護士2人",
    "supervisor_reads": False,
    "employer_reads": False,
    "contact": "調査事務局 03-0000-0000",
    "independent_contact": "はやせ法律事務所 03-0000-0001",
    "minutes": 3,
}


def stored(data: bytes, name: str) -> StoredFile:
    """A received file."""
    return store_bytes(data, name=name, by=BY)


def make_version(case: Case, *, path: Path = NP, code: str = "np") -> QuestionnaireVersion:
    """The example questionnaire."""
    return version_of(case, path.read_bytes(), code=code)


def version_of(case: Case, workbook: bytes, *, code: str) -> QuestionnaireVersion:
    """What the workbook asks; the same bytes are read once, however many tests want them."""
    return add_version(
        case=case, code=code, definition=definition_of(workbook), source=stored(workbook, f"{code}.xlsx"), by=BY
    )


def definition_of(workbook: bytes) -> Definition:
    """A definition of one's own for each caller."""
    definition: Definition = json.loads(_read(workbook))
    return definition


@cache
def _read(workbook: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(workbook)
        file.flush()
        definition = read_questionnaire(Path(file.name)).definition
    assert definition is not None
    return json.dumps(definition)


def make_wave(case: Case, *, code: str = "w1", open_it: bool = True, mode: str = "web", **facts: Any) -> Wave:
    """A wave for everybody on the roster, told everything."""
    version = facts.pop("version", None) or make_version(case)
    population = facts.pop("population", None) or define_population(case=case, code=f"all-{code}", title="全員", by=BY)
    wave = actions.prepare_wave(
        case=case,
        code=code,
        title=facts.pop("title", "お客さま情報についてのアンケート"),
        version=version,
        population=population,
        mode=mode,
        by=BY,
        **(LANDING | facts),
    )
    return actions.open_wave(wave=wave, by=BY) if open_it else wave


def invitation_of(wave: Wave, no: str) -> Invitation:
    """The invitation of one person, with what the actions need."""
    return Invitation.objects.select_related("wave__version", "wave__case__organisation", "person").get(
        wave=wave, person__no=no
    )


def link(invitation: Invitation) -> str:
    """The address of the landing page."""
    return f"/i/{token_for(invitation.public_id, invitation.generation)}"


def entered(wave: Wave, no: str = "P-001", *, confirm: bool = True) -> Client:
    """A browser that has pressed «Start» and «Yes, this is me»."""
    client = Client()
    response = client.post(link(invitation_of(wave, no)), {"go": "start"})
    assert response.status_code == 302
    if confirm:
        assert client.post("/answer/", {"go": "me"}).status_code == 302
    return client


def answer(client: Client, section: str, shown: Sequence[str], values: Mapping[str, Any], go: str = "next") -> Any:
    """Post one page of questions."""
    data: dict[str, Any] = {"shown": list(shown), "go": go}
    data |= {f"q-{name}": value for name, value in values.items()}
    return client.post(f"/answer/section/{section}/", data)


def submit_no(client: Client) -> Any:
    """The shortest honest way through the example questionnaire."""
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    return client.post("/answer/review/", {"base": "0"})


def forms_export(rows: Sequence[Sequence[object]], head: Sequence[str]) -> bytes:
    """An unedited export of Microsoft Forms."""
    book = Workbook()
    page = book.active
    page.title = "Sheet1"
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
