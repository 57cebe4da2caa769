"""Answers taken out of a closed wave: by an officer, complete, on the record."""

import csv
import io

import pytest

from audit.models import AuditEvent
from surveys import actions
from tests.surveys.factories import BY, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(world):
    wave = make_wave(world.case)
    person = wave.population.members.order_by("person__no").first().person
    answers = {"q1_viewed": "yes", "q3_routes": ["manual", "other"], "q3_other": "=1+1", "remarks": "はい、\n以上"}
    actions.record_answers(wave=wave, person=person, answers=answers, mode="interview", by=BY)
    return wave


def take(client, wave, **fields):
    return client.post(f"/cases/{wave.case.public_id}/surveys/waves/{wave.public_id}/answers/", fields)


def text(response):
    return b"".join(response.streaming_content).decode()


def test_an_open_wave_keeps_its_answers(client, world, wave):
    client.force_login(world.aoki)

    assert take(client, wave).status_code == 403
    assert AuditEvent.objects.filter(type="surveys.answers_exported").count() == 0


def test_a_closed_wave_gives_every_current_version_and_records_the_taking(client, world, wave):
    closed = actions.close_wave(wave=wave, by=BY)
    client.force_login(world.aoki)

    found = list(csv.DictReader(io.StringIO(text(take(client, closed)), newline="")))

    assert [(row["q1_viewed"], row["q3_routes"], row["q3_other"], row["remarks"]) for row in found] == [
        ("yes", "manual;other", "'=1+1", "はい、\n以上")
    ]
    assert AuditEvent.objects.get(type="surveys.answers_exported").detail == {"responses": 1}


def test_the_mark_of_the_encoding_is_a_choice(client, world, wave):
    closed = actions.close_wave(wave=wave, by=BY)
    client.force_login(world.aoki)

    assert [text(take(client, closed, **fields)).startswith("\ufeff") for fields in ({"mark": "on"}, {})] == [
        True,
        False,
    ]


def test_outsiders_find_no_such_page(client, world, wave):
    client.force_login(world.chiba)

    assert take(client, wave).status_code == 404
