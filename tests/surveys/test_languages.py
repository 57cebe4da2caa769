"""Before a wave opens it says in which languages wordings are missing; in that of the case they have to be there."""

from __future__ import annotations

import copy
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse

from core.verdict import Refused
from surveys import actions
from surveys.actions.questionnaires import add_version
from surveys.languages import can_be_read, lacking
from surveys.logic.definition import Definition, Question
from surveys.logic.translations import offered, unworded
from surveys.models import QuestionnaireDraft, QuestionnaireVersion
from tests.factories import World, make_person
from tests.surveys.factories import BY, NP, definition_of, make_wave, stored

pytestmark = pytest.mark.django_db
IN_ENGLISH = {
    "title_en": "Survey",
    "duty_ground_en": "Rules of employment 42",
    "readers_en": "The office",
    "contact_en": "The office",
    "independent_contact_en": "A law firm",
}


def question(name: str, **facts: Any) -> Question:
    plain = {"type": "text", "hint": {}, "required": False, "relevant": None, "constraint": None}
    return cast("Question", {"name": name, "constraint_message": {}, "choices": [], **plain, **facts})


DEFINITION: Definition = {
    "title": {"ja": "題"},
    "languages": ["ja", "en", "vi"],
    "sections": [
        {
            "name": "s",
            "label": {"ja": "はじめに", "en": "Begin"},
            "questions": [
                question("a", label={"ja": "問", "en": "Question"}, hint={"ja": "補足"}),
                question("b", label={"ja": "問"}, choices=[{"name": "x", "label": {"ja": "はい", "en": "Yes"}}]),
                question("c", label={}, type="calculate"),
            ],
        }
    ],
}


def version(world: World, definition: Definition) -> QuestionnaireVersion:
    source = stored(NP.read_bytes(), "np.xlsx")
    return add_version(case=world.case, code="np", definition=definition, source=source, by=BY)


def test_wordings_are_counted_once_each_and_what_nobody_reads_is_none() -> None:
    assert offered(DEFINITION) == ["ja", "en", "vi"]
    assert [unworded(DEFINITION, code) for code in ("ja", "en", "vi")] == [(0, 5), (2, 5), (5, 5)]


def test_what_is_missing_is_a_hint_with_the_way_to_the_editor_and_no_stop(world: World, client: Client) -> None:
    client.force_login(world.aoki)
    world.chiba.language = "vi"
    world.chiba.save()
    make_person(world.case, "P-009", user=world.chiba)
    wave = make_wave(world.case, version=version(world, DEFINITION), open_it=False, readers_en="The office")

    url = reverse("surveys:wave-show", args=[world.case.public_id, wave.public_id])
    page = client.get(url).content.decode()
    found = [(one.code, one.missing, one.total, len(one.told), one.people, one.needed) for one in lacking(wave)]
    client.post(reverse("surveys:draft-begin", args=[world.case.public_id, wave.version.public_id]))

    assert found == [("en", 2, 5, 4, 0, False), ("vi", 5, 5, 0, 1, False)]
    assert "質問票の文言5個のうち2個がありません" in page
    assert reverse("surveys:draft-begin", args=[world.case.public_id, wave.version.public_id]) in page
    assert QuestionnaireDraft.objects.count() == 1
    assert actions.open_wave(wave=wave, by=BY).state == "open"
    assert 'id="languages"' not in client.get(url).content.decode()


def test_a_wave_does_not_open_without_the_language_in_which_people_are_written_to(world: World, client: Client) -> None:
    client.force_login(world.aoki)
    definition = copy.deepcopy(DEFINITION)
    definition["sections"][0]["questions"][0]["label"] = {"en": "Question"}
    wave = make_wave(world.case, version=version(world, definition), open_it=False)

    page = client.get(reverse("surveys:wave-show", args=[world.case.public_id, wave.public_id])).content.decode()
    with pytest.raises(Refused, match="5個のうち1個"):
        actions.open_wave(wave=wave, by=BY)

    assert "対象者への案内は日本語で送りますが" in page
    assert "受付を始める</button>" not in page
    wave.mode = "interview"
    assert can_be_read(wave)


def test_a_wave_that_is_worded_in_every_language_says_nothing(world: World) -> None:
    definition = definition_of(NP.read_bytes())
    wave = make_wave(world.case, version=version(world, definition), open_it=False, **IN_ENGLISH)

    assert lacking(wave) == []
    wave.mode, wave.version = "import", version(world, DEFINITION)
    assert lacking(wave) == []
