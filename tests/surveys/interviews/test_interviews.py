"""An interview from its reason to the person's word on its record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from casework.models import Exclusion
from core import clock
from core.actor import Actor
from core.models import OutboxMail
from core.ref import Ref
from core.registries import registries
from core.verdict import Refused
from surveys.interviews import actions, holding
from surveys.models import Interview, InterviewRecord, PersonalLink
from surveys.models.interview_record import SignOff
from surveys.tokens import personal_token
from tests.factories import PASSWORD, World, make_person
from tests.surveys.factories import stored
from tests.surveys.interviews.worlds import answered_wave, person, reload

pytestmark = pytest.mark.django_db
FACTS = {"columns": ["日時", "件数"], "rows": [["2022-12-01", 3]], "lines": ["12月に3件の記録"], "source": "I-1"}


def proposed(world: World, reason: str = "正当な理由のない閲覧") -> Interview:
    return actions.propose_interview(case=world.case, person=person(world), reason=reason, by=world.by)


def arranged(world: World) -> Interview:
    return actions.arrange_interview(
        interview=proposed(world),
        starts_at=clock.now() - timedelta(hours=2),
        meeting="in_person",
        place="第1会議室",
        owner=world.aoki,
        by=world.by,
    )


def held(world: World) -> Interview:
    interview = arranged(world)
    holding.write_course(interview=interview, kind="recall", text="覚えている", at=clock.now(), by=world.by)
    return holding.hold_interview(
        interview=interview,
        held_from=clock.now() - timedelta(hours=1),
        held_until=clock.now(),
        voluntary_told=True,
        recording="none",
        by=world.by,
    )


def sent(world: World) -> Interview:
    interview = held(world)
    holding.write_record(interview=interview, text="端末で確認した。", by=world.by)
    return holding.send_record(interview=interview, by=world.by)


def test_the_same_ground_lists_a_person_once_and_another_one_joins(world: World) -> None:
    note = Ref("discrepancy_note", "n1")
    first = actions.propose_interview(
        case=world.case, person=person(world), reason="食い違い", ground=note, by=world.by
    )

    again = actions.propose_interview(
        case=world.case, person=person(world), reason="食い違い", ground=note, by=world.by
    )
    other = proposed(world)

    assert [first.pk, again.pk, other.pk] == [first.pk] * 3
    assert [g.reason for g in first.grounds.order_by("pk")] == ["食い違い", "正当な理由のない閲覧"]


def test_nobody_interviews_about_themselves(world: World) -> None:
    me = make_person(world.case, "P-009", email="AOKI@example.jp")
    with pytest.raises(Refused, match="ご自身"):
        actions.propose_interview(case=world.case, person=me, reason="x", by=world.by)
    about_me = actions.propose_interview(case=world.case, person=me, reason="x", by=Actor.of_user(world.baba))
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)

    listed = client.get(f"/cases/{world.case.public_id}/surveys/interviews/")
    opened = client.get(f"/cases/{world.case.public_id}/surveys/interviews/{about_me.public_id}/")

    assert (str(about_me.public_id) in listed.content.decode(), opened.status_code) == (False, 403)


def test_exhibits_are_refused_before_free_recall(world: World) -> None:
    interview = arranged(world)
    exhibit = actions.place_exhibit(interview=interview, title="12月の記録", content=FACTS, by=world.by)
    with pytest.raises(Refused):
        holding.show_exhibit(interview=interview, exhibit=exhibit, at=clock.now(), by=world.by)

    said = clock.now()
    holding.write_course(interview=interview, kind="recall", text="覚えていない", at=said, by=world.by)
    with pytest.raises(Refused):
        holding.show_exhibit(interview=interview, exhibit=exhibit, at=said - timedelta(minutes=5), by=world.by)
    shown = holding.show_exhibit(interview=interview, exhibit=exhibit, at=said + timedelta(minutes=5), by=world.by)

    assert [e.kind for e in interview.course.order_by("at")] == ["recall", "exhibit"]
    assert shown.exhibit.content == FACTS


def test_a_lawyer_is_somebodys_lawyer(world: World) -> None:
    interview = proposed(world)
    with pytest.raises(Refused):
        actions.add_attendee(interview=interview, name="弁護士 乙", role="lawyer", by=world.by)

    lawyer = actions.add_attendee(
        interview=interview, name="弁護士 乙", role="lawyer", represents="company", by=world.by
    )

    assert lawyer.represents == "company"


def test_it_is_held_only_after_the_person_was_told_that_it_is_voluntary(world: World) -> None:
    interview = arranged(world)
    with pytest.raises(Refused):
        holding.hold_interview(
            interview=interview,
            held_from=clock.now(),
            held_until=None,
            voluntary_told=False,
            recording="none",
            by=world.by,
        )
    assert reload(interview).state == "arranged"


def test_a_record_grows_by_versions_and_is_never_edited(world: World) -> None:
    interview = sent(world)
    with pytest.raises(Refused):
        holding.write_record(interview=interview, text="別の文", by=world.by)

    second = holding.write_record(interview=interview, text="別の文", reason="日付の誤り", by=world.by)

    assert (second.ordinal, reload(interview).state) == (2, "held")
    for change in (lambda: InterviewRecord.objects.update(text="x"), lambda: InterviewRecord.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_older_version_cannot_be_confirmed(world: World) -> None:
    interview = sent(world)
    holding.write_record(interview=interview, text="別の文", reason="日付の誤り", by=world.by)
    holding.send_record(interview=interview, by=world.by)

    with pytest.raises(Refused):
        holding.sign_off(interview=interview, ordinal=1, how=SignOff.LINK, by=Actor.respondent("x"))
    holding.sign_off(interview=interview, ordinal=2, how=SignOff.LINK, by=Actor.respondent("x"))

    assert reload(interview).state == "signed"


def test_a_signature_on_paper_needs_the_paper(world: World) -> None:
    interview = sent(world)
    with pytest.raises(Refused):
        holding.sign_off(interview=interview, ordinal=1, how=SignOff.PAPER, by=world.by)

    given = holding.sign_off(
        interview=interview, ordinal=1, how=SignOff.PAPER, scan=stored(b"%PDF", "s.pdf"), by=world.by
    )

    assert (given.scan is not None, reload(interview).state) == (True, "signed")


def test_a_refusal_to_confirm_keeps_its_reason(world: World) -> None:
    interview = sent(world)

    holding.sign_off(interview=interview, ordinal=1, how=SignOff.REFUSED, remark="話した内容と違う", by=world.by)

    assert (reload(interview).state, reload(interview).end_reason) == ("refused", "話した内容と違う")


def test_the_person_confirms_by_link_and_employee_number(world: World) -> None:
    interview = sent(world)
    link = PersonalLink.objects.get(person=person(world))
    client = Client()
    address = f"/p/{personal_token(link.public_id, link.generation)}"
    assert "端末で確認した" not in client.get(address).content.decode()
    assert client.post(address, {"employee_number": "P-002"}).status_code == 200
    assert client.get("/personal/").status_code == 404

    assert client.post(address, {"employee_number": "ｐ-001"}).status_code == 302
    page = client.get(f"/personal/record/{interview.public_id}/")
    assert "端末で確認した" in page.content.decode()
    client.post(f"/personal/record/{interview.public_id}/", {"ordinal": "1", "go": "sign", "remark": ""})

    assert reload(interview).state == "signed"
    assert OutboxMail.objects.filter(kind="surveys.personal_page").count() == 1


def test_the_number_is_tried_five_times_at_most(world: World) -> None:
    sent(world)
    link = PersonalLink.objects.get(person=person(world))
    client = Client()
    address = f"/p/{personal_token(link.public_id, link.generation)}"

    for _try in range(6):
        client.post(address, {"employee_number": "x"})

    assert client.post(address, {"employee_number": "P-001"}).status_code == 200


def test_every_opening_is_in_the_trail_and_says_nothing_of_the_content(world: World) -> None:
    interview = sent(world)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)

    assert client.get(f"/cases/{world.case.public_id}/surveys/interviews/{interview.public_id}/").status_code == 200

    events = AuditEvent.objects.filter(type="surveys.interview_opened")
    assert [event.detail for event in events] == [{"no": 1, "what": "page"}]
    assert "端末" not in "".join(str(event.detail) for event in AuditEvent.objects.all())


def test_outsiders_and_excluded_users_find_nothing(world: World) -> None:
    interview = sent(world)
    Exclusion.objects.create(case=world.case, user=world.baba, reason="関係者")

    for email in ("chiba@example.jp", "baba@example.jp"):
        client = Client()
        client.login(username=email, password=PASSWORD)
        for path in ("", f"{interview.public_id}/", "questions/", "changes/", "rules/"):
            assert client.get(f"/cases/{world.case.public_id}/surveys/interviews/{path}").status_code == 404


def test_the_guide_copy_keeps_the_answers_as_they_were(world: World) -> None:
    answered_wave(world)
    interview = proposed(world)
    actions.set_questions(interview=interview, questions=["いつですか。", "", "どこですか。"], by=world.by)

    copy = holding.copy_guide(interview=interview, by=world.by)
    actions.set_questions(interview=interview, questions=[], by=world.by)

    assert copy.content["questions"] == ["いつですか。", "どこですか。"]
    assert copy.content["answers"][0]["value"] in {"ある", "Yes"}


def test_a_case_does_not_close_over_an_interview_to_come(world: World) -> None:
    assert registries.veto("case.close", world.case)
    proposed(world)

    assert not registries.veto("case.close", world.case)


@pytest.mark.slow
def test_guide_and_record_are_printed(world: World) -> None:
    interview = sent(world)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)

    for what in ("guide", "record"):
        answer = client.get(f"/cases/{world.case.public_id}/surveys/interviews/{interview.public_id}/print/{what}/")
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


def test_the_list_costs_the_same_for_one_and_three(world: World, django_assert_num_queries) -> None:
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    proposed(world)
    url = f"/cases/{world.case.public_id}/surveys/interviews/"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for no in ("P-002", "P-003"):
        someone = person(world, no) if no == "P-002" else make_person(world.case, no)
        actions.propose_interview(case=world.case, person=someone, reason="x", by=world.by)

    with django_assert_num_queries(len(one)):
        client.get(url)
