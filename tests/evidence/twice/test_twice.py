"""Rows received twice count once; every row stays accounted for, and an officer may decide otherwise."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from core import jobs
from core.models import Job
from core.verdict import Refused
from evidence.models import FileOverlap, LogFile, OverlapDecision
from evidence.overlaps import overlaps_json
from evidence.queries import placed_people
from evidence.twice.actions import decide_overlap
from evidence.twice.finding import lay_over
from evidence.twice.queries import counted_once
from evidence.upkeep.changed import COMPARE
from tests.evidence.worlds import BY, add_log, compare, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
FIRST = ["2022-12-05 09:00:00,u3,C1,np", "2022-12-06 09:00:00,u3,C2,np", "2022-12-07 09:00:00,u3,C3,np"]
# the same extract again with one day more: two rows again, one told otherwise, one twice over, one new
SECOND = [
    "2022-12-06 09:00:00,u3,C2,np",
    "2022-12-06 09:00:00,u3,C2,np",
    "2022-12-07 09:00:00,u3,C3,own",
    "2022-12-05 09:00:00,u3,C1,np",
    "2022-12-08 09:00:00,u3,C4,np",
]


@pytest.fixture
def world() -> World:
    return make_world()


def views(world: World) -> int:
    return sum(one.views for one in placed_people(compare(world), "I-1", person_no="P-003"))


def test_equal_rows_count_once_and_are_accounted_for(world: World) -> None:
    make_compared(world)
    first = add_log(world, FIRST)
    assert views(world) == 3
    second = add_log(world, SECOND)

    found = FileOverlap.objects.get(later=second, earlier=first)
    assert (found.same, found.contradicting, found.default) == (2, 1, "once")
    assert (second.rows_in, second.accepted, second.twice) == (5, 5, 2)
    assert (first.twice, counted_once(world.case)) == (0, 2)
    assert views(world) == 5
    compared = Job.objects.filter(kind=COMPARE).latest("pk")
    assert compared.done == compared.total == 3 + 3 + 3
    assert AuditEvent.objects.get(type="evidence.overlap_found").detail["same"] == 2
    [told] = [one for one in overlaps_json(second) if one["same"]]
    assert (told["only_earlier"], told["only_this"], told["counting"]) == (0, 1, "once")


def test_an_officer_decides_with_a_reason_and_the_facts_follow(world: World, client: Client) -> None:
    make_compared(world)
    add_log(world, FIRST)
    second = add_log(world, SECOND)
    assert views(world) == 5
    found = FileOverlap.objects.get(later=second, same=2)
    client.force_login(world.aoki)
    page = reverse("evidence:overlap-show", args=[world.case.public_id, found.public_id])
    assert client.get(page).context["standing"].to_decide
    client.post(page, {"counting": "both", "reason": ""})
    assert not OverlapDecision.objects.exists()

    client.post(page, {"counting": "both", "reason": "端末を2台で使っていた"})
    jobs.run_pending()

    second.refresh_from_db()
    assert (second.twice, second.counted, views(world)) == (0, None, 7)
    decide_overlap(overlap=found, counting="once", reason="同じ抽出と確認", by=world.by)
    jobs.run_pending()
    assert views(world) == 5
    standing = client.get(page).context["standing"]
    assert ([one.counting for one in standing.decisions], standing.to_decide) == (["once", "both"], False)
    for name in ("file-show", "source-list", "figures"):
        args = [second.public_id] if name == "file-show" else []
        shown = client.get(reverse(f"evidence:{name}", args=[world.case.public_id, *args]))
        assert shown.status_code == 200
    client.force_login(world.chiba)
    assert client.get(page).status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        OverlapDecision.objects.update(counting="both")


def test_files_that_meet_in_one_moment_follow_each_other(world: World) -> None:
    make_compared(world)
    add_log(world, FIRST)
    add_log(world, ["2022-12-07 09:00:00,u3,C3,np", "2022-12-08 09:00:00,u3,C4,np"])

    found = FileOverlap.objects.get(same=1)
    assert (found.default, counted_once(world.case), views(world)) == ("both", 0, 5)
    with pytest.raises(Refused):
        decide_overlap(overlap=found, counting="never", reason="x", by=world.by)


def test_a_row_of_three_files_counts_once_and_finding_again_changes_nothing(world: World) -> None:
    make_compared(world)
    rows = [FIRST, [*FIRST, "2022-12-08 09:00:00,u3,C4,np"], [*FIRST, "2022-12-09 09:00:00,u3,C5,np"]]
    made = [add_log(world, lines) for lines in rows]

    for log_file in LogFile.objects.all():
        lay_over(log_file, by=BY)

    twice = LogFile.objects.filter(pk__in=[one.pk for one in made]).order_by("pk").values_list("twice", flat=True)
    assert (list(twice), views(world)) == ([0, 3, 3], 5)
