"""The respondent's way: link, identity, sections, review, receipt, correction."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from audit.models import AuditEvent
from core import clock
from surveys import actions
from surveys.models import AnsweringSession, Draft, Invitation, LinkMiss, Response, ResponseVersion
from surveys.queries import current_answers, response_counts
from surveys.throttle import PER_ADDRESS
from surveys.visits import forget_old_visits
from tests.factories import make_person
from tests.surveys.factories import BY, answer, entered, invitation_of, link, make_version, make_wave, submit_no
from tests.surveys.workbooks import YES_NO, workbook

pytestmark = pytest.mark.django_db
JA = {"HTTP_ACCEPT_LANGUAGE": "ja"}


def rows_of_everything():
    return (
        list(Invitation.objects.order_by("pk").values()),
        list(Draft.objects.values()),
        list(Response.objects.values()),
        AuditEvent.objects.count(),
    )


@pytest.mark.acceptance("KY-20", "CB-24")
def test_the_landing_page_says_what_respondents_must_know(world, client):
    wave = make_wave(world.case)

    page = client.get(link(invitation_of(wave, "P-001")), **JA).content.decode()

    for words in (
        "佐伯 悠人",
        "何が起きたかを確かめるために",
        "2016-04-01",
        "就業規則 第42条",
        "まだ決まっていません",
        "勤務時間",
        "はやせ法律事務所",
        "見くらべる",
        "意図",
        "覚えていない",
    ):
        assert words in page


@pytest.mark.acceptance("CB-25")
def test_somebody_who_joined_later_is_asked_from_that_day(world, client):
    make_person(world.case, "P-003", joined_on=dt.date(2019, 7, 1))
    wave = make_wave(world.case)

    assert "2019-07-01" in client.get(link(invitation_of(wave, "P-003"))).content.decode()
    assert "2019-07-01" not in client.get(link(invitation_of(wave, "P-001"))).content.decode()


@pytest.mark.acceptance("CB-22", "KY-25")
def test_all_topics_are_asked_of_somebody_who_saw_and_knew(world):
    wave = make_wave(world.case)
    client = entered(wave)
    given = [
        ("viewing", {"q1_viewed": "yes", "q2_reason": "request"}),
        ("ways", {"q3_routes": ["manual", "boss"], "q4_told": "no"}),
        ("law", {"q5_aware": "aware", "q6_aware_reasons": ["service"]}),
        ("closing", {"remarks": "特にありません"}),
    ]
    for section, values in given:
        answer(client, section, list(values), values)
    client.post("/answer/review/", {"base": "0"})

    assert ResponseVersion.objects.get().answers == {k: v for _section, values in given for k, v in values.items()}


@pytest.mark.acceptance("TH-50")
def test_one_screening_question_is_a_whole_questionnaire(world, tmp_path):
    path = workbook(
        tmp_path,
        survey=[
            ("type", "name", "label::ja", "required"),
            ("select_one yes_no", "seen", "閲覧したことがあるか", "yes"),
        ],
        choices=YES_NO,
    )
    wave = make_wave(world.case, version=make_version(world.case, path=path, code="th"))
    client = entered(wave)

    assert answer(client, "section_1", ["seen"], {"seen": "yes"}).url == "/answer/review/"
    client.post("/answer/review/", {"base": "0"})
    assert ResponseVersion.objects.get().answers == {"seen": "yes"}


def test_opening_a_link_a_hundred_times_changes_nothing(world):
    wave = make_wave(world.case)
    address = link(invitation_of(wave, "P-001"))
    before = rows_of_everything()

    for method in ("get", "head"):
        for _n in range(50):
            assert getattr(Client(), method)(address).status_code == 200

    assert rows_of_everything() == before
    assert submit_no(entered(wave)).url == "/answer/receipt/"


def test_reading_the_pages_after_start_changes_nothing(world):
    wave = make_wave(world.case)
    client = entered(wave)
    before = rows_of_everything()

    for address in ("/answer/", "/answer/continue/", "/answer/section/viewing/", "/answer/review/", "/answer/receipt/"):
        client.get(address)

    assert rows_of_everything() == before


def test_unknown_replaced_closed_expired_and_withdrawn_links_say_the_same(world):
    wave = make_wave(world.case)
    late = make_wave(world.case, code="w2", closes_at=clock.now() + dt.timedelta(hours=1))
    replaced = link(invitation_of(wave, "P-001"))
    actions.renew_link(invitation=invitation_of(wave, "P-001"), by=BY)
    wrong_person = link(invitation_of(wave, "P-002"))
    actions.report_not_me(invitation=invitation_of(wave, "P-002"))
    expired = link(invitation_of(late, "P-001"))
    closed_wave = make_wave(world.case, code="w3")
    closed = link(invitation_of(closed_wave, "P-001"))
    actions.close_wave(wave=closed_wave, by=BY)
    unknown = "/i/" + "A" * 27

    def body(address):
        response = Client().get(address)
        text = re.sub(r"csrf[^>]*value=\"[^\"]*\"|\"X-CSRFToken\": \"[^\"]*\"|/i/[\w-]+", "", response.content.decode())
        return response.status_code, len(response.content), text

    with time_machine.travel(clock.now() + dt.timedelta(hours=2), tick=False):
        bodies = {address: body(address) for address in (unknown, replaced, wrong_person, expired, closed)}

    assert len(set(bodies.values())) == 1
    assert next(iter(bodies.values()))[0] == 404


def test_unknown_links_are_throttled_per_address_and_good_ones_never(world):
    wave = make_wave(world.case)
    good = link(invitation_of(wave, "P-001"))
    client = Client()
    with time_machine.travel(dt.datetime(2023, 2, 1, 0, 0, 10, tzinfo=dt.UTC), tick=False) as clock_hands:
        codes = [client.get(f"/i/{n:027d}").status_code for n in range(12)]
        assert codes == [404] * 10 + [429] * 2
        assert client.get(f"/d/{1:027d}").status_code == 429
        assert client.get(f"/i/{1:027d}", REMOTE_ADDR="127.0.0.9").status_code == 404
        assert client.get(good).status_code == 200

        clock_hands.shift(60)
        assert client.get(f"/i/{1:027d}").status_code == 404


def test_unknown_links_are_counted_for_all_processes_together_and_without_addresses(world):
    with time_machine.travel(dt.datetime(2023, 2, 1, tzinfo=dt.UTC), tick=False) as clock_hands:
        Client().get(f"/i/{1:027d}")
        assert [row.n for row in LinkMiss.objects.all()] == [1]
        assert "127.0.0.1" not in str(LinkMiss.objects.values().get())

        LinkMiss.objects.update(n=PER_ADDRESS)  # what another process has counted
        assert Client().get(f"/i/{1:027d}").status_code == 429

        clock_hands.shift(3700)
        Client().get(f"/i/{1:027d}")
        assert LinkMiss.objects.count() == 1


def test_after_start_no_address_holds_the_token(world):
    wave = make_wave(world.case)
    client = Client()

    response = client.post(link(invitation_of(wave, "P-001")), {"go": "start"})

    assert response.url == "/answer/"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] in {"no-referrer", "same-origin"}


def test_the_link_alone_does_not_submit_where_the_employee_number_is_asked(world):
    wave = make_wave(world.case, proof="employee_number")
    client = entered(wave, confirm=False)

    assert client.get("/answer/section/viewing/").url == "/answer/"
    assert client.post("/answer/review/", {"base": "0"}).url == "/answer/"
    assert client.post("/answer/", {"go": "me", "employee_number": "P-009"}).status_code == 422
    assert client.post("/answer/", {"go": "me", "employee_number": " p-001 "}).url == "/answer/section/viewing/"


def test_guessing_the_employee_number_ends_after_five_tries(world):
    wave = make_wave(world.case, proof="employee_number")
    client = entered(wave, confirm=False)
    for n in range(5):
        client.post("/answer/", {"go": "me", "employee_number": f"P-10{n}"})

    assert client.post("/answer/", {"go": "me", "employee_number": "P-001"}).status_code == 422


def test_this_is_not_me_is_one_tap_and_ends_the_link(world):
    wave = make_wave(world.case)
    address = link(invitation_of(wave, "P-001"))
    client = Client()

    assert client.post(address, {"go": "not_me"}).status_code == 200

    assert invitation_of(wave, "P-001").state == "not_me"
    assert client.get(address).status_code == 404


def test_a_page_is_saved_before_it_says_what_is_missing(world):
    wave = make_wave(world.case)
    client = entered(wave)

    response = answer(client, "viewing", ["q1_viewed"], {})

    assert response.status_code == 422
    assert "ask-q1_viewed" in response.content.decode()


def test_questions_that_appear_on_the_same_page_are_shown_before_going_on(world):
    wave = make_wave(world.case)
    client = entered(wave)

    first = answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})
    second = answer(client, "viewing", ["q1_viewed", "q2_reason"], {"q1_viewed": "yes", "q2_reason": "request"})

    assert first.status_code == 200
    assert "ask-q2_reason" in first.content.decode()
    assert second.url == "/answer/section/ways/"


def test_an_answer_that_no_longer_applies_stays_in_the_draft_and_out_of_the_submission(world):
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})
    answer(client, "viewing", ["q1_viewed", "q2_reason"], {"q1_viewed": "yes", "q2_reason": "request"})
    answer(client, "viewing", ["q1_viewed", "q2_reason"], {"q1_viewed": "no", "q2_reason": "request"})

    assert Draft.objects.get().answers == {"q1_viewed": "no", "q2_reason": "request"}
    client.post("/answer/review/", {"base": "0"})
    assert ResponseVersion.objects.get().answers == {"q1_viewed": "no"}


def test_an_unticked_box_is_taken_back(world):
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})
    answer(client, "ways", ["q3_routes", "q4_told"], {"q3_routes": ["manual", "boss"], "q4_told": "no"})
    answer(client, "ways", ["q3_routes", "q4_told"], {"q4_told": "no"})

    assert "q3_routes" not in Draft.objects.get().answers


def test_i_do_not_remember_is_an_answer(world):
    wave = make_wave(world.case)
    client = entered(wave)

    response = answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "dont_remember"})

    assert response.url == "/answer/section/closing/"


def test_autosave_tells_the_time_and_brings_new_questions(world):
    wave = make_wave(world.case)
    client = entered(wave)
    with time_machine.travel(clock.now().replace(hour=1, minute=31), tick=False):
        response = client.post(
            "/answer/section/viewing/save/",
            {"shown": ["q1_viewed"], "q-q1_viewed": "yes"},
            HTTP_HX_REQUEST="true",
            **JA,
        )
        page = response.content.decode()

    assert "10:31" in page
    assert "ask-q2_reason" in page
    assert Invitation.objects.get(person__no="P-001").state == "part"


def test_drafts_are_counted_nowhere(world):
    wave = make_wave(world.case)
    answer(entered(wave), "viewing", ["q1_viewed"], {"q1_viewed": "yes"})
    submit_no(entered(wave, "P-002"))

    counts = response_counts(world.case)
    assert (counts.total.invited, counts.total.answered) == (2, 1)
    assert [row.person_no for row in current_answers(world.case)] == ["P-002"]


def test_staff_pages_show_no_draft(world, client):
    wave = make_wave(world.case)
    session = entered(wave)
    answer(session, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    answer(session, "closing", ["remarks"], {"remarks": "canary-3f9"})
    client.force_login(world.aoki)
    base = f"/cases/{world.case.public_id}/surveys/"

    for address in (base, f"{base}waves/{wave.public_id}/", f"{base}waves/{wave.public_id}/people/", f"{base}panel/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "canary-3f9" not in response.content.decode()


def test_the_receipt_names_code_time_and_version(world):
    wave = make_wave(world.case)
    client = entered(wave)
    submit_no(client)

    page = client.get("/answer/receipt/").content.decode()

    version = ResponseVersion.objects.get()
    assert version.receipt_code in page
    assert version.content_hash[:32] in page
    assert wave.version.content_hash[:12] in page
    assert "ない" not in page.split("<main")[1].split("<form")[0]  # the answers themselves are not on it


def test_a_double_click_gets_the_first_receipt(world):
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})

    first = client.post("/answer/review/", {"base": "0"})
    second = client.post("/answer/review/", {"base": "0"})

    assert (first.url, second.url) == ("/answer/receipt/", "/answer/receipt/")
    assert ResponseVersion.objects.count() == 1
    assert AuditEvent.objects.filter(type="surveys.answers_submitted").count() == 1


def test_a_second_device_gets_the_first_receipt(world):
    wave = make_wave(world.case)
    phone, desk = entered(wave), entered(wave)
    answer(phone, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    phone.post("/answer/review/", {"base": "0"})

    assert answer(desk, "viewing", ["q1_viewed"], {"q1_viewed": "yes"}).url == "/answer/receipt/"
    assert desk.post("/answer/review/", {"base": "0"}).url == "/answer/receipt/"
    assert ResponseVersion.objects.get().receipt_code in desk.get("/answer/receipt/").content.decode()


def test_an_autosave_after_submission_brings_no_draft_back(world):
    wave = make_wave(world.case)
    client = entered(wave)
    submit_no(client)

    response = client.post("/answer/section/viewing/save/", {"shown": ["q1_viewed"], "q-q1_viewed": "yes"})

    assert response["HX-Redirect"] == "/answer/receipt/"
    assert not Draft.objects.exists()


def test_what_is_missing_cannot_be_submitted(world):
    wave = make_wave(world.case)
    client = entered(wave)

    assert client.post("/answer/review/", {"base": "0"}).status_code == 422
    assert not ResponseVersion.objects.exists()


def test_a_correction_is_a_new_version_with_a_reason(world):
    wave = make_wave(world.case)
    client = entered(wave)
    submit_no(client)
    client.post("/answer/correct/")
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "dont_remember"})

    assert client.post("/answer/review/", {"base": "1"}).status_code == 422
    client.post("/answer/review/", {"base": "1", "reason": "思い出した"})
    client.post("/answer/review/", {"base": "1", "reason": "思い出した"})

    rows = list(ResponseVersion.objects.order_by("ordinal").values_list("ordinal", "answers", "reason"))
    assert rows == [(1, {"q1_viewed": "no"}, ""), (2, {"q1_viewed": "dont_remember"}, "思い出した")]
    assert [row.answers for row in current_answers(world.case)] == [{"q1_viewed": "dont_remember"}]
    page = client.get("/answer/receipt/").content.decode()
    assert all(code in page for code in ResponseVersion.objects.values_list("receipt_code", flat=True))


def test_answers_entered_for_somebody_do_not_swallow_the_persons_own(world):
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "dont_remember"})
    actions.record_answers(
        wave=wave, person=invitation_of(wave, "P-001").person, answers={"q1_viewed": "no"}, mode="proxy", by=BY
    )

    client.post("/answer/review/", {"base": "0"})

    rows = list(ResponseVersion.objects.order_by("ordinal").values_list("mode", "answers"))
    assert rows == [("proxy", {"q1_viewed": "no"}), ("self", {"q1_viewed": "dont_remember"})]


def test_one_may_come_back_with_the_same_link(world):
    wave = make_wave(world.case)
    answer(entered(wave), "viewing", ["q1_viewed"], {"q1_viewed": "no"})

    again = entered(wave)

    assert again.get("/answer/continue/").url == "/answer/section/closing/"


def test_finish_ends_the_session_and_clears_the_browser(world):
    wave = make_wave(world.case)
    client = entered(wave)
    submit_no(client)

    response = client.post("/answer/finish/")

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/answer/receipt/").status_code == 404


def test_a_session_dies_after_half_an_hour(world):
    wave = make_wave(world.case)
    client = entered(wave)

    with time_machine.travel(clock.now() + dt.timedelta(minutes=31), tick=False):
        assert client.get("/answer/section/viewing/").status_code == 404


def test_the_database_holds_no_key_of_a_session_and_forgets_old_sessions(world):
    wave = make_wave(world.case)
    client = entered(wave)

    key = client.cookies["shirabe_answer"].value
    assert key not in str(AnsweringSession.objects.values().get())
    with time_machine.travel(clock.now() + dt.timedelta(hours=9), tick=False):
        entered(wave)
        assert forget_old_visits() == 1
    assert AnsweringSession.objects.count() == 1


def test_the_respondents_session_does_not_touch_the_staffs(world, client):
    wave = make_wave(world.case)
    client.force_login(world.aoki)
    client.post(link(invitation_of(wave, "P-001")), {"go": "start"})
    client.post("/answer/finish/")

    assert client.get(f"/cases/{world.case.public_id}/surveys/").status_code == 200


def test_a_closed_wave_takes_no_more_answers_and_keeps_the_draft(world):
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)

    assert client.post("/answer/review/", {"base": "0"}).status_code == 404
    assert Draft.objects.count() == 1
    assert not ResponseVersion.objects.exists()


def test_the_copy_of_ones_answers_comes_only_when_asked_for(world):
    wave = make_wave(world.case)
    client = entered(wave)
    submit_no(client)

    assert client.get("/answer/copy/").status_code == 405
    assert "ない" in client.post("/answer/copy/", **JA).content.decode()


def test_the_trail_names_neither_person_nor_answer(world):
    wave = make_wave(world.case)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    answer(client, "closing", ["remarks"], {"remarks": "canary-77"})
    client.post("/answer/review/", {"base": "0"})

    events = AuditEvent.objects.filter(type__startswith="surveys.answer", by_kind="respondent")
    text = str(list(events.values()))
    assert events.count() == 2
    assert "佐伯" not in text
    assert "canary-77" not in text


def test_pages_with_javascript_off_have_no_inline_script_or_style(world):
    wave = make_wave(world.case)
    client = entered(wave)

    page = client.get("/answer/section/viewing/").content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


def test_the_csrf_token_is_demanded(world):
    wave = make_wave(world.case)
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link(invitation_of(wave, "P-001")), {"go": "start"}).status_code == 403
