"""Table specifications and report editions."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.casefolder.folder import read_toml
from config.casefolder.loading.base import Load
from core.errors import Problem, Rejected
from engines.tables import TableError, resolve
from reports.actions import add_edition, set_tables
from reports.models import Edition, ReportTable

EDITION_FACTS = ("title", "title_en", "recipient", "audience", "language", "suppress_below", "sections")


def load_tables(load: Load) -> None:
    """tables.toml, its shared parts written into each table."""
    path = load.folder.path / "tables.toml"
    if not path.is_file() or ReportTable.objects.filter(case=load.case).exists():
        return
    try:
        tables = resolve(read_toml(path))
    except TableError as error:
        words = error.words.in_language((get_language() or "ja")[:2])
        raise Rejected([Problem(words, sheet="tables.toml")]) from error
    load.done["tables"] = len(set_tables(case=load.case, tables=tables, by=load.by))


def load_editions(load: Load) -> None:
    """editions/<n>.toml as drafts with these numbers."""
    known = set(Edition.objects.filter(case=load.case).values_list("ordinal", flat=True))
    paths = sorted(
        (path for path in (load.folder.path / "editions").glob("*.toml")), key=lambda path: path.stem.zfill(9)
    )
    for path in paths:
        facts = read_toml(path)
        if not path.stem.isdecimal() or not isinstance(facts.get("as_of"), date) or not facts.get("title"):
            message = _("An edition is a file <number>.toml with a title and a date as_of.")
            raise Rejected([Problem(message, sheet=f"editions/{path.name}")])
        if int(path.stem) not in known:
            add_edition(
                case=load.case,
                ordinal=int(path.stem),
                as_of=facts["as_of"],
                by=load.by,
                **{name: facts[name] for name in EDITION_FACTS if name in facts},
            )
