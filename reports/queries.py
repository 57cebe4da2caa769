"""Reads over tables and editions in the domain's words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.files import rehash
from core.verdict import Refused
from engines.tables import Table, suppress
from reports import bundle as bundles
from reports import content
from reports.counting import count
from reports.models import Edition, Rendering, Snapshot
from reports.rendering import bundle_of


def editions_of(case: Case) -> QuerySet[Edition]:
    """Newest first, with what is frozen of them."""
    return Edition.objects.filter(case=case).select_related("snapshot").order_by("-ordinal")


def edition_of(case: Case, ordinal: int) -> Edition:
    """By number. Raises Refused."""
    edition = Edition.objects.filter(case=case, ordinal=ordinal).select_related("case__organisation").first()
    if edition is None:
        raise Refused(_("The case has no edition %(ordinal)s.") % {"ordinal": ordinal})
    return edition


def current_tables(case: Case) -> list[Table]:
    """The case's tables from its present data, in both languages."""
    return list(count(case).tables)


def tables_json(
    case: Case,
    *,
    edition: Edition | None = None,
    table: str | None = None,
    audience: str | None = None,
    lang: str | None = None,
    as_first_answered: bool = False,
) -> dict[str, Any]:
    """The documented shape. With a frozen edition its snapshot speaks; `audience` hides what its newest edition hides.

    Raises Refused when `table` names none.
    """
    language = lang or case.language
    if edition is not None and edition.is_frozen:
        tables = bundle_of(Snapshot.objects.select_related("bundle").get(edition=edition)).json(
            f"tables.{language}.json"
        )
    elif edition is not None:
        issued = content.issued_tables(edition, counted := count(case))
        tables = [issued[counted_table.id].as_json(language) for counted_table in counted.tables]
    else:
        below = _hidden_below(case, audience)
        counted = count(case, as_first_answered=as_first_answered)
        tables = [suppress(found, below=below).as_json(language) for found in counted.tables]
    if table is not None:
        tables = [found for found in tables if found["id"] == table]
        if not tables:
            raise Refused(_("The case has no table %(table)s.") % {"table": table})
    shown = {"case": case.number, "edition": edition.ordinal if edition else None, "tables": tables}
    return shown | ({"versions": "first"} if as_first_answered else {})


def _hidden_below(case: Case, audience: str | None) -> int:
    if audience is None:
        return 0
    editions = Edition.objects.filter(case=case, audience=audience).order_by("-ordinal")
    return editions.values_list("suppress_below", flat=True).first() or 0


def verify_snapshots(case: Case | None = None) -> tuple[int, str | None]:
    """How many bundles were read, and the first (case, edition, file) whose bytes are not what was frozen."""
    snapshots = Snapshot.objects.select_related("edition__case", "bundle").order_by("pk")
    if case is not None:
        snapshots = snapshots.filter(edition__case=case)
    checked = 0
    for snapshot in snapshots:
        checked += 1
        name = f"{snapshot.edition.case.number}#{snapshot.edition.ordinal}"
        if not rehash(snapshot.bundle) or snapshot.bundle.sha256 != snapshot.sha256:
            return checked, name
        if bundles.verification_code(snapshot.sha256) != snapshot.verification_code:
            return checked, name
        if (bad := bundles.first_bad_part(bundle_of(snapshot))) is not None:
            return checked, f"{name} {bad}"
        for rendering in Rendering.objects.filter(snapshot=snapshot).select_related("stored").order_by("pk"):
            if not rehash(rendering.stored) or rendering.stored.sha256 != rendering.sha256:
                return checked, f"{name} {rendering.kind}"
    return checked, None
