"""What is lent and returned is counted by both companies, and a difference is seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from core.verdict import Refused
from remediation.counts.actions import record_count
from remediation.models import CrossCount
from remediation.queries import today_of
from tests.factories import make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db
FACTS = {"item": "受付端末", "counterpart": "送配電会社", "ours_lent": 40, "ours_returned": 38, "theirs_lent": 40}


@pytest.mark.acceptance("KY-51")
@pytest.mark.parametrize(("theirs", "word"), [(38, "一致"), (37, "不一致")])
def test_both_counts_stand_side_by_side_with_their_comparison(client: Client, theirs: int, word: str) -> None:
    world = make_world()
    measure = make_measure(world.case)
    client.force_login(world.aoki)

    client.post(
        reverse("remediation:count-new", args=[world.case.public_id, measure.public_id]),
        {**FACTS, "theirs_returned": theirs, "counted_on": "2023-01-30"},
    )

    panel = client.get(reverse("remediation:counts-panel", args=[world.case.public_id, measure.public_id]))
    assert f"</svg>{word}</span>" in panel.content.decode()
    assert CrossCount.objects.get().out_by_us == 2
    assert AuditEvent.objects.filter(type="remediation.count_recorded").count() == 1


def test_a_count_of_tomorrow_is_refused() -> None:
    world = make_world()
    measure = make_measure(world.case)

    with pytest.raises(Refused):
        record_count(
            measure=measure,
            **FACTS,
            theirs_returned=38,
            counted_on=today_of(world.case) + timedelta(days=1),
            by=world.by,
        )


def test_a_count_stays_as_it_was_written() -> None:
    world = make_world()
    measure = make_measure(world.case)
    count = record_count(measure=measure, **FACTS, theirs_returned=38, counted_on=date(2023, 1, 30), by=world.by)

    with pytest.raises(Error, match="only grows"), transaction.atomic():
        CrossCount.objects.filter(pk=count.pk).update(ours_lent=1)
