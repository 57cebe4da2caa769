"""`manage.py log_blind`: columns of a log replaced by keyed hashes, before the file is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from config.management.contract import ContractCommand
from core.version import version
from engines.columnar.blind import blind, read_key
from engines.columnar.logs import LogError
from evidence.messages import sentence_of


class Command(ContractCommand):
    """Runs at the owner's: no network, no database. The key file never leaves; it is made when there is none."""

    help = "Replaces columns of a log by keyed hashes before it is handed over; the key stays with the owner."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One file, its columns, the key."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--columns", nargs="+", required=True, metavar="NAME")
        parser.add_argument("--key-file", type=Path, required=True, metavar="FILE")
        parser.add_argument("--out", type=Path, metavar="FILE", help="default: FILE.blinded.csv beside it")
        parser.add_argument("--encoding", default="", help="if it is not to be recognised")
        parser.add_argument("--delimiter", default="", help="if it is not to be recognised")

    def document(self, options: dict[str, Any]) -> dict[str, Any]:
        """The statement that goes with the file: hashes before and after, columns, rows, the key's fingerprint."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        out: Path = options["out"] or path.with_name(f"{path.stem}.blinded{path.suffix or '.csv'}")
        if out.exists():
            raise CommandError(_("%(path)s is there already. Name another file with --out.") % {"path": out})
        try:
            key = read_key(options["key_file"], make=True)
            statement = blind(
                path,
                out,
                columns=options["columns"],
                key=key,
                encoding=options["encoding"],
                delimiter=options["delimiter"],
            )
        except LogError as error:
            out.unlink(missing_ok=True)
            raise CommandError(sentence_of(error)) from error
        if statement["left_out"]:
            self.say(
                _("%(count)s lines could not be taken apart and were left out of the new file.")
                % {"count": statement["left_out"]}
            )
        return statement | {"tool": f"Shirabe {version()}"}
