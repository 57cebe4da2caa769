"""`manage.py case_officer`: an officer for a case that nobody can work on any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from casework.actions import name_officer
from config.management.contract import ContractCommand, actor, the_case
from config.management.users import the_user


class Command(ContractCommand):
    """For cases brought in without members, and for those whose officers have all gone. The trail of the case tells it."""

    help = "Names an officer for a case without one; where there is one, they add members themselves."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, who."""
        parser.add_argument("case", metavar="CASE")
        parser.add_argument("email", metavar="EMAIL")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """The new officer."""
        case, user = the_case(options["case"]), the_user(options["email"])
        name_officer(case=case, user=user, by=actor(options))
        return {"case": case.number, "officer": user.email}

    def human(self, document: dict[str, Any]) -> str:
        """For reading at a terminal."""
        return _("%(officer)s is now an officer of the case %(case)s.") % document
