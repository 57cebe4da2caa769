"""Signing in with the company's account, against a real provider on this machine."""

import datetime as dt
import html
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from audit.models import AuditEvent
from core.verdict import Refused
from surveys import actions
from surveys.models import AnsweringSession, Draft, Invitation, SignInAttempt, SignInRefusal
from surveys.queries import waiting_in
from surveys.signing_in.checks import sign_in_service_is_whole
from surveys.signing_in.provider import BACK
from surveys.tokens import hash_of
from tests.factories import make_person
from tests.surveys.factories import BY, invitation_of, link, make_wave
from tests.surveys.signing_in.provider import CLIENT, SECRET, OpenIdProvider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    provider = OpenIdProvider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    cache.clear()
    running.wrong, running.account, running.details = "", {"employee_number": "P-001"}, {}
    running.asked.clear()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = running.issuer, CLIENT, SECRET
    return running


@pytest.fixture
def wave(world, provider):
    return make_wave(world.case, proof="single_sign_on")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


def at_the_provider(page):
    """What the browser does on the way: follow the page to the sign-in service, which sends it back."""
    address = html.unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode()).group(1))
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as sent:
        sent.close()
        return "/" + sent.headers["Location"].split("/", 3)[3]
    raise AssertionError("not sent back")


def begun(wave, no="P-001", client=None):
    """(browser, the address it comes back to), by one's own link."""
    client = client or Client()
    assert client.post(link(invitation_of(wave, no)), {"go": "start"}).status_code == 302
    return client, at_the_provider(client.post("/answer/sign-in/"))


def signed_in(wave, no="P-001"):
    client, back = begun(wave, no)
    return client, client.get(back)


def refused(response):
    return (response.status_code, Draft.objects.count(), AnsweringSession.objects.filter(confirmed=True).count())


def test_who_signs_in_as_the_person_of_the_link_answers(wave, provider):
    client, response = signed_in(wave)

    assert response.url == "/answer/continue/"
    assert client.get(response.url).url.startswith("/answer/section/")
    kept = AuditEvent.objects.get(type="surveys.identity_confirmed").detail
    assert kept == {"proof": "single_sign_on", "claim": "employee_number", "issuer": provider.issuer}
    asked = provider.asked[-1]
    assert (asked["response_type"], asked["code_challenge_method"], "nonce" in asked) == ("code", "S256", True)


