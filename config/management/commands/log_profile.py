"""`manage.py log_profile`: what a log file looks like, before anybody imports it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from config.management.contract import ContractCommand
from engines.columnar.logs import LogError
from engines.columnar.profiling.profile import profile
from evidence.messages import sentence_of


class Command(ContractCommand):
    """Reads the first megabyte only; values that name customers are masked."""

    help = "Says how a log file would be read: encoding, delimiter, columns, and what to ask its giver."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One file."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--time-zone", default="Asia/Tokyo", help="the zone of times without an offset")
        parser.add_argument("--encoding", default="", help="if it is not to be recognised")
        parser.add_argument("--delimiter", default="", help="if it is not to be recognised")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """The profile; its questions in the reader's language."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        try:
            return profile(
                path,
                encoding=options["encoding"],
                delimiter=options["delimiter"],
                time_zone=options["time_zone"],
            )
        except LogError as error:
            raise CommandError(sentence_of(error)) from error
