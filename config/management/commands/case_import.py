"""`manage.py case_import`: a whole case from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from config.casefolder.folder import CaseFolder
from config.casefolder.importing import import_case
from config.management.contract import ContractCommand, actor


class Command(ContractCommand):
    """The same importers and actions as the pages; jobs are done here or by a running worker."""

    help = "Brings a whole case in from a case folder (docs/reference/case-folder.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """What came in."""
        if not options["folder"].is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": options["folder"]})
        done = import_case(CaseFolder(options["folder"]), by=actor(options), say=self.say)
        return {"case": done.case.number, **done.counts, "seconds": done.seconds}
