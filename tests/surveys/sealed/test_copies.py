"""A text that is passed on leaves its copies too; the file it came in is sealed; what cannot be reached is named."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from core import clock
from core.actor import Actor
from core.verdict import Refused
from reports.actions import add_edition, freeze_now
from surveys import actions
from surveys.amendments.actions import propose_amendment
from surveys.clarifying.actions import ask_about
from surveys.coding.actions import begin_frame
from surveys.coding.workbook import take_workbook
from surveys.imports import import_responses, receive_responses, start_import
from surveys.interviews import actions as interviews
from surveys.interviews import holding
from surveys.models import (
    CourseEntry,
    GuideCopy,
    InterviewRecord,
    ResponseVersion,
    SealedAnswer,
    SealedCopy,
    SealedFile,
)
from surveys.sealed import vault
from surveys.sealed.copies import MARK, remaining
from surveys.sealed.moving import about_to_pass, move_answer
from surveys.sealed.received import file_of, open_received, remove_readable
from tests.surveys.coding.worlds import browser, make_text_version
from tests.surveys.factories import BY, NP, make_wave, stored
from tests.surveys.sealed.test_sealed import designate, fresh
from tests.surveys.sealed.walking import database_text, fetched

pytestmark = pytest.mark.django_db
CANARY = "KAIRYU-55d1 the manager erased the log"


def imported(world):
    """A closed wave whose answers came in an offline list that has been imported, and the received file."""
    wave = make_wave(world.case, version=make_text_version(world.case), mode="import")
    text = io.StringIO()
    csv.writer(text).writerows([["person", "q1", "why"], ["P-001", "yes", CANARY], ["P-002", "no", "画面に出ていた"]])
    file = stored(text.getvalue().encode(), "site-a.csv")
    received = receive_responses(wave=wave, stored_file=file, by=BY)
    import_responses(wave=wave, stored_file=file, by=BY, received=received)
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)
    return wave, file, received


def version_of(wave, no="P-001"):
    return fresh(ResponseVersion.objects.get(response__wave=wave, response__person__no=no))


@pytest.fixture
def copied(world):
    """The text of P-001 was copied into a guide, a talk, a record, an exhibit, a question and a proposed change."""
    designate(world)
    wave, file, _received = imported(world)
    version = version_of(wave)
    by, now = world.by, clock.now()
    interview = interviews.propose_interview(
        case=world.case, person=version.response.person, reason="面談の希望", by=by, about=version
    )
    interview = interviews.arrange_interview(
        interview=interview, starts_at=now, meeting="in_person", place="会議室", owner=world.aoki, by=by
    )
    interviews.place_exhibit(interview=interview, title="回答", content={"lines": [f"回答: {CANARY}"]}, by=by)
    holding.copy_guide(interview=interview, by=by)
    holding.write_course(interview=interview, kind="recall", text=f"「{CANARY}」と書いた", at=now, by=by)
    holding.hold_interview(
        interview=interview,
        held_from=now - timedelta(hours=1),
        held_until=None,
        voluntary_told=True,
        recording="none",
        by=by,
    )
    holding.write_record(interview=interview, text=f"本人は {CANARY} と述べた。", by=by)
    ask_about(version=version, question="why", kind="explain", text=f"{CANARY} とは何ですか。", by=by)
    propose_amendment(
        base=version, changes={"why": f"{CANARY}!", "q1": "no"}, reason="言い直し", by=by, interview=interview
    )
    return wave, file, version


def test_every_copy_in_the_case_loses_the_words_and_keeps_the_rest(world, copied):
    wave, _file, version = copied
    hashes = list(InterviewRecord.objects.values_list("sha256", flat=True))
    assert database_text().count(CANARY) > 6

    move_answer(version=version, question="why", by=world.by)

    assert CANARY not in database_text()
    assert CourseEntry.objects.get().text == f"「{MARK}」と書いた"
    assert InterviewRecord.objects.get().text == f"本人は {MARK} と述べた。"
    assert [line["question"] for line in GuideCopy.objects.get().content["answers"]] == ["q1"]
    assert version.amendments.get().changes == {"q1": "no"}
    assert list(InterviewRecord.objects.values_list("sha256", flat=True)) == hashes
    detail = AuditEvent.objects.get(type="surveys.sealed_moved").detail
    assert detail == {"wave": wave.code, "texts": 1, "copies": 6, "files": 1}


def test_what_stood_there_lies_encrypted_and_proves_the_hash(world, copied):
    _wave, _file, version = copied
    move_answer(version=version, question="why", by=world.by)

    copy = SealedCopy.objects.get(place="surveys_interviewrecord")

    assert CANARY not in copy.ciphertext + copy.remains
    assert vault.open_up(copy.ciphertext, copy.public_id) == f"本人は {CANARY} と述べた。"


def test_no_other_change_of_a_copy_passes_the_database(world, copied):
    _wave, _file, version = copied
    move_answer(version=version, question="why", by=world.by)

    for rows, change in (
        (InterviewRecord.objects, {"text": "something else"}),
        (InterviewRecord.objects, {"text": f"本人は {MARK} と述べた。", "ordinal": 7}),
        (CourseEntry.objects, {"text": ""}),
        (GuideCopy.objects, {"content": {"answers": []}}),
        (SealedCopy.objects, {"remains": ""}),
        (SealedFile.objects, {"sealed_at": clock.now()}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_short_text_is_taken_out_only_where_it_is_certainly_this_answer(world, copied):
    wave, _file, _version = copied
    other = version_of(wave, "P-002")
    before = CourseEntry.objects.get().text

    move_answer(version=other, question="why", by=world.by)  # seven signs

    assert CourseEntry.objects.get().text == before
    assert SealedCopy.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_received_file_is_encrypted_and_only_designated_people_have_it_again(world):
    user = designate(world)
    wave, file, _received = imported(world)
    data = file.read_bytes()
    assert CANARY.encode() in data

    move_answer(version=version_of(wave), question="why", by=world.by)

    assert not file.path.exists()
    for path in Path(settings.VAR_DIR, "sealed").rglob("*"):
        assert CANARY.encode() not in path.read_bytes()
    report = SealedAnswer.objects.get()
    assert open_received(sealed=file_of(report), report=report, by=Actor.of_user(user)) == data
    with pytest.raises(Refused):
        start_import(received=receive_responses(wave=wave, stored_file=file, by=BY), by=BY)
    page = f"/cases/{world.case.public_id}/surveys/responses/"
    for one in wave.imports.all():
        assert browser("aoki").get(f"{page}{one.public_id}/").status_code == 200
    designated = browser("dan")
    taken = designated.post(
        reverse("surveys:sealed-show", args=[world.case.public_id, report.public_id]), {"go": "file"}
    )
    assert taken.content == data
    assert [u for u, body in fetched(browser("aoki"), world.case, "get").items() if CANARY.encode() in body] == []


def test_bytes_that_were_received_as_something_else_stay_and_are_removed_once_nothing_names_them(world):
    designate(world)
    wave, file, _received = imported(world)
    twin = stored(file.read_bytes(), "the-same.csv")

    move_answer(version=version_of(wave), question="why", by=world.by)
    remove_readable()
    assert file.path.exists()

    twin.delete()
    assert (remove_readable(), file.path.exists()) == (1, False)


def test_a_workbook_that_came_back_from_coding_is_sealed_too(world):
    designate(world)
    wave, _file, _received = imported(world)
    frame = begin_frame(questionnaire=wave.version.questionnaire, question="why", by=world.by)
    back = stored(take_workbook(frame=frame, hidden=frozenset(), by=world.by), "coding-why.xlsx")
    other = stored(NP.read_bytes(), "other.xlsx")

    move_answer(version=version_of(wave), question="why", by=world.by)

    assert set(SealedFile.objects.values_list("stored__name", flat=True)) == {"site-a.csv", "coding-why.xlsx"}
    assert not SealedFile.objects.filter(stored=other).exists()
    assert SealedFile.objects.filter(stored=back).exists()


def test_a_file_that_brings_a_sealed_text_again_is_sealed_with_it(world):
    designate(world)
    wave, _file, _received = imported(world)
    move_answer(version=version_of(wave), question="why", by=world.by)
    text = io.StringIO()
    csv.writer(text).writerows([["person", "q1", "why"], ["P-001", "no", f"{CANARY} again"]])
    second = stored(text.getvalue().encode(), "site-a-2.csv")

    import_responses(wave=wave, stored_file=second, by=BY, reason="訂正の連絡")

    assert SealedFile.objects.filter(stored=second).exists()
    assert CANARY not in database_text()


def test_the_mover_is_told_what_is_not_reached(world, copied):
    _wave, _file, version = copied
    edition = add_edition(
        case=world.case,
        title="報告書",
        as_of=clock.today("Asia/Tokyo"),
        language="ja",
        by=world.by,
        sections=[{"kind": "overview", "title": "概要", "text": CANARY}],
    )
    freeze_now(edition=edition, by=world.by, reason="試験")
    client = browser("aoki")

    sentences = remaining(about_to_pass(version, "why")[0])
    assert len(sentences) == 1
    url = reverse("surveys:sealed-move", args=[world.case.public_id])
    page = client.get(url, {"answer": str(version.public_id), "question": "why"}).content.decode()
    done = client.post(url, {"answer": str(version.public_id), "question": "why"}, follow=True).content.decode()

    for shown in (page, done):
        assert "報告書の第1版：固定して出したものなので、変えられません。" in shown
    assert CANARY not in done
