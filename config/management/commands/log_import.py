"""`manage.py log_import`: log files into a source of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from casework.models import Case, System
from config.casefolder.folder import read_toml
from config.casefolder.loading.base import wait_for
from config.casefolder.loading.evidence import CUSTODY, read_mapping
from config.management.contract import ContractCommand, actor, in_language, the_case
from core.actor import Actor
from core.files import store_path
from engines.columnar.ready import ready_mappings
from evidence.actions import add_source, receive_log, start_ingest
from evidence.custody.actions import unlock_received
from evidence.enums import LogFileState
from evidence.models import LogFile, LogSource
from evidence.overlaps import overlaps_json


class Command(ContractCommand):
    """The original is kept with its hash; the same bytes again are not counted twice."""

    help = "Reads log files into a source of a case: rows in, accepted, rejected, window, hash, seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        """Case, source, files; the mapping is remembered for the source."""
        parser.add_argument("case", metavar="CASE")
        parser.add_argument("source", metavar="SOURCE", help="the source's code; made if it is not there")
        parser.add_argument("file", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE", help="a mapping.toml (without it: the remembered one)"
        )
        parser.add_argument("--ready", metavar="NAME", help=f"a ready mapping: {', '.join(ready_mappings())}")
        parser.add_argument(
            "--password-file", type=Path, metavar="FILE", help="the password of locked files, on its first line"
        )

    def document(self, options: dict[str, Any]) -> Any:
        """One document, or a list for several files."""
        case, by = the_case(options["case"]), actor(options)
        if missing := [str(path) for path in options["file"] if not path.is_file()]:
            raise CommandError(_("There is no file %(path)s.") % {"path": ", ".join(missing)})
        with in_language(case, None):
            facts = read_toml(options["mapping"]) if options["mapping"] else ready(options["ready"])
            source = self.source(case, options["source"], facts, by)
            custody = {name: facts[name] for name in CUSTODY if name in facts}
            password = first_line(options["password_file"]) if options["password_file"] else ""
            documents = [read_in(source, path, custody, by, password=password) for path in options["file"]]
        return documents[0] if len(documents) == 1 else documents

    def source(self, case: Case, code: str, facts: dict[str, Any], by: Actor) -> LogSource:
        """The source with the mapping to use."""
        source = LogSource.objects.filter(case=case, code=code).select_related("system", "case").first()
        if source is None and not facts:
            raise CommandError(
                _("There is no source %(code)s in the case yet. Give its mapping with --mapping.") % {"code": code}
            )
        if not facts:
            assert source is not None  # noqa: S101 -- refused above
            return source
        system = System.objects.filter(case=case, code=str(facts.get("system", ""))).first()
        return add_source(
            case=case,
            code=code,
            name=str(facts.get("name", source.name if source else code)),
            system=system or (source.system if source else None),
            identifies=str(facts.get("identifies", source.identifies if source else "person")),
            mapping=read_mapping(facts, code),
            by=by,
        )


def ready(name: str | None) -> dict[str, Any]:
    """The ready mapping of that name, or nothing."""
    if not name:
        return {}
    known = ready_mappings()
    if name not in known:
        raise CommandError(
            _("There is no ready mapping «%(name)s». There are: %(names)s.") % {"name": name, "names": ", ".join(known)}
        )
    return known[name].mapping()


def first_line(path: Path) -> str:
    """The password; read here, used once, kept nowhere."""
    if not path.is_file():
        raise CommandError(_("There is no file %(path)s.") % {"path": path})
    return path.read_text(encoding="utf-8").splitlines()[0] if path.stat().st_size else ""


def read_in(source: LogSource, path: Path, custody: dict[str, Any], by: Actor, *, password: str = "") -> dict[str, Any]:
    """Receive and read one file; a file that was read before gives its result again."""
    stored = store_path(path, by=by, content_type="text/csv")
    log_file = receive_log(source=source, stored=stored, by=by, **custody)
    if password and "password_needed" in log_file.profile.get("codes", []):
        unlock_received(log_file=log_file, password=password, by=by)
    if log_file.state != LogFileState.IMPORTED:
        wait_for(start_ingest(log_file=log_file, mapping=source.mapping, by=by))
        log_file = LogFile.objects.get(pk=log_file.pk)
    return {
        "file": path.name,
        "sha256": log_file.sha256,
        "rows_in": log_file.rows_in,
        "accepted": log_file.accepted,
        "rejected": log_file.rejected,
        "reasons": log_file.reasons,
        "window": [at.isoformat() if at else None for at in (log_file.first_at, log_file.last_at)],
        "seconds": log_file.seconds,
        **log_file.profile.get("read", {}),
        "twice": log_file.twice,
        "overlaps": overlaps_json(log_file),
    }
