"""Table specifications and report editions."""

from __future__ import annotations

from config.casefolder.toml import dumps
from config.casefolder.writing.base import Out, present
from reports.models import Edition, ReportTable


def write_tables(out: Out) -> None:
    """Each table standing alone, in the case's order."""
    specs = list(ReportTable.objects.filter(case=out.case).order_by("position", "pk").values_list("spec", flat=True))
    if specs:
        out.file("tables.toml").write_text(dumps({"tables": specs}), encoding="utf-8")


def write_editions(out: Out) -> None:
    """The sections; what was frozen and rendered is downloaded from the edition."""
    for edition in Edition.objects.filter(case=out.case).order_by("ordinal"):
        facts = present(
            title=edition.title,
            title_en=edition.title_en,
            recipient=edition.recipient,
            as_of=edition.as_of,
            audience=str(edition.audience),
            language=edition.language,
            suppress_below=edition.suppress_below,
        )
        facts["sections"] = [present(**section) for section in edition.sections]
        out.file(f"editions/{edition.ordinal}.toml").write_text(dumps(facts), encoding="utf-8")
