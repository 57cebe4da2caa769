"""The table of moves checks itself and moves by compare-and-set."""

from __future__ import annotations

import pytest

from core.models import Job
from core.verdict import Refused
from core.workflow import Transition, Workflow

DOOR = Workflow(
    "door",
    initial="queued",
    states=["queued", "running"],
    transitions=[Transition("begin", "queued", "running", "door.begun")],
)


def test_a_table_with_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        Workflow("x", initial="a", states=["a"], transitions=[Transition("go", "a", "b", "x.gone")])


def test_a_state_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing leads"):
        Workflow("x", initial="a", states=["a", "b"], transitions=[])


@pytest.mark.django_db
def test_a_move_that_another_made_first_is_refused() -> None:
    job = Job.objects.create(kind="x", by_kind="system")
    same = Job.objects.get(pk=job.pk)
    DOOR.move(job, "begin")

    with pytest.raises(Refused):
        DOOR.move(same, "begin")

    assert job.state == "running"
