"""A delegate who signs in: the page of their site, and nothing else of the case at any address."""

import re
import uuid

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from audit.models import AuditEvent
from casework.models import Exclusion
from core import outbox
from core.checks import all_patterns
from core.verdict import Refused
from surveys import actions
from surveys.models import Delegate, RosterCorrection
from surveys.tokens import delegate_token
from tests.factories import make_person
from tests.surveys.factories import BY, invitation_of, make_wave

pytestmark = pytest.mark.django_db
SITE = "みなとサービス"
ANY = {"uuid": uuid.uuid4(), "int": 1, "str": "x", "slug": "x", "path": "x"}


@pytest.fixture
def site(world):
    for number in (10, 11):
        make_person(world.case, f"N-{number}", employer=SITE, affiliation="contractor", name=f"現場の人{number}")
    make_person(world.case, "N-12", employer=SITE, affiliation="contractor", name="所長本人", email="boss@example.jp")
    return world


@pytest.fixture
def wave(site):
    return make_wave(site.case, proof="employee_number")


@pytest.fixture
def boss(db):
    return User.objects.create_user("boss@example.jp", name="所長")


@pytest.fixture
def delegate(wave, boss):
    return actions.appoint_delegate(wave=wave, name="所長", email="boss@example.jp", employer=SITE, user=boss, by=BY)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def inside(user, delegate):
    client = signed_in(user)
    assert client.post("/delegate/mine/", {"delegate": delegate.public_id}).url == "/delegate/"
    return client


def test_an_officer_appoints_by_the_address_of_an_account(site, wave, boss):
    officer = signed_in(site.aoki)
    page = f"/cases/{site.case.public_id}/surveys/waves/{wave.public_id}/delegates/"
    facts = {"go": "appoint", "employer": SITE, "name": "所長", "unit": "", "person": "", "signs_in": "on"}
    assert officer.post(page, facts | {"email": "nobody@example.jp"}).status_code == 200
    assert not Delegate.objects.exists()

    officer.post(page, facts | {"email": "Boss@example.jp"})

    made = Delegate.objects.get()
    assert (made.user, made.person.no) == (boss, "N-12")  # their own entry, found by the address
    outbox.send_waiting()
    body = mail.outbox[-1].body
    assert ("/delegate/mine/" in body, "/d/" in body) == (True, False)


def test_signing_in_leads_to_open_and_finished_corrections_and_letters(site, delegate, wave, boss):
    client = signed_in(boss)
    assert client.get("/").url == "/delegate/mine/"
    assert SITE in client.get("/delegate/mine/").content.decode()
    client = inside(boss, delegate)

    rows = client.get("/delegate/").context["rows"]

    assert [one.person.no for one, _done in rows] == ["N-10", "N-11"]
    client.post(f"/delegate/people/{invitation_of(wave, 'N-10').public_id}/", {"unit": "第二課"})
    assert RosterCorrection.objects.get().unit == "第二課"
    assert client.post("/delegate/letters/").content.startswith(b"%PDF")
    assert {
        event.by_label
        for event in AuditEvent.objects.filter(type__in=["surveys.correction_proposed", "surveys.letters_printed"])
    } == {"boss@example.jp"}
    assert client.post("/delegate/finish/").url == "/delegate/mine/"
    assert client.get("/delegate/").status_code == 404


@pytest.mark.on_one_database
def test_no_address_of_the_case_opens_for_a_delegate(site, delegate, wave, boss):
    client = inside(boss, delegate)
    known = {
        "case_id": site.case.public_id,
        "wave_id": wave.public_id,
        "invitation_id": invitation_of(wave, "P-001").public_id,
        "version_id": wave.version.public_id,
    }
    walked, opened, telling = 0, [], []
    for route, pattern in all_patterns():
        if not pattern.name or route.startswith("accounts/"):
            continue
        address = "/" + re.sub(
            r"<(?:(\w+):)?(\w+)>", lambda hole: str(known.get(hole[2], ANY[hole[1] or "str"])), route
        )
        walked += 1
        for response in (client.get(address), client.post(address)):
            body = b"" if response.streaming else response.content
            if "<uuid:case_id>" in route and response.status_code != 404:
                opened.append((address, response.status_code))
            if any(
                word in body.decode("utf-8", "replace")
                for word in (site.case.number, "佐伯", "森 葵", "P-001", "所長本人")
            ):
                telling.append(address)
        if "case_id" not in route:  # some of these end the session
            client = inside(boss, delegate)

    assert (walked > 200, opened, telling) == (True, [], [])


def test_no_other_account_and_no_link_opens_the_site(site, delegate, boss):
    key = inside(boss, delegate).cookies["shirabe_delegate"].value
    stranger = signed_in(site.chiba)
    assert stranger.post("/delegate/mine/", {"delegate": delegate.public_id}).status_code == 404
    stranger.cookies["shirabe_delegate"] = key
    nobody = Client()
    nobody.cookies["shirabe_delegate"] = key

    assert [one.get("/delegate/").status_code for one in (stranger, nobody)] == [404, 404]
    token = delegate_token(delegate.public_id, delegate.generation)
    assert nobody.get(f"/d/{token}").status_code == 404
    assert nobody.get("/delegate/mine/").status_code == 302


@pytest.mark.parametrize("end", ["ended", "disabled", "excluded", "closed"])
def test_the_next_page_is_refused_when_the_access_ends(site, delegate, end, wave, boss):
    client = inside(boss, delegate)
    if end == "ended":
        actions.end_delegate(delegate=delegate, by=BY)
    elif end == "disabled":
        User.objects.filter(pk=boss.pk).update(is_active=False)
    elif end == "excluded":
        Exclusion.objects.create(case=site.case, user=boss, reason="—")
    else:
        actions.close_wave(wave=wave, by=BY)

    shut = client.get("/delegate/")
    assert (shut.status_code, SITE in shut.content.decode()) == (404, False)
    if end != "disabled":  # somebody who signs in is told of no link
        assert ("リンク" in shut.content.decode(), "/delegate/mine/" in shut.content.decode()) == (False, True)
    assert SITE not in client.get("/delegate/mine/").content.decode()


def test_members_and_excluded_users_are_not_appointed(site, wave, boss):
    Exclusion.objects.create(case=site.case, user=boss, reason="—")

    for user in (site.aoki, boss):
        with pytest.raises(Refused):
            actions.appoint_delegate(wave=wave, name="x", email="", employer=SITE, user=user, by=BY)
