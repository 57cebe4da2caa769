"""The comparison follows changes by itself: once for all that changed together, and never with open waves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from audit.models import AuditEvent
from core import clock, jobs
from core.actor import Actor
from core.models import Job
from core.verdict import Refused
from evidence.models import DiscrepancyNote, ReconciliationRun
from evidence.queries import newest_reconciliation
from evidence.reconciling import compare_again, start_reconciliation
from evidence.tasks import follow_changes
from evidence.upkeep.actions import LONGEST, QUIET, set_upkeep
from evidence.upkeep.changed import stale_parts
from surveys.models import Wave
from tests.evidence.worlds import add_log, answer, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
MORNING = datetime(2023, 3, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world()


def waiting() -> int:
    return Job.objects.claimable().filter(kind="evidence.reconcile").count()


def test_changes_that_came_to_rest_are_compared_once_and_named(world: World, client: Client) -> None:
    with travel(MORNING, tick=False) as time:
        _incident, people, _run = make_compared(world, 2)
        time.shift(timedelta(minutes=5))
        add_log(world, ["2022-12-20 10:00:00,u3,C9,np"])
        time.shift(QUIET / 2)
        answer(Wave.objects.get(), people[0], "yes", ordinal=2)
        follow_changes()
        assert waiting() == 0

        time.shift(QUIET)
        follow_changes()
        follow_changes()
        assert waiting() == 1
        jobs.run_pending()
        time.shift(QUIET)
        follow_changes()
        assert waiting() == 0

    runs = list(ReconciliationRun.objects.order_by("ordinal"))
    assert [run.parts["because"] for run in runs] == [[], ["answers", "logs"]]
    assert AuditEvent.objects.filter(type="evidence.reconciliation_started").latest("pk").by_kind == "system"
    client.force_login(world.aoki)
    page = client.get(reverse("reconciliation:changes", args=[world.case.public_id]))
    assert len(page.context["because"]) == 2
    assert sorted(move.person_no for move, *_rest in page.context["rows"]) == ["P-000", "P-003"]


def test_changes_that_never_rest_wait_no_longer_than_the_longest(world: World) -> None:
    with travel(MORNING, tick=False) as time:
        _incident, people, _run = make_compared(world, 2)
        time.shift(timedelta(minutes=1))
        for ordinal in range(2, 20):
            answer(Wave.objects.get(), people[0], "yes" if ordinal % 2 else "no", ordinal=ordinal)
            time.shift(LONGEST / 16)
            follow_changes()
            if waiting():
                break

        assert ordinal == 17


def test_nothing_is_started_while_one_runs_nor_again_after_a_failure(world: World) -> None:
    with travel(MORNING, tick=False) as time:
        make_compared(world, 1)
        time.shift(timedelta(minutes=1))
        add_log(world, ["2022-12-20 10:00:00,u2,C9,np"])
        job = start_reconciliation(case=world.case, by=world.by)
        assert start_reconciliation(case=world.case, by=world.by) == job
        run = jobs.claim(job.pk)
        assert run is not None
        with pytest.raises(Refused):
            start_reconciliation(case=world.case, by=world.by)
        assert compare_again(case=world.case, by=world.by) is None
        time.shift(QUIET)
        follow_changes()
        assert Job.objects.filter(kind="evidence.reconcile").count() == 2

        Job.objects.filter(pk=job.pk).update(state="failed", finished_at=clock.now())
        follow_changes()
        assert waiting() == 0
        add_log(world, ["2022-12-21 10:00:00,u2,C9,np"])
        time.shift(QUIET)
        follow_changes()
        assert waiting() == 1


def test_a_case_may_keep_its_comparison_by_hand(world: World, client: Client) -> None:
    with travel(MORNING, tick=False) as time:
        make_compared(world, 1)
        client.force_login(world.aoki)
        client.post(reverse("reconciliation:upkeep", args=[world.case.public_id]), {"automatic": "no"})
        time.shift(QUIET)
        add_log(world, ["2022-12-20 10:00:00,u2,C9,np"])
        time.shift(LONGEST)
        follow_changes()

        assert (waiting(), compare_again(case=world.case, by=world.by)) == (0, None)
        page = client.get(reverse("reconciliation:matrix", args=[world.case.public_id]))
        assert (page.context["automatic"], len(page.context["stale"])) == (False, 1)

        set_upkeep(case=world.case, automatic=True, by=world.by)
        follow_changes()
        assert waiting() == 1
    client.force_login(world.chiba)
    assert client.post(reverse("reconciliation:upkeep", args=[world.case.public_id])).status_code == 404
    assert AuditEvent.objects.filter(type="evidence.upkeep_set").count() == 2


def test_a_wave_that_takes_answers_reveals_nothing_until_it_closes(world: World, client: Client) -> None:
    _incident, people, _run = make_compared(world, 1)
    wave = Wave.objects.get()
    Wave.objects.filter(pk=wave.pk).update(state="open", opened_at=clock.now())
    start_reconciliation(case=world.case, by=world.by)
    jobs.run_pending()

    run = newest_reconciliation(world.case)
    assert run is not None
    assert run.summary["I-1"]["classes"] == {"log_yes_not_asked": 2, "log_no_not_asked": 1}
    assert set(DiscrepancyNote.objects.values_list("gone", flat=True)) == {True}
    answer(wave, people[0], "yes", ordinal=2)
    assert stale_parts(world.case, run) == set()
    client.force_login(world.aoki)
    page = client.get(reverse("reconciliation:matrix", args=[world.case.public_id]))
    assert page.context["answering"] == [wave]
    own = client.get(reverse("reconciliation:dossier", args=[world.case.public_id, people[0].public_id]))
    assert [(given.hidden, given.answers) for given in own.context["waves"]] == [(True, [])]
    links = client.get(reverse("reconciliation:link-list", args=[world.case.public_id, "I-1"]))
    assert links.context["rows"] == []

    Wave.objects.filter(pk=wave.pk).update(state="closed", closed_at=clock.now())
    start_reconciliation(case=world.case, by=Actor.system())
    jobs.run_pending()

    newest = newest_reconciliation(world.case)
    assert newest is not None
    assert newest.summary["I-1"]["classes"] == {"log_yes_answer_yes": 2, "log_no_answer_no": 1}
