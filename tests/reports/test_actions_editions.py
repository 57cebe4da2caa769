from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import Error, transaction

from audit.models import AuditEvent
from core import jobs
from core.errors import Rejected
from core.verdict import Refused
from reports import actions
from reports.freezing import make_bundle
from reports.models import Edition, Snapshot
from reports.queries import tables_json, verify_snapshots
from tests.reports.factories import TABLES, make_answer, make_edition, make_surveyed_world, make_wave

pytestmark = pytest.mark.django_db


def events(case: Any) -> list[str]:
    return list(AuditEvent.objects.filter(chain=case.chain).order_by("position").values_list("type", flat=True))


def test_tables_are_replaced_as_a_whole() -> None:
    world = make_surveyed_world()

    actions.set_tables(case=world.case, tables=TABLES[:1], by=world.by)

    assert [table["id"] for table in tables_json(world.case)["tables"]] == ["seen"]
    assert events(world.case)[-1] == "reports.tables_set"


def test_a_wrong_specification_is_refused_and_changes_nothing() -> None:
    world = make_surveyed_world()

    with pytest.raises(Rejected) as rejected:
        actions.set_tables(case=world.case, tables=[{**TABLES[0], "form": "x"}], by=world.by)

    assert "seen.form" in str(rejected.value.problems[0].message)
    assert world.case.report_tables.count() == 2


def test_editions_are_numbered_in_turn() -> None:
    world = make_surveyed_world()

    assert [make_edition(world).ordinal, make_edition(world).ordinal] == [1, 2]


def test_an_edition_without_sections_gets_the_usual_ones() -> None:
    edition = make_edition(make_surveyed_world(), sections=[])

    assert [section["kind"] for section in edition.sections] == [
        "overview",
        "method",
        "tables",
        "reconciliation",
        "causes",
        "measures",
    ]
    assert edition.sections[2]["tables"] == ["seen", "why"]


def test_an_unknown_kind_of_section_is_refused() -> None:
    world = make_surveyed_world()

    with pytest.raises(Rejected):
        make_edition(world, sections=[{"kind": "song", "title": "x"}])


def test_freezing_keeps_the_figures_for_ever() -> None:
    world = make_surveyed_world()
    edition = make_edition(world)
    actions.freeze_now(edition=edition, by=world.by)
    before = tables_json(world.case, edition=edition)

    make_answer(world.case.waves.get(), world.case.roster.people.get(no="P-5"), seen="yes")
    actions.set_tables(case=world.case, tables=TABLES[:1], by=world.by)

    assert tables_json(world.case, edition=edition) == before
    assert tables_json(world.case)["tables"][0]["rows"][0]["cells"][2]["n"] == 4
    assert before["tables"][0]["rows"][0]["cells"][2]["n"] == 3


def test_the_same_data_make_the_same_bundle() -> None:
    edition = make_edition(make_surveyed_world())

    first, second = make_bundle(edition), make_bundle(edition)

    assert hashlib.sha256(first.archive).hexdigest() == hashlib.sha256(second.archive).hexdigest()


def test_other_data_make_another_bundle() -> None:
    world = make_surveyed_world()
    edition = make_edition(world)
    first = make_bundle(edition)

    make_answer(world.case.waves.get(), world.case.roster.people.get(no="P-5"), seen="yes")

    assert make_bundle(edition).archive != first.archive


def test_freezing_twice_gives_the_one_snapshot() -> None:
    world = make_surveyed_world()
    edition = make_edition(world)

    first = actions.freeze_now(edition=edition, by=world.by)
    again = actions.freeze_now(edition=Edition.objects.get(pk=edition.pk), by=world.by)

    assert (first, Snapshot.objects.count(), first.sha256) == (again, 1, first.bundle.sha256)
    assert events(world.case).count("reports.edition_frozen") == 1


def test_a_frozen_edition_cannot_be_changed() -> None:
    world = make_surveyed_world()
    stale = make_edition(world)
    actions.freeze_now(edition=Edition.objects.get(pk=stale.pk), by=world.by)

    with pytest.raises(Refused, match=r"凍結|frozen"):
        actions.set_sections(edition=stale, sections=[], by=world.by)

    assert len(Edition.objects.get().sections) == 6


def test_the_database_itself_keeps_a_snapshot() -> None:
    world = make_surveyed_world()
    actions.freeze_now(edition=make_edition(world), by=world.by)

    with pytest.raises(Error), transaction.atomic():
        Snapshot.objects.update(sha256="0" * 64)

    assert Snapshot.objects.get().sha256 != "0" * 64


def failing_world() -> Any:
    world = make_surveyed_world()
    make_answer(world.case.waves.get(), world.case.roster.people.get(no="P-5"), seen="maybe")
    return world


def test_a_failing_check_stops_the_freeze() -> None:
    world = failing_world()
    edition = make_edition(world)

    with pytest.raises(Refused):
        actions.freeze_now(edition=edition, by=world.by)

    assert (Edition.objects.get().state, Snapshot.objects.count()) == ("draft", 0)


def test_a_written_reason_lets_it_pass_and_stands_in_the_trail() -> None:
    world = failing_world()

    actions.freeze_now(edition=make_edition(world), by=world.by, reason="選択肢を追って直す")

    event = AuditEvent.objects.get(type="reports.edition_frozen")
    assert event.detail["despite"] == "選択肢を追って直す"


def test_the_job_freezes_and_starts_the_renderings() -> None:
    world = make_surveyed_world()
    edition = make_edition(world)

    job = actions.freeze_edition(edition=edition, by=world.by)
    jobs.execute(job.pk, heartbeat=False)

    job.refresh_from_db()
    assert (job.state, job.result["verification_code"]) == ("done", Snapshot.objects.get().verification_code)
    kinds = [row.payload["kind"] for row in type(job).objects.filter(kind="reports.render").order_by("pk")]
    assert kinds == ["pdf", "xlsx"]


def test_small_counts_are_hidden_in_an_edition_that_says_so() -> None:
    world = make_surveyed_world()
    edition = make_edition(world, suppress_below=3)
    make_edition(world, suppress_below=3, audience="public")

    draft = tables_json(world.case, edition=edition, table="seen")["tables"][0]
    for_public = tables_json(world.case, audience="public", table="seen")["tables"][0]

    assert [cell["printed"] for cell in draft["rows"][0]["cells"]] == ["＊", "＊", "＊"]
    assert for_public["rows"] == draft["rows"]
    assert tables_json(world.case, table="seen")["tables"][0]["rows"][0]["cells"][0]["n"] == 2


def test_an_untouched_snapshot_verifies_and_a_touched_one_is_named() -> None:
    world = make_surveyed_world()
    snapshot = actions.freeze_now(edition=make_edition(world), by=world.by)
    assert verify_snapshots() == (1, None)

    snapshot.bundle.path.chmod(0o600)
    snapshot.bundle.path.write_bytes(snapshot.bundle.read_bytes() + b"x")

    assert verify_snapshots(world.case) == (1, "M-2023-01#1")


def test_the_response_rate_covers_the_waves_of_the_largest_questionnaire() -> None:
    world = make_surveyed_world()
    make_wave(world.case, world.case.populations.get(code="all"), "w2", title="第2回")

    report = make_bundle(make_edition(world))

    assert report.findings == [] or all(not finding.blocks for finding in report.findings)
