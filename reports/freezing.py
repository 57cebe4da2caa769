"""Make the bundle of an edition from the case's present data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engines.tables import Table
from reports import bundle, content, printing
from reports.counting import Counted, count_afresh
from reports.facts import facts_of
from reports.models import Edition, ReportTable

LIBRARIES = ("duckdb", "weasyprint", "openpyxl", "Django")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Made:
    """An archive, the tables in it, and what the checks found."""

    archive: bytes
    tables: list[Table]
    findings: list[content.Finding]

    @property
    def blocking(self) -> list[content.Finding]:
        return [finding for finding in self.findings if finding.blocks]


def make_bundle(edition: Edition) -> Made:
    """Count, compose and pack. The same data, specifications, templates and versions give the same bytes."""
    specs: list[dict[str, Any]] = list(
        ReportTable.objects.filter(case=edition.case).order_by("position", "pk").values_list("spec", flat=True)
    )
    counted = count_afresh(edition.case, specs)
    facts = facts_of(edition.case)
    report = content.compose(edition, counted, facts)
    issued = content.issued_tables(edition, counted)
    found = content.findings(report, issued, edition)
    parts = {
        "edition.json": bundle.canonical(_edition(edition)),
        "facts.json": bundle.canonical(facts),
        "specs.json": bundle.canonical(specs),
        "report.json": bundle.canonical(report.as_json()),
        "findings.json": bundle.canonical([asdict(finding) for finding in found]),
        "software.json": bundle.canonical(_software()),
        "report.html": printing.document_html(report).encode("utf-8"),
        "chapters.html": printing.chapters_html(report).encode("utf-8"),
        "print.css": printing.stylesheet().encode("utf-8"),
    }
    tables = _issued(counted, issued)
    for language in ("ja", "en"):
        parts[f"tables.{language}.json"] = bundle.canonical([table.as_json(language) for table in tables])
    return Made(bundle.pack(parts), tables, found)


def _issued(counted: Counted, issued: dict[str, Table]) -> list[Table]:
    return [issued[table.id] for table in counted.tables]


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "case": edition.case.number,
        "ordinal": edition.ordinal,
        "title": edition.title,
        "title_en": edition.title_en,
        "recipient": edition.recipient,
        "as_of": edition.as_of.isoformat(),
        "audience": edition.audience,
        "language": edition.language,
        "suppress_below": edition.suppress_below,
        "sections": edition.sections,
    }


def _software() -> dict[str, Any]:
    return {
        "libraries": {name: _version(name) for name in LIBRARIES},
        "templates": printing.template_hashes(),
        "fonts": printing.font_hashes(),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
