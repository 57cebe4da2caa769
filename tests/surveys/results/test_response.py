"""The response of a wave: counted with its bases, and never by looking into a draft."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from surveys import actions
from surveys.models import Draft, Invitation, ProgressCount
from surveys.results import monitor, progress
from tests.factories import make_person
from tests.surveys.factories import BY, answer, entered, invitation_of, make_wave, submit_no

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(world):
    for number in range(3, 9):
        make_person(world.case, f"P-{number:03}", unit="営業課" if number % 2 else "料金センター")
    return make_wave(world.case, proof="link_only")


def page(wave, query=""):
    return f"/cases/{wave.case.public_id}/surveys/waves/{wave.public_id}/response/{query}"


def half_way(wave, no):
    answer(entered(wave, no), "viewing", ["q1_viewed"], {"q1_viewed": "yes"})


def test_every_state_stands_under_its_unit_and_adds_up(world, wave):
    submit_no(entered(wave, "P-001"))
    half_way(wave, "P-003")
    actions.record_answers(
        wave=wave, person=invitation_of(wave, "P-004").person, answers={"q1_viewed": "no"}, mode="interview", by=BY
    )
    Invitation.objects.filter(wave=wave, person__no="P-005").update(state="withdrawn", reason="期間中は不在")

    total = monitor.monitor_of(wave).total

    assert (total.asked, total.personally, total.by_others, total.part, total.gone, total.waiting) == (8, 1, 1, 1, 1, 4)
    assert total.answered + total.part + total.opened + total.waiting + total.gone == total.asked


def test_each_rate_names_its_base(world, wave):
    submit_no(entered(wave, "P-001"))
    half_way(wave, "P-003")
    Invitation.objects.filter(wave=wave, person__no="P-005").update(state="withdrawn", reason="期間中は不在")

    rates = monitor.rates_of(monitor.monitor_of(wave).total)

    assert [(one.n, one.of, one.percent) for one in rates] == [
        (1, 8, "12.5"),
        (1, 8, "12.5"),
        (1, 7, "14.3"),
        (2, 8, "25.0"),
    ]
    assert len({(one.numerator, one.base) for one in rates}) == 4


def test_progress_is_counted_once_for_each_person_and_names_nobody(world, wave):
    first, second = entered(wave, "P-001"), entered(wave, "P-003")
    for client in (first, first, second):
        answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})

    names = progress.asked_of_everybody(monitor.form_of(wave.version))

    assert progress.reached(wave, len(names))[0] == 2
    assert {field.name for field in ProgressCount._meta.get_fields()} == {"id", "wave", "kind", "key", "shard", "n"}


def test_only_questions_that_everybody_is_asked_are_counted(world, wave):
    client = entered(wave, "P-001")
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})
    before = list(ProgressCount.objects.values_list("key", "n"))
    answer(client, "viewing", ["q1_viewed", "q2_period"], {"q1_viewed": "yes", "q2_period": "before"})

    names = progress.asked_of_everybody(monitor.form_of(wave.version))

    assert list(ProgressCount.objects.values_list("key", "n")) == before
    assert all(monitor.form_of(wave.version).questions[name]["relevant"] is None for name in names)


def test_a_submission_has_passed_every_question(world, wave):
    submit_no(entered(wave, "P-001"))

    names = progress.asked_of_everybody(monitor.form_of(wave.version))

    assert progress.reached(wave, len(names)) == [1] * len(names)
    assert sum(progress.minutes(wave).values()) == 1


def test_a_correction_counts_nothing_again(world, wave):
    client = entered(wave, "P-001")
    submit_no(client)
    before = list(ProgressCount.objects.order_by("pk").values_list("key", "n"))

    client.post("/answer/correct/")
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    client.post("/answer/review/", {"base": "1", "reason": "見直しました"})

    assert list(ProgressCount.objects.order_by("pk").values_list("key", "n")) == before


def test_while_the_wave_is_open_progress_is_rounded_and_few_are_not_shown(world, wave):
    for number in (1, 3, 4):
        half_way(wave, f"P-{number:03}")

    assert [(step.n, step.stopped) for step in monitor.questions_reached(wave)][:1] == [(5, None)]

    actions.close_wave(wave=wave, by=BY)
    assert [(step.n, step.stopped) for step in monitor.questions_reached(wave)][:1] == [(3, None)]


def test_long_pauses_count_as_five_minutes():
    now = clock.now()
    draft = Draft(saved_at=now - timedelta(hours=9), active_seconds=60)

    assert progress.active_seconds(draft, None, now) == 360
    assert progress.active_seconds(Draft(), now - timedelta(seconds=40), now) == 40


def test_quartiles_are_those_of_the_people():
    assert monitor.quartiles({1: 4}) is None
    found = monitor.quartiles({2: 3, 3: 2, 4: 2, 30: 1})
    assert (found.people, found.lower, found.median, found.upper) == (8, 2, 3, 4)


def test_the_page_shows_response_and_reads_no_answer_and_no_draft(client, world, wave):
    submit_no(entered(wave, "P-001"))
    half_way(wave, "P-003")
    client.force_login(world.aoki)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(page(wave))

    assert response.status_code == 200
    assert "料金センター" in response.content.decode()
    assert [q["sql"] for q in queries if "surveys_draft" in q["sql"] or '"answers"' in q["sql"]] == []


def test_the_figures_are_asked_for_again_only_while_the_wave_is_open(client, world, wave):
    client.force_login(world.aoki)

    part = client.get(page(wave), headers={"HX-Request": "true"}).content.decode()
    assert (part.lstrip().startswith('<div id="figures"'), "every 20s" in part) == (True, True)

    actions.close_wave(wave=wave, by=BY)
    assert "every 20s" not in client.get(page(wave)).content.decode()


def test_the_page_costs_the_same_queries_for_few_and_for_many(client, world, wave):
    client.force_login(world.aoki)
    client.get(page(wave))
    counts = []
    for no in ("P-001", "P-003", "P-004"):
        submit_no(entered(wave, no))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(wave, "?by=employer"))
        counts.append(len(queries))

    assert counts == [counts[0]] * 3


def test_outsiders_find_no_such_page(client, world, wave):
    client.force_login(world.chiba)

    assert client.get(page(wave)).status_code == 404
