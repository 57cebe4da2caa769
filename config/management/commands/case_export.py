"""`manage.py case_export`: a whole case to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.casefolder.exporting import export_case
from config.management.contract import ContractCommand, actor, the_case


class Command(ContractCommand):
    """The folder holds personal data and logs: keep it where the evidence may be kept."""

    help = "Writes a whole case to a folder that is new or empty."

    def add_arguments(self, parser: CommandParser) -> None:
        """Case and folder."""
        parser.add_argument("case", metavar="CASE")
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """What was written."""
        case = the_case(options["case"])
        files = export_case(case, options["folder"], by=actor(options))
        return {"case": case.number, "folder": str(options["folder"]), "files": files}
