"""What all commands of the contract share: one JSON document on standard output, sentences on standard error."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from casework.models import Case
from core.actor import Actor
from core.errors import Rejected
from core.verdict import Refused


def a_date(text: str) -> date:
    """An ISO date as an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("«%(text)s» is no date such as 2023-01-31.") % {"text": text}) from error


class ContractCommand(BaseCommand):
    """Subclasses say their arguments and make the document. Refusals become exit code 1 with their sentences."""

    refused: str = ""  # set by `document` when the document itself tells of refusals (exit code 1 after printing)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Every command has --json and --by."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument("--by", metavar="EMAIL", help="the user who acts (default: the system)")
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the document and print it."""
        del args
        try:
            document = self.document(options)
        except Rejected as rejected:
            for problem in rejected.problems:
                self.stderr.write(place(problem.as_json()))
            raise CommandError(str(rejected.reason)) from rejected
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self.stdout.write(self.human(document))
        if self.refused:
            raise CommandError(self.refused)

    def document(self, options: dict[str, Any]) -> Any:
        """The JSON document."""
        raise NotImplementedError

    def human(self, document: Any) -> str:
        """The same for reading at a terminal."""
        return json.dumps(document, ensure_ascii=False, indent=1)

    def say(self, sentence: str) -> None:
        """A message for people; never mixed with the document."""
        self.stderr.write(sentence)


def place(problem: Mapping[str, Any]) -> str:
    """A problem on one line: where, what."""
    where = [str(problem[key]) for key in ("sheet", "row", "column") if problem.get(key)]
    return f"{' '.join(where)}: {problem['message']}" if where else str(problem["message"])


def actor(options: Mapping[str, Any]) -> Actor:
    """Who acts: the user of --by, else the system."""
    email = options.get("by")
    if not email:
        return Actor.system()
    user = User.objects.filter(email=str(email).lower(), is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active user %(email)s.") % {"email": email})
    return Actor.of_user(user)


def add_case(parser: CommandParser) -> None:
    """CASE or --all."""
    parser.add_argument("case", nargs="?", help="case number")
    parser.add_argument("--all", action="store_true", help="every case; the document is a list")


def the_case(number: str) -> Case:
    """The case of that number."""
    case = Case.objects.filter(number=number).select_related("organisation", "roster").first()
    if case is None:
        raise CommandError(_("There is no case %(number)s.") % {"number": number})
    return case


def chosen_cases(options: Mapping[str, Any]) -> list[Case]:
    """One case, or all in the order of their numbers. Anything else is a wrong call."""
    if bool(options["case"]) == bool(options["all"]):
        raise CommandError(_("Name one case, or give --all."), returncode=2)
    if options["case"]:
        return [the_case(options["case"])]
    return list(Case.objects.select_related("organisation", "roster").order_by("number"))


def in_language(case: Case, wanted: str | None) -> Any:
    """A context in which sentences come in the wanted language, else in the case's."""
    return translation.override(wanted or case.language)
