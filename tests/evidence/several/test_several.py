"""Several files of one source: read as the source is read, asked about where they deviate, all in at once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from core import files, jobs
from core.models import Job, JobState
from core.verdict import Refused
from evidence import actions
from evidence.enums import LogFileState
from evidence.looking.mapping import MappingForm
from evidence.models import LogFile, LogSource
from evidence.several.actions import read_together
from evidence.several.readings import files_of
from tests.engines.columnar.formats.test_locked import aes_zip
from tests.evidence.worlds import MAPPING
from tests.factories import World, make_system, make_world

pytestmark = pytest.mark.django_db
HEAD = "at,login,contract,category"


@pytest.fixture
def world() -> World:
    return make_world()


def known_source(world: World) -> LogSource:
    """A source of which one file was read in."""
    source = actions.add_source(
        case=world.case, code="cis", name="顧客管理", system=make_system(world.case), by=world.by
    )
    [first] = receive(world, source, {"first": f"{HEAD}\n2022-12-01 10:00:00,u0,C0,np\n"}).values()
    actions.start_ingest(log_file=first, mapping=MAPPING, by=world.by)
    jobs.run_pending()
    source.refresh_from_db()
    return source


def receive(world: World, source: LogSource, texts: dict[str, str | bytes]) -> dict[str, LogFile]:
    return {
        name: actions.receive_log(
            source=source,
            stored=files.store_bytes(
                text if isinstance(text, bytes) else text.encode(), name=f"{name}.csv", by=world.by
            ),
            by=world.by,
        )
        for name, text in texts.items()
    }


def row(day: int, *more: str, columns: Iterable[str] = ()) -> str:
    return ",".join([HEAD, *columns]) + f"\n2022-12-{day:02} 10:00:00,u1,C{day},{','.join(['np', *more])}\n"


def questions(source: LogSource) -> dict[str, list[str]]:
    return {one.log_file.name.removesuffix(".csv"): list(one.questions) for one in files_of(source).waiting}


DEVIATING: dict[str, str | bytes] = {
    "plain": row(2),
    "more": row(3, "x", columns=["備考"]),
    "terminal": row(4, "T1", columns=["端末番号"]),
    "lacking": "at,login,category\n2022-12-05 10:00:00,u1,np\n",
    "order": "at,login,contract,category\n03/04/2022 08:00:00,u1,C1,np\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "locked": aes_zip(row(6).encode(), "ひみつ12"),
}


def test_files_like_the_last_are_read_in_together_and_the_others_say_why_they_wait(
    world: World, client: Client
) -> None:
    source = known_source(world)
    received = receive(world, source, DEVIATING)
    asked = questions(source)
    client.force_login(world.aoki)
    page = reverse("evidence:source-files", args=[world.case.public_id, source.public_id])
    shown = client.get(page).context["files"]

    assert {name for name, said in asked.items() if not said} == {"plain", "more"}
    assert "端末番号" in asked["terminal"][0]
    assert "contract" in asked["lacking"][0]
    assert [len(asked[name]) for name in ("order", "picture", "locked")] == [1, 1, 1]
    assert ([len(one.notices) for one in shown.ready], len(shown.asked)) == ([0, 1], 5)

    client.post(reverse("evidence:source-read", args=[world.case.public_id, source.public_id]))
    running = client.get(page).context["files"]
    part = client.get(page, {"running": "2"}, headers={"HX-Request": "true"})
    jobs.run_pending()
    done = client.get(page, {"running": "2"}, headers={"HX-Request": "true"})

    assert ([one.name for one in running.running], running.ready) == (["plain.csv", "more.csv"], [])
    assert ("HX-Refresh" in part, done["HX-Refresh"]) == (False, "true")
    state = {name: LogFile.objects.get(pk=one.pk) for name, one in received.items()}
    assert {name for name, one in state.items() if one.state == LogFileState.IMPORTED} == {"plain", "more"}
    assert {one.accepted for one in state.values()} == {None, 1}
    assert len(client.get(page).context["files"].read) == 3
    with pytest.raises(Refused):
        read_together(source=source, by=world.by)


def test_an_answer_for_one_file_is_enough(world: World) -> None:
    source = known_source(world)
    received = receive(world, source, {name: DEVIATING[name] for name in ("terminal", "plain")})
    said = {**source.mapping, "columns": {**source.mapping["columns"], "terminal": "端末番号"}}

    LogFile.objects.filter(pk=received["terminal"].pk).update(mapping=said)

    assert questions(source) == {"terminal": [], "plain": []}
    read_together(source=source, by=world.by)
    jobs.run_pending()
    assert LogFile.objects.get(pk=received["terminal"].pk).mapping["columns"]["terminal"] == "端末番号"
    # What holds for all is remembered, not what was said for one.
    source.refresh_from_db()
    assert "terminal" not in source.mapping["columns"]


def test_nothing_is_read_before_somebody_has_said_what_the_columns_mean(world: World, client: Client) -> None:
    system = make_system(world.case)
    source = actions.add_source(case=world.case, code="cis", name="顧客管理", system=system, by=world.by)
    client.force_login(world.aoki)
    uploads = [SimpleUploadedFile(f"{day}.csv", row(day).encode()) for day in (1, 2)]
    facts = {"source": str(source.pk), "received_from": "送配電会社", "ground": "依頼", "necessity": "確認"}

    there = client.post(reverse("evidence:file-new", args=[world.case.public_id]), facts | {"file": uploads})

    assert there["Location"] == reverse("evidence:source-files", args=[world.case.public_id, source.public_id])
    assert [len(said) for said in questions(source).values()] == [1, 1]
    first, _second = LogFile.objects.order_by("pk")
    shown = MappingForm(log_file=first)
    sent = {name: shown.get_initial_for_field(field, name) or "" for name, field in shown.fields.items()}
    begun = client.post(reverse("evidence:file-import", args=[world.case.public_id, first.public_id]), sent)
    assert begun["Location"] == there["Location"]
    source.refresh_from_db()
    assert questions(source) == {"2": []}


def test_a_failure_or_a_stop_does_not_touch_the_others(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = known_source(world)
    received = receive(world, source, {str(day): row(day) for day in (2, 3, 4)})
    read_together(source=source, by=world.by)
    client.force_login(world.aoki)
    received["2"].stored.path.chmod(0o600)
    received["2"].stored.path.write_bytes(b"other bytes than were received")

    stop = reverse("evidence:file-stop", args=[world.case.public_id, received["3"].public_id])
    client.post(stop)
    jobs.run_pending()
    client.post(stop)

    states = {name: LogFile.objects.get(pk=one.pk).state for name, one in received.items()}
    assert states == {"2": LogFileState.FAILED, "3": LogFileState.RECEIVED, "4": LogFileState.IMPORTED}
    failed, stopped = files_of(source).waiting
    assert (len(failed.questions), stopped.is_ready, stopped.was_stopped) == (1, True, True)
    assert AuditEvent.objects.filter(type="evidence.ingest_stopped").count() == 1
    assert [job.state for job in Job.objects.order_by("pk")][-3:] == [
        JobState.FAILED,
        JobState.CANCELLED,
        JobState.DONE,
    ]
    client.force_login(world.chiba)
    assert client.post(stop).status_code == 404


def test_the_page_asks_the_database_as_often_for_one_file_as_for_three(world: World, client: Client) -> None:
    source = known_source(world)
    client.force_login(world.aoki)
    page = reverse("evidence:source-files", args=[world.case.public_id, source.public_id])
    counts = []
    for days in ((2,), (3, 4)):
        receive(world, source, {str(day): row(day) for day in days})
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))

    assert counts[0] == counts[1]
