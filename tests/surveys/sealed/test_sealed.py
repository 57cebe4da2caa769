"""Reports of wrongdoing among the answers are seen by designated people only, and are found nowhere else."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from audit import trail
from audit.models import AuditEvent
from casework.actions import set_member
from casework.models import Role
from config.casefolder.exporting import export_case
from core.actor import Actor
from core.verdict import Refused
from reports.dataset import export
from surveys import actions
from surveys.actions.recording import hash_of_version
from surveys.coding.actions import add_code, assign_codes, begin_frame
from surveys.coding.answers import coded_options
from surveys.models import Designation, ResponseVersion, SealedAnswer, Wave
from surveys.sealed import designations, vault
from surveys.sealed.chain import chain_of
from surveys.sealed.moving import move_answer
from surveys.sealed.reading import moved_count, open_report, write_note
from tests.factories import make_person, make_user
from tests.surveys.coding.worlds import browser, make_text_version, write
from tests.surveys.factories import BY, answer, entered, make_wave
from tests.surveys.sealed.walking import database_text, fetched

CANARY = "SEIRYU-7f3a the manager erased the log"


def designate(world, name="dan"):
    """Somebody who handles reports and is no member of the case."""
    user = make_user(name)
    named = designations.appoint(case=world.case, user=user, ground="社長決定 2026-11-01", by=world.by)
    designations.accept(designation=named, by=Actor.of_user(user))
    return user


@pytest.fixture
def told(world):
    """A closed wave in which one person wrote a report, and a frame for its question."""
    designate(world)
    wave = make_wave(world.case, version=make_text_version(world.case))
    version = write(wave, "P-001", CANARY)
    write(wave, "P-002", "画面に出ていた")
    actions.close_wave(wave=wave, by=BY)
    frame = begin_frame(questionnaire=wave.version.questionnaire, question="why", by=world.by)
    add_code(frame=frame, code="order", label_ja="指示", by=world.by)
    return world, wave, frame, version


def fresh(version):
    return ResponseVersion.objects.select_related(
        "response__wave__version", "response__wave__case", "response__person"
    ).get(pk=version.pk)


def test_moving_takes_the_text_out_and_keeps_the_proof(told):
    world, _wave, frame, version = told
    before = version.content_hash
    assert version.public_id in coded_options(frame)

    assert move_answer(version=fresh(version), question="why", by=world.by) == 1

    after = fresh(version)
    sealed = SealedAnswer.objects.get()
    assert (after.answers, after.content_hash) == ({"q1": "yes"}, before)
    assert CANARY not in sealed.ciphertext
    assert json.loads(vault.open_up(sealed.ciphertext, sealed.public_id)) == CANARY
    assert version.public_id not in coded_options(frame)


def test_the_hash_of_the_version_proves_the_whole_to_those_who_may_open_it(told):
    world, wave, _frame, version = told
    move_answer(version=fresh(version), question="why", by=world.by)
    sealed, after = SealedAnswer.objects.get(), fresh(version)

    whole = {**after.answers, sealed.question: json.loads(vault.open_up(sealed.ciphertext, sealed.public_id))}
    again = hash_of_version(
        wave=wave,
        person_no="P-001",
        ordinal=1,
        answers={"q1": whole["q1"], "why": whole["why"]},
        mode=after.mode,
        language=after.language,
        at=after.submitted_at,
    )
    assert again == after.content_hash


@pytest.mark.on_one_database
def test_no_page_of_the_case_shows_a_report(told):
    world, _wave, _frame, version = told
    auditor = make_user("eto")
    set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    needle = CANARY.encode()
    officer = browser("aoki")
    shown = [url for url, data in fetched(officer, world.case, "get").items() if needle in data]
    assert any("/coding/" in url for url in shown)
    assert any("/people/" in url or "/dossier" in url or "/reconciliation/" in url for url in shown)

    move_answer(version=fresh(version), question="why", by=world.by)

    for client in (officer, browser("eto")):
        assert [url for url, data in fetched(client, world.case, "get").items() if needle in data] == []
    search = {"q": "SEIRYU", "code": "", "page": "1"}
    assert [url for url, data in fetched(officer, world.case, "get", search).items() if needle in data] == []
    assert [url for url, data in fetched(officer, world.case, "post").items() if needle in data] == []


def test_no_file_or_table_of_the_case_shows_a_report(told, tmp_path):
    world, _wave, _frame, version = told

    def telling(name):
        export_case(world.case, tmp_path / name / "folder", by=BY)
        export(world.case, tmp_path / name)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        return [path.name for path in files if CANARY.encode() in path.read_bytes()]

    assert telling("before") != []
    assert CANARY in database_text()

    move_answer(version=fresh(version), question="why", by=world.by)

    assert telling("after") == []
    assert CANARY not in database_text()


def test_the_trail_of_the_case_tells_nothing_and_the_channel_has_its_own(told):
    world, _wave, _frame, version = told
    before = AuditEvent.objects.filter(chain=world.case.chain).count()

    move_answer(version=fresh(version), question="why", by=world.by)

    assert AuditEvent.objects.filter(chain=world.case.chain).count() == before
    event = AuditEvent.objects.get(chain=chain_of(world.case), type="surveys.sealed_moved")
    for word in (str(version.public_id), "P-001", "SEIRYU"):
        assert word not in json.dumps([event.subject, event.detail])
    assert trail.verify().ok


def test_every_version_of_the_answer_loses_the_text_at_once(told):
    world, wave, _frame, version = told
    later = write(wave, "P-001", CANARY, reason="別の訂正", q1="no")

    assert move_answer(version=fresh(version), question="why", by=world.by) == 2

    assert [fresh(one).answers for one in (version, later)] == [{"q1": "yes"}, {"q1": "no"}]


def test_a_later_version_goes_into_the_channel_again(told):
    world, wave, _frame, version = told
    move_answer(version=fresh(version), question="why", by=world.by)

    later = write(wave, "P-001", f"{CANARY} again", reason="補足")

    assert fresh(later).answers == {"q1": "yes"}
    assert SealedAnswer.objects.filter(how="later").count() == 1
    assert "SEIRYU" not in database_text()


def test_a_respondent_marks_a_text_and_it_never_becomes_part_of_the_answers(world):
    designate(world)
    wave = make_wave(world.case, version=make_text_version(world.case))
    client = entered(wave)
    page = client.get("/answer/continue/", follow=True).content.decode()
    assert 'name="seal-why"' in page
    section = client.get("/answer/continue/")["Location"].rstrip("/").rpartition("/")[2]

    answer(client, section, ["q1", "why"], {"q1": "yes", "why": CANARY}, go="back")
    assert 'name="seal-why" value="yes" checked' not in client.get(f"/answer/section/{section}/").content.decode()
    client.post(
        f"/answer/section/{section}/",
        {"shown": ["q1", "why"], "sealable": ["why"], "q-q1": "yes", "q-why": CANARY, "seal-why": "yes", "go": "next"},
    )
    assert client.post("/answer/review/", {"base": "0"}).status_code == 302

    assert ResponseVersion.objects.get().answers == {"q1": "yes"}
    assert SealedAnswer.objects.get().how == "respondent"
    assert "SEIRYU" not in database_text()
    assert CANARY not in client.post("/answer/copy/").content.decode()


def test_without_designated_people_nobody_can_pass_on(world):
    wave = make_wave(world.case, version=make_text_version(world.case))
    assert "seal-why" not in entered(wave).get("/answer/continue/", follow=True).content.decode()
    version = write(wave, "P-002", CANARY)

    with pytest.raises(Refused):
        move_answer(version=fresh(version), question="why", by=world.by)


def test_only_designated_people_open_the_channel(told):
    world, _wave, _frame, version = told
    move_answer(version=fresh(version), question="why", by=world.by)
    listing = reverse("surveys:sealed-list", args=[world.case.public_id])
    report = reverse("surveys:sealed-show", args=[world.case.public_id, SealedAnswer.objects.get().public_id])

    for name in ("aoki", "baba", "chiba"):
        assert [browser(name).get(url).status_code for url in (listing, report)] == [404, 404]
    reader = browser("dan")
    assert reader.get(listing).status_code == 200
    assert CANARY not in reader.get(report).content.decode()
    page = reader.post(report, {"go": "open"}).content.decode()
    assert CANARY in page
    assert "P-001" in page
    assert AuditEvent.objects.filter(chain=chain_of(world.case), type="surveys.sealed_opened").count() == 1
    assert reader.get(reverse("surveys:wave-list", args=[world.case.public_id])).status_code == 404


def test_notes_are_encrypted_too_and_stay_with_the_report(told):
    world, _wave, _frame, version = told
    move_answer(version=fresh(version), question="why", by=world.by)
    sealed = SealedAnswer.objects.get()
    by = Actor.of_user(Designation.objects.get().user)

    write_note(sealed=sealed, step="received", text="SEIRYU was told", by=by)

    assert "SEIRYU" not in database_text()
    page = browser("dan").get(reverse("surveys:sealed-show", args=[world.case.public_id, sealed.public_id]))
    assert "SEIRYU was told" in page.content.decode()


def test_appointments_take_two_people_and_end_at_once(world):
    with pytest.raises(Refused):
        designations.appoint(case=world.case, user=world.aoki, ground="自分", by=world.by)
    named = designations.appoint(case=world.case, user=world.baba, ground="決定", by=world.by)
    url = reverse("surveys:sealed-list", args=[world.case.public_id])
    with pytest.raises(Refused):
        designations.accept(designation=named, by=world.by)
    assert browser("baba").post(url).status_code == 302
    assert browser("baba").get(url).status_code == 200

    designations.end(designation=Designation.objects.get(), reason="異動", by=world.by)

    assert browser("baba").get(url).status_code == 404
    kinds = AuditEvent.objects.filter(chain=world.case.chain, type__startswith="surveys.designation")
    assert list(kinds.order_by("position").values_list("type", flat=True)) == [
        "surveys.designation_made",
        "surveys.designation_accepted",
        "surveys.designation_ended",
    ]


def test_a_text_opens_only_in_its_own_row(told):
    world, _wave, _frame, version = told
    move_answer(version=fresh(version), question="why", by=world.by)
    sealed = SealedAnswer.objects.get()

    with pytest.raises(Refused):
        vault.open_up(sealed.ciphertext, version.public_id)
    assert open_report(sealed=sealed, by=world.by) == CANARY


def test_the_database_lets_only_the_moved_text_go(told):
    world, _wave, _frame, version = told
    deeds = (
        {"answers": {"q1": "yes"}},
        {"answers": {"q1": "no", "why": CANARY}},
        {"mode": "self"},
        {"content_hash": "0" * 64},
    )
    for facts in deeds:
        with pytest.raises(DatabaseError), transaction.atomic():
            ResponseVersion.objects.filter(pk=version.pk).update(**facts)
    move_answer(version=fresh(version), question="why", by=world.by)
    for facts in ({"answers": {}}, {"answers": {"q1": "no"}}, {"answers": {"q1": "yes"}, "mode": "self"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ResponseVersion.objects.filter(pk=version.pk).update(**facts)
    for deed in (
        lambda: SealedAnswer.objects.update(how="officer"),
        lambda: SealedAnswer.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


@pytest.mark.django_db
def test_the_guard_of_versions_knows_every_column():
    """A column that is added later must be named in the trigger of SQLite; PostgreSQL compares whole rows."""
    if connection.vendor != "sqlite":
        pytest.skip("whole rows are compared")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'append_only_surveys_responseversion_update'")
        (sql,) = cursor.fetchone()
    columns = [field.column for field in ResponseVersion._meta.concrete_fields if field.column != "answers"]
    assert [name for name in columns if f"NEW.{name} IS OLD.{name}" not in sql] == []


def test_small_numbers_of_reports_are_not_told(told):
    world, wave, _frame, version = told
    move_answer(version=fresh(version), question="why", by=world.by)
    assert moved_count(world.case) is None
    Wave.objects.filter(pk=wave.pk).update(state="open", closed_at=None)
    for number in range(3, 8):
        no = f"P-{number:03d}"
        make_person(world.case, no)
        move_answer(version=fresh(write(wave, no, CANARY)), question="why", by=world.by)

    assert moved_count(world.case, "why") == 6


def test_codes_of_a_moved_text_count_no_more(told):
    world, _wave, frame, version = told
    assign_codes(frame=frame, answer=version.public_id, codes=["order"], by=world.by)

    move_answer(version=fresh(version), question="why", by=world.by)

    assert list(coded_options(frame).values()) == [["uncoded"]]


def test_an_officer_passes_on_from_the_page(told):
    world, _wave, frame, version = told
    url = reverse("surveys:sealed-move", args=[world.case.public_id])
    work = reverse("surveys:coding-work", args=[world.case.public_id, frame.public_id])
    assert url in browser().get(f"{work}?answer={version.public_id}").content.decode()

    page = browser().get(url, {"answer": version.public_id, "question": "why"})
    reply = browser().post(url, {"answer": version.public_id, "question": "why"})
    again = browser().post(url, {"answer": version.public_id, "question": "why"})

    assert (CANARY in page.content.decode(), reply.status_code, again.status_code) == (True, 302, 422)
