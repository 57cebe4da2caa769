"""The list of screens that were really opened."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import files, jobs
from evidence import actions
from evidence.reconciling import start_reconciliation
from evidence.screens import screens_of
from tests.factories import make_incident, make_system, make_world

pytestmark = pytest.mark.django_db
LOG = """at,login,screen
2022-12-01 10:00:00,u1,K1010
2022-12-02 10:00:00,u2,K1010
2022-12-03 10:00:00,u1,K2030
2023-02-01 10:00:00,u1,K9999
"""


@pytest.mark.acceptance("CG-35")
def test_the_screens_of_the_incidents_are_listed_with_their_use(client: Client) -> None:
    world = make_world()
    system = make_system(world.case)
    make_incident(world.case, systems=[system], log_from="2022-12-01", log_to="2022-12-31")
    source = actions.add_source(case=world.case, code="cis", name="log", system=system, by=world.by)
    stored = files.store_bytes(LOG.encode(), name="log.csv", by=world.by)
    mapping = {"columns": {"at": "at", "login": "login", "screen": "screen"}, "time_zone": "Asia/Tokyo"}
    actions.start_ingest(
        log_file=actions.receive_log(source=source, stored=stored, by=world.by), mapping=mapping, by=world.by
    )
    start_reconciliation(case=world.case, by=world.by)
    jobs.run_pending()

    assert [(one.screen, one.views) for one in screens_of(world.case)] == [("K1010", 2), ("K2030", 1)]
    client.force_login(world.aoki)
    page = client.get(reverse("evidence:screens", args=[world.case.public_id])).content.decode()
    assert "K1010" in page
    assert "K9999" not in page


def test_before_any_comparison_the_page_says_what_to_do(client: Client) -> None:
    world = make_world()
    client.force_login(world.aoki)

    page = client.get(reverse("evidence:screens", args=[world.case.public_id]), headers={"accept-language": "en"})

    assert "Map a column of the log" in page.content.decode()
