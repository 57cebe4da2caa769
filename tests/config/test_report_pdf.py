"""The report of the first example, read back from its PDF and workbook: every printed cell, every sign."""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from core.actor import Actor
from engines.documents import missing_glyphs
from engines.sheets import read_workbook
from reports.actions import freeze_now
from reports.models import Edition
from reports.rendering import write_edition
from tests.config.worlds import examples

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.on_one_database]


def plain(text: str) -> str:
    """Compatibility forms folded, all white space gone: how a figure reads, not how it is set."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Issued:
    """The files of one frozen edition and its bundle."""

    pdf: Path
    xlsx: Path
    page: str
    tables: list[dict[str, Any]]
    code: str
    sha256: str


@pytest.fixture(scope="module")
def issued(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issued]:
    folder = tmp_path_factory.mktemp("report")
    with examples(django_db_blocker, tmp_path_factory.mktemp("examples"), "minato"):
        edition = Edition.objects.get(case__number="M-2023-01", ordinal=1)
        snapshot = freeze_now(edition=edition, by=Actor.system())
        edition.refresh_from_db()
        write_edition(edition, folder)
        with zipfile.ZipFile(snapshot.bundle.path) as archive:
            page = archive.read("report.html").decode()
            tables = json.loads(archive.read("tables.ja.json"))
        (pdf,) = folder.glob("*.pdf")
        (xlsx,) = folder.glob("*.xlsx")
        yield Issued(pdf, xlsx, page, tables, snapshot.verification_code, snapshot.sha256)


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.acceptance("CB-29", "CB-36", "CB-37", "CB-32", "CB-35")
def test_the_pdf_contains_every_printed_cell_and_base(issued: Issued) -> None:
    text = plain(text_of(issued.pdf))

    cells = [cell["printed"] for table in issued.tables for row in table["rows"] for cell in row["cells"]]
    bases = [table["base"]["sentence"] for table in issued.tables]

    assert len(cells) > 80
    assert [cell for cell in cells if plain(cell) not in text] == []
    assert [base for base in bases if plain(base) not in text] == []


def test_no_sign_of_the_report_lacks_a_glyph(issued: Issued) -> None:
    assert missing_glyphs(issued.page) == set()


def test_every_page_is_numbered_and_bears_the_verification_code(issued: Issued) -> None:
    document = pypdfium2.PdfDocument(issued.pdf)
    pages = [plain(page.get_textpage().get_text_range()) for page in document]

    assert all(plain(issued.code) in page for page in pages)
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1) if number > 1)
    assert plain(issued.sha256) in "".join(pages)


def test_the_workbook_holds_every_printed_cell_too(issued: Issued) -> None:
    sheets = read_workbook(issued.xlsx).sheets

    assert len(sheets) >= 1 + len(issued.tables)
    numbers = {value for sheet in sheets for row in sheet.rows for value in row if isinstance(value, (int, float))}
    wanted = {cell["n"] for table in issued.tables for row in table["rows"] for cell in row["cells"] if cell["n"]}
    assert {number for number in wanted if number not in numbers} == set()
