"""Answers that were never submitted: kept for some days, then gone without a trace."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from audit.models import AuditEvent
from casework.holds.actions import lift_hold, place_hold
from core import clock
from core.verdict import Refused
from surveys import actions, tasks
from surveys.ending import traces
from surveys.ending.actions import delete_unsubmitted, reopen_wave
from surveys.late.actions import allow_late
from surveys.models import Draft, ResponseVersion
from tests.factories import make_person
from tests.surveys.factories import BY, answer, entered, invitation_of, link, make_wave, submit_no
from tests.surveys.sealed.walking import database_text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CANARY = "CANARY-hanpa-5b1e"


def begun(wave, *nos):
    """People who stopped half-way."""
    for no in nos or ("P-001",):
        client = entered(wave, no)
        answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
        answer(client, "closing", ["remarks"], {"remarks": f"{CANARY} {no}"})
    wave.refresh_from_db()
    return wave


def after(days, deed):
    with time_machine.travel(clock.now() + days * DAY, tick=False):
        return deed()


def run():
    return delete_unsubmitted(by=BY)


def left():
    return sorted(Draft.objects.values_list("invitation__person__no", flat=True))


def test_they_are_deleted_when_the_days_after_closing_are_over_and_only_their_number_is_kept(world):
    wave = begun(make_wave(world.case), "P-001", "P-002")
    assert after(400, run) == 0
    actions.close_wave(wave=wave, by=BY)

    assert after(13, run) == 0
    assert after(15, run) == 2
    assert after(15, run) == 0

    assert left() == []
    event = AuditEvent.objects.get(type="surveys.drafts_deleted")
    assert event.detail == {"wave": "w1", "deleted": 2, "held": 0}
    assert CANARY not in database_text()


def test_a_wave_that_nobody_closed_counts_from_the_end_it_was_told(world):
    begun(make_wave(world.case, closes_at=clock.now() + 3 * DAY, drafts_kept_days=5))

    assert after(7, run) == 0
    assert after(9, run) == 1


def test_a_hold_on_the_case_or_on_a_person_keeps_them_until_it_is_lifted(world):
    wave = begun(make_wave(world.case), "P-001", "P-002")
    actions.close_wave(wave=wave, by=BY)
    of_case = place_hold(case=world.case, person=None, reason="証拠保全", by=BY)
    person = invitation_of(wave, "P-002").person
    of_person = place_hold(case=world.case, person=person, reason="訴訟", by=BY)

    assert after(15, run) == 0
    lift_hold(hold=of_case, reason="取消し", by=BY)
    assert (after(15, run), left()) == (1, ["P-002"])
    assert AuditEvent.objects.get(type="surveys.drafts_deleted").detail["held"] == 1
    lift_hold(hold=of_person, reason="終結", by=BY)
    assert (after(15, run), left()) == (1, [])


def test_whoever_may_answer_late_keeps_theirs_and_is_counted_from_their_own_last_day(world):
    wave = begun(make_wave(world.case), "P-001", "P-002")
    actions.close_wave(wave=wave, by=BY)
    allow_late(invitation=invitation_of(wave, "P-001"), until=clock.now() + 30 * DAY, reason="出張", by=BY)

    assert (after(15, run), left()) == (1, ["P-001"])

    def go_on():
        client = entered(wave)
        assert CANARY in client.get("/answer/section/closing/").content.decode()
        return client.post("/answer/review/", {"base": "0"}).url

    assert after(29, go_on) == "/answer/receipt/"
    assert CANARY in ResponseVersion.objects.get().answers["remarks"]


def test_whoever_comes_late_after_the_deletion_begins_anew(world):
    wave = begun(make_wave(world.case))
    actions.close_wave(wave=wave, by=BY)
    after(15, run)
    allow_late(invitation=invitation_of(wave, "P-001"), until=clock.now() + 30 * DAY, reason="出張", by=BY)

    assert after(16, lambda: submit_no(entered(wave)).url) == "/answer/receipt/"
    assert "remarks" not in ResponseVersion.objects.get().answers


def test_a_change_that_was_begun_goes_and_what_was_submitted_stays(world):
    wave = make_wave(world.case)
    client = entered(wave)
    submit_no(client)
    client.post("/answer/correct/")
    answer(client, "closing", ["remarks"], {"remarks": CANARY})
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)

    assert after(15, run) == 1
    assert ResponseVersion.objects.get().answers == {"q1_viewed": "no"}
    assert CANARY not in database_text()


def test_opening_the_wave_again_keeps_them_and_hides_the_results(world):
    wave = begun(make_wave(world.case))
    actions.close_wave(wave=wave, by=BY)

    reopen_wave(wave=wave, closes_at=clock.now() + 30 * DAY, reason="郵便の遅れ", by=BY)

    assert after(20, run) == 0
    assert CANARY in entered(wave).get("/answer/section/closing/").content.decode()
    wave.refresh_from_db()
    assert (wave.state, wave.closed_at) == ("open", None)
    event = AuditEvent.objects.get(type="surveys.wave_reopened")
    assert event.detail["reason"] == "郵便の遅れ"


def test_a_wave_is_opened_again_only_when_closed_for_a_reason_and_with_names(world):
    wave = make_wave(world.case)
    for no in "3456":
        make_person(world.case, f"P-00{no}")
    nameless = actions.close_wave(wave=make_wave(world.case, code="w2", identity="anonymous"), by=BY)

    for refused in (
        lambda: reopen_wave(wave=wave, closes_at=None, reason="郵便の遅れ", by=BY),
        lambda: reopen_wave(wave=nameless, closes_at=None, reason="郵便の遅れ", by=BY),
        lambda: reopen_wave(wave=closed(world), closes_at=None, reason=" ", by=BY),
        lambda: reopen_wave(wave=closed(world, "w4"), closes_at=clock.now() - DAY, reason="郵便の遅れ", by=BY),
    ):
        with pytest.raises(Refused):
            refused()


def closed(world, code="w3"):
    return actions.close_wave(wave=make_wave(world.case, code=code), by=BY)


def test_the_respondent_and_the_officer_are_told_beforehand(world, client):
    wave = begun(make_wave(world.case, drafts_kept_days=10))
    page = Client().get(link(invitation_of(wave, "P-002"))).content.decode()
    assert "提出していない内容は、だれも読みません。調査が終わってから10日後に削除します" in page

    client.force_login(world.aoki)
    url = f"/cases/{world.case.public_id}/surveys/waves/{wave.public_id}/"
    with time_machine.travel("2031-03-01T00:00:00Z", tick=False):
        client.force_login(world.aoki)
        page = client.get(url + "close/").content.decode()
        assert "いまは1人分" in page
        assert "2031-03-11に削除されます" in page
        client.post(url + "close/")
        assert "2031-03-11から削除されます" in client.get(url).content.decode()
    with time_machine.travel("2031-03-12T00:00:00Z", tick=False):
        run()
        client.force_login(world.aoki)
        assert "1件を削除しました" in client.get(url).content.decode()
        client.post(url + "reopen/", {"reason": "郵便の遅れ", "closes_at": "2031-04-01T09:00"})
    wave.refresh_from_db()
    assert wave.state == "open"
    assert CANARY not in client.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_their_text_stays_in_the_files_of_the_database_or_beside_it(world, monkeypatch):
    monkeypatch.setattr(traces, "WAIT", 120.0)  # other tests write on the same server
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    for turn in range(40):
        answer(client, "closing", ["remarks"], {"remarks": f"{CANARY} {turn} " + "長い文。" * 40 * (turn % 5)})
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)
    assert CANARY.encode() in stored_bytes()

    after(15, tasks.delete_drafts)

    assert Draft.objects.count() == 0
    assert CANARY.encode() not in stored_bytes()
    assert CANARY not in database_text()
    for path in Path(settings.VAR_DIR).rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite rewrites its file with nobody reading")
@pytest.mark.parametrize(
    ("database", "deed"), [("", "SELECT count(*) FROM surveys_draft"), ("postgres", "SELECT pg_current_xact_id()")]
)
def test_whoever_began_before_the_deletion_is_waited_for(monkeypatch, database, deed):
    monkeypatch.setattr(traces, "WAIT", 0.2)
    other = connection.copy()
    if database:
        other.settings_dict = {**other.settings_dict, "NAME": database}
    with other.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(deed)
        with pytest.raises(OperationalError):
            traces.write_anew()
    other.close()
    monkeypatch.setattr(traces, "WAIT", 120.0)

    traces.write_anew()


def stored_bytes() -> bytes:
    """SQLite's files; of PostgreSQL the table of drafts with its long values, as it lies on the disk."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE oid = 'surveys_draft'::regclass "
            "OR oid = (SELECT reltoastrelid FROM pg_class WHERE oid = 'surveys_draft'::regclass)"
        )
        return b"".join(bytes(row[0]) for row in cursor.fetchall())
