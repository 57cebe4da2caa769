"""Preparing, opening and closing waves."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEvent
from core import clock
from core.errors import Rejected
from core.models import OutboxMail
from core.outbox import renderers
from core.verdict import Refused
from surveys import actions, rules
from surveys.models import Invitation, QuestionnaireVersion
from surveys.tokens import hash_of, token_for
from tests.factories import make_person, make_world
from tests.surveys.factories import BY, LANDING, invitation_of, link, make_version, make_wave, stored
from tests.surveys.workbooks import YES_NO, workbook

pytestmark = pytest.mark.django_db


def test_the_same_workbook_twice_is_one_version(world):
    first, second = make_version(world.case), make_version(world.case)

    assert (first.pk, first.number) == (second.pk, 1)


def test_another_content_is_another_version(world, tmp_path):
    make_version(world.case)
    path = workbook(tmp_path, survey=[("type", "name", "label"), ("text", "q", "問")], choices=YES_NO)

    assert make_version(world.case, path=path).number == 2


def test_a_refused_workbook_names_its_cells_and_saves_nothing(world, tmp_path):
    path = workbook(tmp_path, survey=[("type", "name", "label"), ("geopoint", "q", "問")])

    with pytest.raises(Rejected) as refused:
        actions.import_questionnaire(case=world.case, code="x", stored_file=stored(path.read_bytes(), "x.xlsx"), by=BY)

    assert [(p.sheet, p.row, p.column) for p in refused.value.problems] == [("survey", 2, "A")]
    assert not QuestionnaireVersion.objects.exists()


@pytest.mark.parametrize("fact", [name for name in LANDING if name not in {"asker", "purpose_en"}])
def test_a_wave_does_not_open_before_people_are_told_everything(world, fact):
    empty = None if fact in {"period_from", "paid_time", "supervisor_reads", "employer_reads", "minutes"} else ""
    wave = make_wave(world.case, open_it=False, **{fact: empty})

    with pytest.raises(Refused):
        actions.open_wave(wave=wave, by=BY)

    assert len(rules.missing_landing_facts(wave)) == 1
    assert not Invitation.objects.exists()


def test_opening_freezes_the_questionnaire_and_the_population(world):
    wave = make_wave(world.case)

    wave.version.refresh_from_db()
    wave.population.refresh_from_db()
    assert wave.version.frozen_at is not None
    assert wave.population.frozen_at is not None
    assert Invitation.objects.filter(wave=wave).count() == 2


def test_only_the_hash_of_a_link_is_kept_and_it_has_160_bits(world):
    wave = make_wave(world.case)
    invitation = invitation_of(wave, "P-001")
    token = token_for(invitation.public_id, 1)

    assert invitation.token_hash == hash_of(token)
    assert len(token) == 27
    assert token not in str(list(Invitation.objects.values()))


def test_an_open_wave_can_no_longer_be_changed(world):
    wave = make_wave(world.case)

    with pytest.raises(Refused):
        actions.prepare_wave(
            case=world.case,
            code="w1",
            title="別の題",
            version=wave.version,
            population=wave.population,
            wave=wave,
            by=BY,
        )


def test_opening_twice_is_refused(world):
    wave = make_wave(world.case)

    with pytest.raises(Refused):
        actions.open_wave(wave=wave, by=BY)


def test_a_wave_of_another_case_cannot_borrow_a_questionnaire(world):
    other = make_world("M-2023-02")
    make_person(other.case, "X-1")
    version = make_version(other.case)

    with pytest.raises(Refused):
        make_wave(world.case, open_it=False, version=version)


def test_a_wave_cannot_close_before_it_opens(world):
    moment = clock.now()

    with pytest.raises(Refused):
        make_wave(world.case, open_it=False, opens_at=moment, closes_at=moment - dt.timedelta(hours=1))


def test_a_renewed_link_replaces_the_old_one(world, client):
    wave = make_wave(world.case)
    invitation = invitation_of(wave, "P-001")
    old = link(invitation)
    assert client.get(old).status_code == 200

    actions.renew_link(invitation=invitation, by=BY)

    assert client.get(old).status_code == 404
    assert client.get(link(invitation_of(wave, "P-001"))).status_code == 200


def test_invitations_are_queued_once_and_hold_no_link(world):
    wave = make_wave(world.case)

    assert actions.send_invitations(wave=wave, by=BY) == 2
    assert actions.send_invitations(wave=wave, by=BY) == 0
    token = token_for(invitation_of(wave, "P-001").public_id, 1)
    assert token not in str(list(OutboxMail.objects.values()))


def test_the_mail_is_made_when_it_is_sent_and_not_for_those_who_have_answered(world, settings):
    settings.BASE_URL = "https://answers.example.jp"
    wave = make_wave(world.case)
    invitation = invitation_of(wave, "P-001")
    render = renderers["surveys.invitation"]

    mail = render({"invitation": str(invitation.public_id)})
    assert mail is not None
    assert mail.to == "saeki@example.jp"
    assert f"https://answers.example.jp{link(invitation)}" in mail.body

    actions.record_answers(wave=wave, person=invitation.person, answers={"q1_viewed": "no"}, mode="interview", by=BY)
    assert render({"invitation": str(invitation.public_id)}) is None


def test_reminders_go_to_one_state_only(world):
    wave = make_wave(world.case)
    actions.send_invitations(wave=wave, by=BY)
    actions.start_answering(invitation=invitation_of(wave, "P-001"))

    assert actions.send_reminders(wave=wave, kind="not_opened", by=BY) == 1
    with pytest.raises(Refused):
        actions.send_reminders(wave=wave, kind="submitted", by=BY)


def test_taking_the_list_of_links_is_written_to_the_trail(world):
    wave = make_wave(world.case)

    rows = list(actions.export_links(wave=wave, by=world.by))

    assert [row[0] for row in rows] == ["P-001", "P-002"]
    event = AuditEvent.objects.get(type="surveys.links_downloaded")
    assert event.detail == {"links": 2}
    assert event.by_label == "aoki@example.jp"


def test_a_wave_in_the_wrong_combination_of_state_and_time_is_refused_by_the_database(world):
    wave = make_wave(world.case)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(wave).objects.filter(pk=wave.pk).update(state="closed")


def test_versions_of_answers_cannot_be_changed_or_deleted_in_the_database(world):
    wave = make_wave(world.case)
    version = actions.record_answers(
        wave=wave,
        person=invitation_of(wave, "P-001").person,
        answers={"q1_viewed": "no"},
        mode="interview",
        by=BY,
    )

    for statement in (
        "UPDATE surveys_responseversion SET answers = '{}' WHERE id = %s",
        "DELETE FROM surveys_responseversion WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [version.pk])
    version.refresh_from_db()
    assert version.answers == {"q1_viewed": "no"}


@pytest.mark.acceptance("CB-23")
def test_a_second_version_needs_a_reason_and_keeps_the_first(world):
    wave = make_wave(world.case)
    person = invitation_of(wave, "P-001").person
    first = actions.record_answers(wave=wave, person=person, answers={"q1_viewed": "no"}, mode="proxy", by=BY)

    with pytest.raises(Refused):
        actions.record_answers(wave=wave, person=person, answers={"q1_viewed": "yes"}, mode="interview", by=BY)
    second = actions.record_answers(
        wave=wave, person=person, answers={"q1_viewed": "yes"}, mode="interview", reason="聞き取りで訂正", by=BY
    )

    assert (first.ordinal, second.ordinal) == (1, 2)
    assert first.response.versions.count() == 2


def test_nobody_else_can_answer_personally(world):
    wave = make_wave(world.case)

    with pytest.raises(Refused):
        actions.record_answers(wave=wave, person=invitation_of(wave, "P-001").person, answers={}, mode="self", by=BY)