def test_nobody_gets_an_account_and_the_staffs_session_stays_apart(wave, world):
    before = list(User.objects.order_by("pk").values_list("pk", flat=True))
    client = Client()
    client.force_login(world.aoki)

    client, back = begun(wave, client=client)
    client.get(back)

    assert list(User.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert client.get(world.case.get_absolute_url()).status_code == 200
    fresh, back = begun(wave)
    fresh.get(back)
    assert "shirabe_session" not in fresh.cookies


def test_nothing_of_the_token_is_kept(wave, provider):
    provider.account = {"employee_number": "P-001", "email": "canary@example.jp", "name": "CANARY"}
    client, back = begun(wave)
    state = urllib.parse.parse_qs(back.partition("?")[2])["state"][0]
    assert [one.state_hash for one in SignInAttempt.objects.all()] == [hash_of(state)]

    client.get(back)

    rows = str([list(model.objects.values()) for model in (SignInAttempt, SignInRefusal, AuditEvent, Invitation)])
    assert (SignInAttempt.objects.count(), "canary" in rows.lower(), "at-1" in rows, state in rows) == (
        0,
        False,
        False,
        False,
    )


def test_before_signing_in_no_page_says_whose_link_it_is(wave):
    client = Client()
    address = link(invitation_of(wave, "P-001"))
    pages = [client.get(address), client.post(address, {"go": "start"}, follow=True)]

    assert ["佐伯" in page.content.decode() for page in pages] == [False, False]
    assert client.post("/answer/", {"go": "me"}).status_code == 422
    assert client.get("/answer/review/").url == "/answer/"


def test_another_persons_account_lets_nobody_in_and_the_officer_is_told(wave, world, provider):
    provider.account = {"employee_number": "P-002"}

    client, response = signed_in(wave)

    assert refused(response) == (403, 0, 0)
    text = response.content.decode()
    assert [name in text for name in ("佐伯", "森", "P-001", "P-002")] == [False] * 4
    assert client.get("/answer/").status_code == 404
    refusal = SignInRefusal.objects.get()
    assert (refusal.mismatch, refusal.invitation.person.no, refusal.signed_in_as.no) == (
        "other_person",
        "P-001",
        "P-002",
    )
    assert [one.sign_ins for one in waiting_in(world.case)] == [1]
    officer = Client()
    officer.force_login(world.aoki)
    page = f"/cases/{world.case.public_id}/surveys/waves/{wave.public_id}/sign-ins/"
    assert "佐伯" in officer.get(page).content.decode()
    assert officer.post(page, {"refusal": refusal.public_id}).status_code == 302
    assert (waiting_in(world.case), officer.get(page).status_code) == ([], 200)


@pytest.mark.parametrize(
    "wrong",
    [
        "audience",
        "audience among others",
        "expired",
        "nonce",
        "issuer",
        "unsigned",
        "signed by somebody else",
        "signed with the public key",
        "no keys",
        "cancelled",
    ],
)
def test_a_token_that_cannot_be_trusted_lets_nobody_in(wave, provider, wrong):
    provider.wrong = wrong

    client, response = signed_in(wave)

    assert refused(response) == (403, 0, 0)
    assert (SignInRefusal.objects.count(), "サインインできませんでした" in response.content.decode()) == (0, True)
    provider.wrong = ""
    cache.clear()
    assert client.get(at_the_provider(client.post("/answer/sign-in/"))).status_code == 302


def test_a_state_works_once_and_only_in_the_browser_that_was_given_it(wave):
    client, back = begun(wave)
    stranger = Client()
    assert refused(stranger.get(back)) == (400, 0, 0)
    key = client.cookies["shirabe_sign_in"].value
    assert client.get(back).status_code == 302
    AnsweringSession.objects.all().delete()
    Draft.objects.all().delete()
    client.cookies["shirabe_sign_in"] = key

    assert refused(client.get(back)) == (400, 0, 0)
    assert refused(client.get(BACK)) == (400, 0, 0)


def test_a_sign_in_that_took_too_long_begins_again(wave):
    client, back = begun(wave)

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)):
        assert refused(client.get(back)) == (400, 0, 0)


def test_a_service_that_is_down_is_said_calmly(wave, provider, settings):
    provider.wrong = "down at the end"
    client, response = signed_in(wave)
    assert (refused(response), "つながりません" in response.content.decode()) == ((503, 0, 0), True)
    cache.clear()
    settings.OIDC_ISSUER = "http://127.0.0.1:9"  # nobody listens there
    assert client.post("/answer/sign-in/").status_code == 503
    cache.clear()
    settings.OIDC_ISSUER, provider.wrong = provider.issuer, "issuer of the service"
    assert client.post("/answer/sign-in/").status_code == 503


@pytest.mark.parametrize(
    ("account", "mismatch"),
    [
        ({"email": "saeki@example.jp", "email_verified": True}, ""),
        ({"email": "SAEKI@example.jp", "email_verified": True}, ""),
        ({"email": "saeki@example.jp", "email_verified": False}, "not_verified"),
        ({"email": "saeki@example.jp"}, "not_verified"),
        ({"email": "shared@example.jp", "email_verified": True}, "several"),
        ({"email": "nobody@example.jp", "email_verified": True}, "unknown"),
        ({"employee_number": "P-001"}, "no_claim"),
    ],
)
def test_an_address_counts_only_when_it_is_verified_and_belongs_to_one_person(
    world, provider, settings, account, mismatch
):
    for no in ("P-003", "P-004"):
        make_person(world.case, no, email="shared@example.jp")
    settings.OIDC_MATCH, provider.account = "email", account

    _client, response = signed_in(make_wave(world.case, proof="single_sign_on"))

    assert response.status_code == (403 if mismatch else 302)
    assert [one.mismatch for one in SignInRefusal.objects.all()] == ([mismatch] if mismatch else [])


