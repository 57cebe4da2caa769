"""`manage.py sheet_check`: whether workbooks and CSV files can be read, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from config.management.contract import ContractCommand
from core.sheets import sentence
from engines.sheets import check_file


class Command(ContractCommand):
    """Needs no database; a hostile file is read in a child with limits."""

    help = "Says of each file whether it is readable, and which sheets it has."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The files."""
        parser.add_argument("file", nargs="+", metavar="FILE")

    def document(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        """One entry per file; a refused one makes the exit code 1."""
        checks = [check_file(Path(name)) for name in options["file"]]
        if refused := [check.file for check in checks if check.error]:
            self.refused = _("Refused: %(files)s") % {"files": ", ".join(refused)}
        return [check.as_json(sentence(check.error) if check.error else None) for check in checks]
