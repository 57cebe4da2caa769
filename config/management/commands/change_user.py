"""`manage.py change_user`: what an account may, whether it may sign in, a new link for its password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.users import actions
from casework.queries import cases_without_officer_but
from config.management.contract import ContractCommand, actor
from config.management.users import add_delivery, deliver, shown, the_user, told


class Command(ContractCommand):
    """What is not given stays. Stopping takes effect at the next page; nothing that was done is lost."""

    help = "Changes an account, stops it or lets it in again, and gives a new link for its password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and what changes."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", help="the name that colleagues see")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--may-open-cases", choices=["yes", "no"])
        parser.add_argument("--active", choices=["yes", "no"], help="whether the account may sign in")
        parser.add_argument("--link", action="store_true", help="print a link for a new password")
        add_delivery(parser)

    @transaction.atomic
    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """The account as it is now."""
        by, user = actor(options), the_user(options["email"])
        may = options["may_open_cases"]
        actions.change_user(
            user=user,
            name=options["name"],
            language=options["language"],
            may_open_cases=None if may is None else may == "yes",
            by=by,
        )
        if options["active"] == "no":
            actions.stop_user(user=user, by=by)
            for case in cases_without_officer_but(user):
                self.say(_("The case %(number)s has no other officer. Name one with «case_officer».") % vars(case))
        if options["active"] == "yes":
            actions.let_user_in_again(user=user, by=by)
        if options["link"] or options["mail"]:
            return shown(user) | deliver(user, mail=options["mail"], by=by)
        return shown(user)

    def human(self, document: dict[str, Any]) -> str:
        """For reading at a terminal."""
        state = _("%(email)s may sign in.") if document["active"] else _("%(email)s may not sign in.")
        return "\n".join([state % document, *told(document)])