def test_a_number_may_stand_with_the_details_of_the_same_account_only(wave, provider):
    provider.account, provider.details = {}, {"employee_number": "ｐ-００１"}
    assert signed_in(wave)[1].status_code == 302

    provider.details = {"employee_number": "P-001", "sub": "s-2"}
    assert signed_in(wave)[1].status_code == 403


def test_new_keys_of_the_service_are_fetched(wave, provider):
    assert signed_in(wave)[1].status_code == 302
    provider.change_key()

    assert signed_in(wave)[1].status_code == 302


def test_the_common_address_finds_ones_own_invitation(wave, provider):
    provider.account = {"employee_number": "P-002"}
    client = Client()
    address = f"/s/{wave.public_id}/"
    assert client.get(address).status_code == 200
    back = at_the_provider(client.post(address, {"shared": "yes"}))
    assert provider.asked[-1]["prompt"] == "login"

    assert client.get(back).url == "/answer/continue/"

    session = AnsweringSession.objects.get()
    assert (session.invitation.person.no, session.shared, session.invitation.state) == ("P-002", True, "started")


def test_the_common_address_opens_nothing_for_those_who_are_not_asked(wave, world, provider):
    make_person(world.case, "P-009", name="あとの人")
    provider.account = {"employee_number": "P-009"}
    client = Client()

    response = client.get(at_the_provider(client.post(f"/s/{wave.public_id}/")))

    assert refused(response) == (403, 0, 0)
    assert [one.mismatch for one in SignInRefusal.objects.all()] == ["not_asked"]
    plain = make_wave(world.case, code="plain")
    actions.close_wave(wave=wave, by=BY)
    assert [Client().get(f"/s/{one.public_id}/").status_code for one in (plain, wave)] == [404, 404]


def test_looking_changes_nothing(wave):
    client = Client()
    client.get(f"/s/{wave.public_id}/")
    client.head(f"/s/{wave.public_id}/")

    assert (client.get("/answer/sign-in/").status_code, SignInAttempt.objects.count()) == (404, 0)


def test_without_a_service_the_form_says_why_and_the_wave_does_not_open(world, settings):
    wave = make_wave(world.case, proof="single_sign_on", open_it=False)
    client = Client()
    client.force_login(world.aoki)
    new = client.get(f"/cases/{world.case.public_id}/surveys/waves/new/").content.decode()
    assert ("single_sign_on" in new, "OIDC_ISSUER" in new) == (False, True)

    client.post(f"/cases/{world.case.public_id}/surveys/waves/{wave.public_id}/open/")

    wave.refresh_from_db()
    assert wave.state == "draft"
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "https://id.example", "a", "b"
    assert "single_sign_on" in client.get(f"/cases/{world.case.public_id}/surveys/waves/new/").content.decode()


def test_a_wave_without_names_cannot_ask_for_an_account(world, provider):
    for number in range(10, 15):
        make_person(world.case, f"P-{number}")
    wave = make_wave(world.case, proof="single_sign_on", identity="anonymous", open_it=False)

    with pytest.raises(Refused):
        actions.open_wave(wave=wave, by=BY)


def test_a_service_set_up_by_half_stops_the_start(settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "https://id.example", "a", ""
    assert [one.id for one in sign_in_service_is_whole(None)] == ["surveys.E001"]
    settings.OIDC_CLIENT_SECRET = "b"
    assert sign_in_service_is_whole(None) == []
    settings.OIDC_ISSUER, settings.INSECURE_LOOPBACK = "http://id.example", False
    assert [one.id for one in sign_in_service_is_whole(None)] == ["surveys.E001"]
