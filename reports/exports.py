"""The workbook of a snapshot: a list of contents, then one sheet for each table with its base and its notes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from engines.sheets import OutSheet, write_workbook
from reports import wording
from reports.bundle import Bundle


def workbook_bytes(bundle: Bundle, *, code: str, sha256: str) -> bytes:
    """The same bytes for the same snapshot: the file's only date is the edition's."""
    edition = bundle.json("edition.json")
    language = str(edition["language"])
    tables = bundle.json(f"tables.{language}.json")
    sheets = [_contents(edition, tables, language, code=code, sha256=sha256)]
    sheets += [_table(number, table, language) for number, table in enumerate(tables, start=1)]
    facts = bundle.json("facts.json")
    if facts["measures"]:
        sheets.append(_measures(facts["measures"], language))
    out = BytesIO()
    write_workbook(out, sheets, created=stamp(edition["as_of"]), title=_title(edition), language=language)
    return out.getvalue()


def stamp(as_of: str) -> datetime:
    """The one date in a rendered file: the day of the figures."""
    day = date.fromisoformat(as_of)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _title(edition: dict[str, Any]) -> str:
    return str((edition["language"] == "en" and edition["title_en"]) or edition["title"])


def _contents(
    edition: dict[str, Any], tables: list[dict[str, Any]], language: str, *, code: str, sha256: str
) -> OutSheet:
    say = wording.label
    return OutSheet(
        name=say("contents", language),
        title=_title(edition),
        head=[say("no", language), say("table", language), say("base", language)],
        rows=[[number, table["title"], table["base"]["sentence"]] for number, table in enumerate(tables, start=1)],
        above=[
            f"{edition['case']}　{wording.edition_name(edition['ordinal'], language)}",
            f"{say('as_of', language)}　{edition['as_of']}",
            f"{say('code', language)}　{code}",
            f"{say('snapshot', language)}　{sha256}",
        ],
        widths=[8, 56, 72],
    )


def _table(number: int, table: dict[str, Any], language: str) -> OutSheet:
    """Counts and shares in columns of their own, as numbers; «—» and hidden cells as text."""
    unit = table["unit"].strip("()（）")
    head = [""]
    shapes: list[str] = []
    for place, column in enumerate(table["columns"]):
        printed = [row["cells"][place]["printed"] for row in table["rows"]]
        shape = _shape(printed)
        shapes.append(shape)
        head += [f"{column['label']}（{unit}）", f"{column['label']}（%）"] if shape == "both" else [column["label"]]
    rows = []
    for row in table["rows"]:
        cells: list[str | int | Decimal | None] = [row["label"]]
        for cell, shape in zip(row["cells"], shapes, strict=True):
            count = cell["n"] if cell["n"] is not None else cell["printed"]
            share = Decimal(cell["p"]) if cell["p"] is not None else None
            cells += [count, share] if shape == "both" else [share if shape == "share" and share is not None else count]
        rows.append(cells)
    base = f"{wording.label('base', language)}　{table['base']['sentence']}"
    return OutSheet(
        name=f"{number} {table['title']}",
        title=f"{wording.table_name(number, language)}　{table['title']}",
        head=head,
        rows=rows,
        above=[f"{wording.label('unit', language)}{unit}", base],
        below=[*table["notes"], *table["rules"]],
    )


def _shape(printed: list[str]) -> str:
    if any("(" in text for text in printed):
        return "both"
    return "share" if any(text.endswith("%") for text in printed) else "count"


def _measures(measures: list[dict[str, Any]], language: str) -> OutSheet:
    say = wording.label
    return OutSheet(
        name=say("measures", language),
        title=say("measures", language),
        head=[say(name, language) for name in ("no", "measure", "target", "actor", "timing", "state")],
        rows=[
            [
                measure["no"],
                measure["text"],
                measure["target"],
                measure["actor_name"],
                measure["timing_text"],
                wording.STATES[measure["state"]].in_language(language)
                if measure["state"] in wording.STATES
                else measure["state"],
            ]
            for measure in measures
        ],
    )
