"""Threads about single answers."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from core import clock
from core.actor import Actor
from core.models import OutboxMail
from core.outbox import send_waiting
from core.registries import registries
from core.verdict import Refused
from surveys.actions import record_answers
from surveys.clarifying.actions import ask_about, assign_query, close_query, remind_due_queries, write_in_query
from surveys.models import AnswerQuery, PersonalLink
from surveys.personal.actions import link_for_person
from surveys.tokens import personal_token
from tests.factories import PASSWORD, World
from tests.surveys.factories import make_wave
from tests.surveys.interviews.worlds import YES, answered_wave, person, version_of

pytestmark = pytest.mark.django_db


def asked(world: World, **facts: object) -> AnswerQuery:
    wave = answered_wave(world)
    given = {"question": "q2_reason", "kind": "unclear", "text": "どのような場面でしたか。"} | facts
    return ask_about(version=version_of(wave), by=world.by, **given)  # type: ignore[arg-type]


def test_a_thread_goes_to_and_fro_until_it_is_closed(world: World) -> None:
    query = asked(world, owner=world.baba, due_on=date(2026, 1, 9))

    write_in_query(query=query, text="12月の引越しのときです。", by=Actor.respondent("p"))
    assert AnswerQuery.objects.get().state == "answered"
    write_in_query(query=query, text="月末でしたか。", by=world.by)
    assert AnswerQuery.objects.get().state == "open"
    close_query(query=query, resolution="12月末の応援業務", by=world.by)

    with pytest.raises(Refused):
        write_in_query(query=query, text="x", by=Actor.respondent("p"))
    assert [e.text for e in query.entries.order_by("pk")][1:] == ["12月の引越しのときです。", "月末でしたか。"]


def test_the_same_is_not_asked_twice(world: World) -> None:
    query = asked(world)

    with pytest.raises(Refused):
        ask_about(version=query.version, question="q2_reason", kind="unclear", text="もう一度", by=world.by)


def test_nothing_is_asked_while_the_wave_takes_answers(world: World) -> None:
    wave = make_wave(world.case)

    version = record_answers(wave=wave, person=person(world), answers=YES, mode="import", by=world.by)

    with pytest.raises(Refused):
        ask_about(version=version, question="q2_reason", kind="unclear", text="？", by=world.by)


def test_the_person_replies_on_their_own_page_and_sees_no_note_of_the_office(world: World) -> None:
    query = asked(world)
    write_in_query(query=query, text="内部の覚え書き", by=world.by, for_office=True)
    link = PersonalLink.objects.get()
    client = Client()
    client.post(f"/p/{personal_token(link.public_id, link.generation)}", {"employee_number": "P-001"})

    page = client.get(f"/personal/question/{query.public_id}/").content.decode()
    client.post(f"/personal/question/{query.public_id}/", {"text": "引越しの受付です。"})

    assert ("どのような場面でしたか。" in page, "内部の覚え書き" in page) == (True, False)
    assert AnswerQuery.objects.get().state == "answered"


def test_anothers_question_cannot_be_opened(world: World) -> None:

    query = asked(world)
    other = link_for_person(case=world.case, person=person(world, "P-002"), by=world.by)
    client = Client()
    client.post(f"/p/{personal_token(other.public_id, other.generation)}", {"employee_number": "P-002"})

    assert client.get("/personal/").status_code == 200
    assert client.get(f"/personal/question/{query.public_id}/").status_code == 404


def test_a_mail_reminds_the_day_before_and_once(world: World) -> None:
    due = clock.today("Asia/Tokyo") + timedelta(days=3)
    query = asked(world, due_on=due)
    remind_due_queries()
    assert not OutboxMail.objects.filter(kind="surveys.query_due").exists()

    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        remind_due_queries()
        remind_due_queries()

    assert OutboxMail.objects.filter(kind="surveys.query_due").count() == 1
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert send_waiting() == 2
    assign_query(query=query, owner=None, due_on=None, by=world.by)


def test_a_case_does_not_close_over_open_questions(world: World) -> None:
    query = asked(world)
    refused = registries.veto("case.close", world.case)

    close_query(query=query, resolution="済", by=world.by)

    assert (bool(refused), bool(registries.veto("case.close", world.case))) == (False, True)


def test_the_list_narrows_by_state_owner_and_lateness(world: World) -> None:
    query = asked(world, owner=world.baba, due_on=date(2020, 1, 9))
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    url = f"/cases/{world.case.public_id}/surveys/interviews/questions/"

    shown = [
        str(query.public_id) in client.get(url, given).content.decode()
        for given in (
            {},
            {"state": "closed"},
            {"late": "on"},
            {"owner": str(world.baba.pk)},
            {"owner": str(world.aoki.pk)},
        )
    ]

    assert shown == [True, False, True, True, False]


def test_pages_of_a_thread_show_and_act(world: World) -> None:
    query = asked(world)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    base = f"/cases/{world.case.public_id}/surveys/interviews/questions/"
    assert client.get(f"{base}{query.public_id}/").status_code == 200
    assert client.get(f"{base}new/{query.version.response.person.public_id}/").status_code == 200

    client.post(f"{base}{query.public_id}/do/close/", {"resolution": "確認済み"})

    assert AnswerQuery.objects.get().resolution == "確認済み"


def test_somebody_is_asked_by_person_id(world: World) -> None:
    answered_wave(world)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    url = f"/cases/{world.case.public_id}/surveys/interviews/questions/"

    asked_for = [client.get(url, {"person": no}).headers["Location"] for no in ("P-001", "P-404")]

    assert asked_for == [f"{url}new/{person(world).public_id}/", url]
