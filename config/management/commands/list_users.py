"""`manage.py list_users`: who has an account."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from config.management.contract import ContractCommand
from config.management.users import shown


class Command(ContractCommand):
    """Nothing of cases: who belongs to one is known to its members only."""

    help = "Lists the accounts: address, name, whether they may sign in and open cases, last sign-in."

    def document(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        """By address."""
        del options
        return [shown(user) for user in User.objects.order_by("email")]

    def human(self, document: list[dict[str, Any]]) -> str:
        """One line each."""
        marks = ("active", "may_open_cases")
        return "\n".join(
            "  ".join([one["email"], one["name"], *(mark for mark in marks if one[mark]), one["last_sign_in"] or "-"])
            for one in document
        )
