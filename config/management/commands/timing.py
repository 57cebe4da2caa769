"""`manage.py timing`: how timing expressions are understood."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from config.management.contract import ContractCommand, a_date
from remediation.timing import parse


class Command(ContractCommand):
    """Needs no database."""

    help = "Says how each timing expression is understood."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The expressions, or - for lines from standard input."""
        parser.add_argument("text", nargs="+", metavar="TEXT", help="an expression; - reads lines from standard input")
        parser.add_argument("--on", type=a_date, help="the day of the document, from which missing years are taken")
        parser.add_argument("--fiscal-start", type=int, default=4, help="first month of the fiscal year (4)")

    def document(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        """One entry per expression, in the order given."""
        if not 1 <= options["fiscal_start"] <= 12:
            raise CommandError(_("The first month of the fiscal year is a number from 1 to 12."), returncode=2)
        texts: list[str] = []
        for text in options["text"]:
            texts += [line.rstrip("\r\n") for line in sys.stdin] if text == "-" else [text]
        return [parse(text, on=options["on"], fiscal_start=options["fiscal_start"]).as_json() for text in texts if text]
