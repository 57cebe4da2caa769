"""From nobody to somebody who signs in: the account, the link, the password; and how it ends."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.users import actions
from audit.models import AuditEvent
from core import outbox
from core.actor import Actor
from core.verdict import Refused
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
BY = Actor.system()


def made() -> User:
    return actions.create_user(email=" New@Example.jp", name="新川 拓", language="en", may_open_cases=True, by=BY)


def path_of(link: str) -> str:
    return urlsplit(link).path


def set_password(client: Client, link: str, password: str = PASSWORD) -> int:
    """Follows the link as a browser does; how the form was answered."""
    page = client.get(path_of(link), follow=True)
    where = page.redirect_chain[-1][0] if page.redirect_chain else path_of(link)
    return client.post(where, {"password1": password, "password2": password}).status_code


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": "new@example.jp", "password": password}).status_code


def trail_types() -> list[str]:
    return list(AuditEvent.objects.filter(chain="installation").order_by("position").values_list("type", flat=True))


def test_a_new_user_sets_a_password_with_the_link_once_and_opens_a_case() -> None:
    user = made()
    link = actions.give_password_link(user=user, by=BY)
    client = Client()

    assert sign_in(client, "") == 200  # no password yet: none fits
    assert set_password(client, link, "short") == 200  # refused by the rules
    assert set_password(client, link) == 302
    assert sign_in(client) == 302

    assert client.get("/cases/new/").status_code == 200
    assert client.cookies["django_language"].value == "en"
    assert "already" in Client().get(path_of(link), headers={"accept-language": "en"}).content.decode()
    assert trail_types() == ["accounts.user_made", "accounts.password_link_given", "accounts.password_set"]


def test_the_next_page_is_refused_when_the_account_is_stopped_and_old_links_end() -> None:
    user = made()
    client, link = Client(), actions.give_password_link(user=user, by=BY)
    set_password(client, link)
    sign_in(client)
    second = actions.give_password_link(user=user, by=BY)
    assert client.get("/").status_code == 200

    actions.stop_user(user=user, by=BY)

    assert client.get("/").url.startswith("/accounts/login/")
    assert sign_in(Client()) == 200
    with pytest.raises(Refused):
        actions.give_password_link(user=user, by=BY)
    actions.let_user_in_again(user=user, by=BY)
    assert sign_in(Client()) == 200  # the password has ended, too
    assert set_password(Client(), second) == 200  # and so has the earlier link
    user.refresh_from_db()
    assert set_password(Client(), actions.give_password_link(user=user, by=BY)) == 302


def test_a_forgotten_password_is_mailed_to_the_account_only_and_strangers_get_nothing() -> None:
    set_password(Client(), actions.give_password_link(user=made(), by=BY))
    client = Client()

    answers = [
        client.post("/accounts/password/reset/", {"email": email}) for email in ("NEW@example.jp", "nobody@example.jp")
    ]
    outbox.send_waiting()

    assert [one.url for one in answers] == ["/accounts/password/reset/done/"] * 2
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["new@example.jp"], "Your account: set a password")
    link = re.search(r"https?://\S+", sent.body)
    assert link is not None
    assert set_password(Client(), link[0], "another battery horse") == 302
    assert sign_in(Client(), "another battery horse") == 302


def test_a_mail_to_an_account_that_was_stopped_meanwhile_is_not_sent() -> None:
    user = made()
    actions.mail_password_link(user=user, by=BY)
    actions.stop_user(user=user, by=BY)

    outbox.send_waiting()

    assert mail.outbox == []


def test_an_address_is_used_once_and_has_to_be_one() -> None:
    made()

    for email in ("new@example.jp", "NEW@example.jp", "no address"):
        with pytest.raises(Refused):
            actions.create_user(email=email, name="x", by=BY)
    assert User.objects.count() == 1


def test_ones_own_password_is_changed_with_the_present_one_and_recorded(client: Client) -> None:
    user = make_user("aoki")
    client.force_login(user)
    facts = {"password1": "another battery horse", "password2": "another battery horse"}

    assert client.post("/accounts/password/change/", facts | {"oldpassword": "wrong"}).status_code == 200
    assert client.post("/accounts/password/change/", facts | {"oldpassword": PASSWORD}).status_code == 302

    user.refresh_from_db()
    assert user.check_password("another battery horse")
    assert client.get("/").status_code == 200  # still signed in
    assert trail_types() == ["accounts.password_set"]


def test_the_language_that_was_chosen_stays_with_the_account(client: Client) -> None:
    user = make_user("aoki")
    client.force_login(user)

    client.post("/language/", {"language": "en", "next": "/"})

    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize("name", ["account_signup", "account_email"])
def test_nobody_registers_or_changes_their_own_address(name: str) -> None:
    assert reverse("account_login")

    with pytest.raises(NoReverseMatch):
        reverse(name)
