"""`manage.py report`: PDF and workbook of an edition's snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.management.contract import ContractCommand, actor, in_language, the_case
from reports.actions import freeze_now
from reports.queries import edition_of
from reports.rendering import write_edition


class Command(ContractCommand):
    """A draft is refused without --freeze; a frozen edition gives the same files every time."""

    help = "Writes the PDF and the workbook of an edition, with their hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which edition, and where to."""
        parser.add_argument("case", metavar="CASE")
        parser.add_argument("--edition", type=int, required=True, metavar="N")
        parser.add_argument("--freeze", action="store_true", help="make the snapshot first if there is none")
        parser.add_argument("--reason", default="", help="why it is frozen although checks fail")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """Snapshot, code and files."""
        case, by = the_case(options["case"]), actor(options)
        edition = edition_of(case, options["edition"])
        with in_language(case, edition.language):
            if options["freeze"] and not edition.is_frozen:
                freeze_now(edition=edition, by=by, reason=options["reason"])
            return write_edition(edition, options["out"], by=by)
