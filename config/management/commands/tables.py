"""`manage.py tables`: the aggregate tables of a case, of its present data or of an edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from casework.models import Case
from config.management.contract import ContractCommand, add_case, chosen_cases, in_language
from core.verdict import Refused
from reports.models import Audience
from reports.queries import edition_of, tables_json


class Command(ContractCommand):
    """Each table with its base, counts, percents as numbers and as printed, notes and checks."""

    help = "Prints the aggregate tables of a case."

    def add_arguments(self, parser: CommandParser) -> None:
        """CASE or --all, and what to leave out."""
        add_case(parser)
        parser.add_argument("--table", metavar="ID", help="this table only")
        parser.add_argument("--edition", type=int, metavar="N", help="as printed in this edition")
        parser.add_argument("--audience", choices=Audience.values, help="hide what this audience does not see")
        parser.add_argument(
            "--as-first-answered", action="store_true", help="count the first version of each answer, not the newest"
        )
        parser.add_argument("--lang", choices=["ja", "en"], help="the language of the words (the case's)")

    def document(self, options: dict[str, Any]) -> Any:
        """One document, or a list with --all."""
        documents = [self.tables_of(case, options) for case in chosen_cases(options)]
        return documents if options["all"] else documents[0]

    def tables_of(self, case: Case, options: dict[str, Any]) -> dict[str, Any]:
        """The documented shape."""
        if options["as_first_answered"] and options["edition"] is not None:
            raise Refused(
                _("An edition prints what it printed. Leave the edition away to count answers as first given.")
            )
        with in_language(case, options["lang"]):
            return tables_json(
                case,
                edition=None if options["edition"] is None else edition_of(case, options["edition"]),
                table=options["table"],
                audience=options["audience"],
                lang=options["lang"],
                as_first_answered=options["as_first_answered"],
            )

    def human(self, document: Any) -> str:
        """Tab-separated, as printed."""
        lines: list[str] = []
        for case in document if isinstance(document, list) else [document]:
            for table in case["tables"]:
                lines += ["", f"{table['title']} ({table['id']})", table["base"]["sentence"]]
                lines.append("\t".join(["", *(column["label"] for column in table["columns"])]))
                lines += [
                    "\t".join([row["label"], *(cell["printed"] for cell in row["cells"])]) for row in table["rows"]
                ]
                lines += [str(note) for note in table["notes"]]
                lines += [f"! {check['message']}" for check in table["checks"] if not check["ok"]]
        return "\n".join(lines)
