"""The benchmark's plan, smaller: what a calendar alone says must come out to the last line."""

from __future__ import annotations

import pytest

from benchmarks.plan_simulation import expected, simulate

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_occurrence_reminder_and_escalation_of_a_plan_is_counted() -> None:
    outcome = simulate(16, 120)

    assert outcome.counts == expected(16, 120)
    assert {"due:30", "due:7", "due:1", "late:owner", "late:manager", "late:executive"} < set(outcome.counts)
