"""What the commands about accounts share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.users import actions
from accounts.users.links import ends_at
from core.actor import Actor


def the_user(email: str) -> User:
    """The account of that address, stopped or not."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(_("There is no user %(email)s. «list_users» shows who there is.") % {"email": email})
    return user


def add_delivery(parser: CommandParser) -> None:
    """--mail."""
    parser.add_argument("--mail", action="store_true", help="mail the link to the user instead of printing it")


def deliver(user: User, *, mail: bool, by: Actor) -> dict[str, Any]:
    """The link, printed or mailed."""
    if mail:
        actions.mail_password_link(user=user, by=by)
        return {"link": None, "mailed": True, "link_until": None}
    link = actions.give_password_link(user=user, by=by)
    return {"link": link, "mailed": False, "link_until": ends_at().isoformat(timespec="seconds")}


def shown(user: User) -> dict[str, Any]:
    """What stands in a document of a user."""
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "active": user.is_active,
        "may_open_cases": user.may_open_cases,
        "last_sign_in": user.last_login.isoformat(timespec="seconds") if user.last_login else None,
    }


def told(document: dict[str, Any]) -> list[str]:
    """How the link reaches its owner."""
    if document.get("mailed"):
        return [_("A mail with a link for the password is on its way to %(email)s.") % document]
    if document.get("link"):
        until = timezone.localtime(ends_at(), timezone=timezone.get_default_timezone()).strftime("%Y-%m-%d %H:%M")
        facts = {"until": until, "zone": settings.TIME_ZONE}
        sentence = _("Give this link to the user alone. It sets the password once, until %(until)s (%(zone)s):") % facts
        return [sentence, document["link"]]
    return []
