"""Delegates and answers written down for others: what they see, what they may, what stays."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Person
from audit.models import AuditEvent
from core.actor import Actor
from core.errors import Rejected
from core.models import OutboxMail
from core.verdict import Refused
from surveys import actions
from surveys.models import Delegate, Invitation, Objection, ProxyDeclaration, ResponseVersion, RosterCorrection
from surveys.queries import waiting_in
from surveys.tokens import delegate_token
from tests.factories import make_person
from tests.surveys.factories import BY, entered, invitation_of, link, make_wave

pytestmark = pytest.mark.django_db
SITE = "みなとサービス"


@pytest.fixture
def site(world):
    for number, state in enumerate(
        ["prepared", "sent", "opened", "part", "submitted", "declined", "not_me", "withdrawn"], start=10
    ):
        make_person(
            world.case, f"N-{number}", employer=SITE, affiliation="contractor", name=state, email=f"{state}@example.jp"
        )
    return world


def opened(world, **facts):
    wave = make_wave(world.case, **facts)
    for invitation in Invitation.objects.filter(wave=wave, person__employer=SITE).select_related("person"):
        Invitation.objects.filter(pk=invitation.pk).update(
            state=invitation.person.name, submitted_at=wave.opened_at, reason="—"
        )
    return wave


def appointed(wave, **facts):
    return actions.appoint_delegate(
        wave=wave, name="所長", email=facts.pop("email", "boss@example.jp"), employer=SITE, by=BY, **facts
    )


def browser(delegate):
    client = Client()
    address = f"/d/{delegate_token(delegate.public_id, delegate.generation)}"
    assert client.get(address).status_code == 200
    assert client.post(address).url == "/delegate/"
    return client


@pytest.mark.acceptance("TH-52")
def test_a_delegate_sees_open_or_finished_and_nothing_that_tells_more(site):
    delegate = appointed(opened(site))

    response = browser(delegate).get("/delegate/")

    assert {one.person.name: done for one, done in response.context["rows"]} == {
        "prepared": False,
        "sent": False,
        "opened": False,
        "part": False,
        "submitted": True,
        "declined": True,
        "not_me": True,
    }
    text = response.content.decode()
    for hidden in ("N-10", "prepared@example.jp", "辞退", "佐伯", "提出済み"):
        assert hidden not in text


def test_a_delegate_never_sees_their_own_entry(site):
    wave = opened(site)
    own = Person.objects.get(no="N-10")

    rows = browser(appointed(wave, person=own)).get("/delegate/").context["rows"]

    assert own.name not in {one.person.name for one, _done in rows}


def test_a_delegates_link_opens_no_answering_and_ends_with_the_appointment(site):
    wave = opened(site)
    delegate = appointed(wave)
    client = browser(delegate)
    assert client.get("/answer/").status_code == 404
    assert entered(wave).get("/delegate/").status_code == 404

    actions.end_delegate(delegate=delegate, by=BY)

    assert client.get("/delegate/").status_code == 404


def test_a_correction_changes_the_roster_only_when_an_officer_accepts_it(site):
    wave = opened(site)
    client = browser(appointed(wave))
    invitation = invitation_of(wave, "N-10")
    address = f"/delegate/people/{invitation.public_id}/"
    assert client.post(address, {}).status_code == 200
    assert not RosterCorrection.objects.exists()

    client.post(address, {"unit": "第二課", "email": "new@example.jp"})
    correction = RosterCorrection.objects.get()
    assert Person.objects.get(no="N-10").unit == ""
    assert [one.corrections for one in waiting_in(site.case)] == [1]
    actions.decide_correction(correction=correction, accept=True, by=site.by)

    person = Person.objects.get(no="N-10")
    assert (person.unit, person.email) == ("第二課", "new@example.jp")
    with pytest.raises(Refused):
        actions.decide_correction(correction=correction, accept=False, by=site.by)
    assert client.get(f"/delegate/people/{invitation_of(wave, 'P-001').public_id}/").status_code == 404


def test_letters_pass_through_a_delegates_hands_only_when_bound_to_something_else(site):
    free = browser(appointed(opened(site)))
    assert free.post("/delegate/letters/").status_code == 403

    bound = browser(appointed(opened(site, code="w2", proof="employee_number")))
    response = bound.post("/delegate/letters/")
    assert response.content.startswith(b"%PDF")
    assert AuditEvent.objects.get(type="surveys.letters_printed").by_label == "delegate"


def declared(wave, world, **facts):
    return actions.declare_proxy(
        wave=wave,
        person=invitation_of(wave, "P-001").person,
        mode=facts.pop("mode", "proxy"),
        giver="課長 山田",
        relation=facts.pop("relation", "colleague"),
        conflict=facts.pop("conflict", "なし"),
        by=facts.pop("by", world.by),
    )


def test_a_wave_that_does_not_allow_it_takes_no_answers_from_others(world):
    wave = make_wave(world.case, allows_interview=True)

    with pytest.raises(Refused):
        declared(wave, world)
    assert declared(wave, world, mode="interview").mode == "interview"


def test_a_conflict_is_declared_in_words(world):
    wave = make_wave(world.case, allows_proxy=True)

    with pytest.raises(Refused):
        declared(wave, world, conflict=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProxyDeclaration.objects.create(
            wave=wave,
            person=invitation_of(wave, "P-001").person,
            declared_by=world.aoki,
            mode="proxy",
            giver="x",
            relation="other",
            conflict="",
        )


def test_a_direct_supervisor_needs_a_second_officer_with_a_reason(world):
    wave = make_wave(world.case, allows_proxy=True)
    declaration = declared(wave, world, relation="supervisor")
    answers = {"q1_viewed": "no"}

    with pytest.raises(Refused):
        actions.record_for_person(declaration=declaration, answers=answers, by=world.by)
    with pytest.raises(Refused):  # not oneself
        actions.second_proxy(declaration=declaration, reason="人がいない", by=world.by)
    with pytest.raises(Refused):
        actions.second_proxy(declaration=declaration, reason=" ", by=Actor.of_user(world.baba))
    declaration = actions.second_proxy(
        declaration=declaration, reason="ほかに立ち会える人がいない", by=Actor.of_user(world.baba)
    )
    version = actions.record_for_person(declaration=declaration, answers=answers, by=world.by)

    assert (version.mode, version.ordinal) == ("proxy", 1)
    with pytest.raises(Refused):  # once for each declaration
        actions.record_for_person(declaration=declaration, answers=answers, by=world.by, reason="もう一度")


def test_answers_for_others_are_checked_like_ones_own(world):
    wave = make_wave(world.case, allows_proxy=True)

    with pytest.raises(Rejected):
        actions.record_for_person(declaration=declared(wave, world), answers={}, by=world.by)
    assert not ResponseVersion.objects.exists()


@pytest.mark.acceptance("TH-52")
def test_the_person_is_told_sees_the_answers_and_objects_and_the_version_stays_marked(world, client):
    wave = make_wave(world.case, allows_proxy=True)
    version = actions.record_for_person(declaration=declared(wave, world), answers={"q1_viewed": "no"}, by=world.by)
    assert OutboxMail.objects.filter(kind="surveys.recorded_for").count() == 1

    own = entered(wave)
    page = own.get("/answer/receipt/").content.decode()
    assert "課長 山田" in page
    own.post("/answer/object/", {"receipt": version.receipt_code, "text": "答えていません"})
    own.post("/answer/object/", {"receipt": version.receipt_code, "text": "二度目"})

    objection = Objection.objects.get()
    assert objection.text == "答えていません"
    assert [one.objections for one in waiting_in(world.case)] == [1]
    own.post("/answer/correct/")
    own.post("/answer/review/", {"base": "1", "reason": "自分の答えではない"})
    assert [v.mode for v in ResponseVersion.objects.order_by("ordinal")] == ["proxy", "self"]
    actions.settle_objection(objection=objection, outcome="本人に確認した", by=world.by)
    assert waiting_in(world.case) == []


def test_nobody_objects_to_the_answers_of_somebody_else_or_to_their_own(world):
    wave = make_wave(world.case, allows_proxy=True)
    version = actions.record_for_person(declaration=declared(wave, world), answers={"q1_viewed": "no"}, by=world.by)

    with pytest.raises(Refused):
        actions.object_to(invitation=invitation_of(wave, "P-002"), version=version, text="")


def test_staff_pages_are_for_the_case_and_writing_for_officers(site, client):
    wave = opened(site, allows_proxy=True)
    declaration = declared(wave, site)
    invitation = invitation_of(wave, "P-001")
    base = f"/cases/{site.case.public_id}/surveys/waves/{wave.public_id}/"
    pages = [
        f"{base}mails/",
        f"{base}paper/",
        f"{base}delegates/",
        f"{base}others/",
        f"{base}others/{declaration.public_id}/",
        f"{base}people/{invitation.public_id}/",
    ]

    client.force_login(site.chiba)
    assert {client.get(page).status_code for page in pages} == {404}
    client.force_login(site.aoki)
    assert {client.get(page).status_code for page in pages} == {200}
    done = client.post(
        f"{base}delegates/", {"go": "appoint", "employer": SITE, "name": "所長", "email": "", "unit": "", "person": ""}
    )
    assert done.status_code == 302
    assert Delegate.objects.count() == 1
    recorded = client.post(pages[4], {"go": "record", "shown": ["q1_viewed"], "q-q1_viewed": "no"})
    assert recorded.status_code == 302
    assert ResponseVersion.objects.get().mode == "proxy"
    assert client.post(f"{base}remind/", {"kind": "half_way"}).status_code == 302
    assert (
        client.post(
            pages[0],
            {
                "rules-from_hour": "09:00",
                "rules-until_hour": "18:00",
                **{
                    f"{k}-{n}": v
                    for k in ("not_opened", "half_way")
                    for n, v in (("after_days", 5), ("every_days", 5), ("most", 2), ("is_active", "on"))
                },
            },
        ).status_code
        == 302
    )
    assert client.post(pages[5], {"move": "withdraw", "reason": "退職"}).status_code == 403  # submitted meanwhile
    assert link(invitation)
