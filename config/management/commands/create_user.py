"""`manage.py create_user`: an account, and the link with which its owner sets the password."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.users import actions
from config.management.contract import ContractCommand, actor
from config.management.users import add_delivery, deliver, shown, told


class Command(ContractCommand):
    """What is not given is asked for at a terminal. A password is never given here."""

    help = "Makes an account and prints, or mails, a link with which its owner sets the password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and what they may."""
        parser.add_argument("email", nargs="?", metavar="EMAIL")
        parser.add_argument("--name", help="the name that colleagues see")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="ja")
        parser.add_argument("--may-open-cases", action="store_true", help="may open cases and so becomes their officer")
        add_delivery(parser)

    @transaction.atomic
    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """The account and its link."""
        by = actor(options)
        asked = options["email"] is None
        user = actions.create_user(
            email=options["email"] or self.ask(_("E-mail address:")),
            name=options["name"] or self.ask(_("Name:")),
            language=options["language"],
            may_open_cases=options["may_open_cases"]
            or (asked and self.ask(_("May this user open cases? (y/n)")).lower() in {"y", "yes"}),
            by=by,
        )
        return shown(user) | deliver(user, mail=options["mail"], by=by)

    def ask(self, sentence: str) -> str:
        """At a terminal only; a script names everything."""
        if not sys.stdin.isatty():
            raise CommandError(_("Give an e-mail address and --name."), returncode=2)
        self.stderr.write(sentence, ending=" ")
        return input().strip()

    def human(self, document: dict[str, Any]) -> str:
        """For reading at a terminal."""
        return "\n".join([_("The account %(email)s has been made.") % document, *told(document)])
