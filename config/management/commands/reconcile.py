"""`manage.py reconcile`: log and answers side by side, as classes of people per incident."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from casework.models import Case, Incident
from config.casefolder.loading.base import wait_for
from config.management.contract import ContractCommand, actor, add_case, chosen_cases, in_language
from core.actor import Actor
from evidence.enums import ReconciliationClass
from evidence.links.queries import all_links
from evidence.links.sentences import link_json
from evidence.queries import reconcile_json
from evidence.reconciling import start_reconciliation


class Command(ContractCommand):
    """Compares anew; when nothing has changed, the newest comparison stays."""

    help = "Prints how many people stand in each class, and with --people who they are."

    def add_arguments(self, parser: CommandParser) -> None:
        """CASE or --all, and what to show."""
        add_case(parser)
        parser.add_argument("--incident", metavar="NO", help="this incident only")
        parser.add_argument(
            "--people", action="store_true", help="the people with their first and last line of the log"
        )
        parser.add_argument(
            "--class",
            dest="kinds",
            action="append",
            choices=ReconciliationClass.values,
            help="with --people: this class only; may be repeated",
        )

    def document(self, options: dict[str, Any]) -> Any:
        """One document, or a list with --all."""
        by = actor(options)
        documents = [self.of_case(case, options, by) for case in chosen_cases(options)]
        return documents if options["all"] else documents[0]

    def of_case(self, case: Case, options: dict[str, Any], by: Actor) -> dict[str, Any]:
        """The documented shape."""
        with in_language(case, None):
            if Incident.objects.filter(case=case).exists():
                wait_for(start_reconciliation(case=case, by=by))
            document = reconcile_json(case, people=options["people"])
            if options["people"]:
                links = all_links(case)
                for entry in document["incidents"]:
                    entry["links"] = [link_json(link) for link in links if link.incident == entry["id"]]
        if options["incident"]:
            document["incidents"] = [one for one in document["incidents"] if one["id"] == options["incident"]]
            if not document["incidents"] and not options["all"]:
                raise CommandError(_("There is no incident %(no)s in the case.") % {"no": options["incident"]})
        if options["people"] and options["kinds"]:
            for incident in document["incidents"]:
                incident["people"] = {kind: incident["people"][kind] for kind in options["kinds"]}
        return document

    def human(self, document: Any) -> str:
        """Classes that have people, a line each."""
        lines: list[str] = []
        for case in document if isinstance(document, list) else [document]:
            for incident in case["incidents"]:
                lines.append(f"{case['case']} {incident['id']}: {incident['population']}")
                counts = {kind: count for kind, count in incident["classes"].items() if count}
                lines += [f"  {count:>7,}  {ReconciliationClass(kind).label}" for kind, count in counts.items()]
                if incident["unmapped_ids"]:
                    lines.append(f"  {incident['unmapped_ids']:>7,}  {_('log-in ids that belong to nobody known')}")
                for kind, people in incident.get("people", {}).items():
                    lines += [f"    {kind}\t{one['person']}\t{one['first']}\t{one['last']}" for one in people]
        return "\n".join(lines)
