"""A copy of one's own answers, and questions in a further language."""

import pytest
from django.core.cache import cache

from audit.models import AuditEvent
from surveys import actions
from surveys.models import ResponseVersion
from tests.surveys.factories import BY, answer, entered, invitation_of, link, make_wave, stored, submit_no
from tests.surveys.workbooks import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(world):
    return make_wave(world.case)


@pytest.fixture
def french(world, tmp_path):
    survey = [
        ["type", "name", "label::日本語 (ja)", "label::English (en)", "label::Français (fr)"],
        ["select_one yn", "seen", "見ましたか", "Did you see it?", "L'avez-vous vu ?"],
    ]
    choices = [
        ["list_name", "name", "label::日本語 (ja)", "label::English (en)", "label::Français (fr)"],
        ["yn", "yes", "はい", "Yes", "Oui"],
        ["yn", "no", "いいえ", "No", "Non"],
    ]
    data = workbook(tmp_path, survey=survey, choices=choices).read_bytes()
    version = actions.import_questionnaire(case=world.case, code="fr", stored_file=stored(data, "fr.xlsx"), by=BY)
    return make_wave(world.case, code="fr", version=version)


def test_the_copy_is_a_pdf_for_who_types_the_code(wave):
    client = entered(wave)
    submit_no(client)
    code = ResponseVersion.objects.get().receipt_code

    response = client.post("/answer/copy/pdf/", {"receipt": code.lower().replace("-", " ")})

    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert response["Cache-Control"] == "no-store"
    assert AuditEvent.objects.get(type="surveys.own_copy_made").detail == {"versions": 1}


def test_another_code_gives_nothing(wave):
    client = entered(wave)
    submit_no(client)

    assert [client.post("/answer/copy/pdf/", {"receipt": code}).status_code for code in ("", "AAAA-BBBB-CCCC")] == [
        422,
        422,
    ]
    assert AuditEvent.objects.filter(type="surveys.own_copy_made").count() == 0


def test_the_copy_is_not_made_over_and_over(wave):
    client = entered(wave)
    submit_no(client)
    cache.add(f"surveys:copy:{invitation_of(wave, 'P-001').pk}", 1, 60)

    response = client.post("/answer/copy/pdf/", {"receipt": ResponseVersion.objects.get().receipt_code})

    assert (response.status_code, bool(response.context["problem"])) == (422, True)


def test_nobody_gets_a_copy_of_answers_that_were_not_submitted(wave):
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})

    assert client.post("/answer/copy/pdf/", {"receipt": "x"}).status_code == 302


def test_a_further_language_is_offered_and_changes_only_the_questions(french):
    client = entered(french)
    section = client.get("/answer/continue/")["Location"]
    before = client.get(section).content.decode()

    client.post("/answer/wording/", {"wording": "fr", "next": section})
    after = client.get(section).content.decode()

    assert ("Français".lower() in before.lower(), "見ましたか" in before) == (True, True)
    assert ("L&#x27;avez-vous vu ?" in after, "Oui" in after, "次へ" in after) == (True, True, True)


def test_the_language_that_was_shown_is_kept_with_the_answers(french):
    client = entered(french)
    client.post("/answer/wording/", {"wording": "fr", "next": "/answer/"})
    name = client.get("/answer/continue/")["Location"].split("/")[3]
    answer(client, name, ["seen"], {"seen": "yes"})
    client.post("/answer/review/", {"base": "0"})

    assert ResponseVersion.objects.get().language == "fr"


def test_other_questionnaires_offer_no_choice_and_unknown_languages_change_nothing(wave, french):
    client = entered(wave)
    client.post("/answer/wording/", {"wording": "xx", "next": "/answer/"})

    page = client.get("/answer/section/viewing/").content.decode()

    assert ('name="wording"' in page, "お客さま" in page) == (False, True)


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/answer/", "/cases/", "/answer/../cases/"])
def test_the_choice_leads_back_into_the_room_only(client, back):
    response = client.post("/answer/wording/", {"wording": "fr", "next": back})

    assert response["Location"].startswith("/answer/")


def test_the_landing_page_offers_the_language_too(client, french):
    assert 'name="wording"' in client.get(link(invitation_of(french, "P-001"))).content.decode()
