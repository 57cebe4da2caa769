"""`manage.py xlsform_check`: whether questionnaires can be used, and why not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from config.management.contract import ContractCommand
from surveys.logic.check import check_files


class Command(ContractCommand):
    """Needs no database."""

    help = "Says of each XLSForm workbook whether it is accepted, what it uses and what is not supported."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The files."""
        parser.add_argument("file", nargs="+", metavar="FILE")

    def document(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        """One entry per file; a refused one makes the exit code 1."""
        results = check_files(options["file"])
        if refused := [result["file"] for result in results if not result["accepted"]]:
            self.refused = _("Refused: %(files)s") % {"files": ", ".join(refused)}
        return results
