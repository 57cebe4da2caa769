"""What is done to accounts. Passwords are set by their owners only; nobody else ever knows one."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.users.links import password_link
from audit import trail
from core.actor import Actor
from core.outbox import queue_mail
from core.ref import Ref
from core.verdict import ALLOWED, Refused, Verdict, refuse

MAIL_PASSWORD_LINK = "accounts.password_link"  # noqa: S105 -- a kind of mail


def can_use_address(email: str) -> Verdict:
    """An address that nobody signs in with yet."""
    try:
        validate_email(email)
    except ValidationError:
        return refuse(_("This is not an e-mail address. Write it like name@example.jp."))
    if User.objects.filter(email=email).exists():
        return refuse(_("There is a user with this address already. Change that one instead."))
    return ALLOWED


def can_have_link(user: User) -> Verdict:
    """Only who may sign in sets a password."""
    if user.is_active:
        return ALLOWED
    return refuse(_("This account is stopped. Let it sign in again first."))


@transaction.atomic
def create_user(*, email: str, name: str, by: Actor, language: str = "ja", may_open_cases: bool = False) -> User:
    """An account without a password: its owner sets one with the link (`give_password_link`)."""
    email, name = email.strip().lower(), name.strip()
    can_use_address(email).require()
    if not name:
        raise Refused(_("Write the user's name."))
    user = User.objects.create_user(email, name=name, language=language, may_open_cases=may_open_cases)
    _record("accounts.user_made", user, by, may_open_cases=may_open_cases)
    return user


@transaction.atomic
def change_user(
    *,
    user: User,
    by: Actor,
    name: str | None = None,
    language: str | None = None,
    may_open_cases: bool | None = None,
) -> User:
    """What is None stays."""
    wanted = {"name": name, "language": language, "may_open_cases": may_open_cases}
    changed = {key: value for key, value in wanted.items() if value is not None and value != getattr(user, key)}
    for key, value in changed.items():
        setattr(user, key, value)
    if changed:
        user.save(update_fields=list(changed))
        _record("accounts.user_changed", user, by, fields=sorted(changed), may_open_cases=user.may_open_cases)
    return user


@transaction.atomic
def stop_user(*, user: User, by: Actor) -> User:
    """The next page is refused already; open links and the password end. What they did keeps their name."""
    if user.is_active:
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        _record("accounts.user_stopped", user, by)
    return user


@transaction.atomic
def let_user_in_again(*, user: User, by: Actor) -> User:
    """They set a new password with a new link."""
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _record("accounts.user_let_in", user, by)
    return user


@transaction.atomic
def give_password_link(*, user: User, by: Actor) -> str:
    """The link, for whoever hands it over."""
    can_have_link(user).require()
    _record("accounts.password_link_given", user, by)
    return password_link(user)


@transaction.atomic
def mail_password_link(*, user: User, by: Actor) -> None:
    """The link goes to the user's own address; it is made only when the mail is sent."""
    can_have_link(user).require()
    queue_mail(MAIL_PASSWORD_LINK, key=str(uuid.uuid4()), payload={"user": str(user.public_id)})
    _record("accounts.password_link_mailed", user, by)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """By the owner, after the password's rules."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _record("accounts.password_set", user, Actor.of_user(user))


def _record(kind: str, user: User, by: Actor, **detail: object) -> None:
    trail.record(kind, by=by, chain=trail.INSTALLATION, subject=Ref("user", str(user.public_id)), detail=detail)
