import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engines.sheets import OutSheet, read_any, write_workbook

AT = datetime(2023, 3, 1, 9, 30, tzinfo=UTC)
PAYLOADS = ["=1+1", '=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "＝cmd|' /C calc'!A0", "=cmd"]


def made(*sheets: OutSheet) -> bytes:
    target = BytesIO()
    write_workbook(target, sheets, created=AT, title="集計")
    return target.getvalue()


def test_the_same_content_gives_the_same_bytes() -> None:
    sheet = OutSheet("表1", ["所属", "件数"], [["送配電", 1234], ["小売", Decimal("0.5")]], title="表1", below=["注"])

    assert made(sheet) == made(sheet)


def test_no_payload_becomes_a_formula() -> None:
    data = made(OutSheet("=1+1", PAYLOADS, [PAYLOADS, PAYLOADS], title="=1", above=["=2"], below=["=3"]))

    cells = [cell for sheet in load_workbook(BytesIO(data)) for row in sheet.iter_rows() for cell in row if cell.value]
    assert len(cells) == 3 * len(PAYLOADS) + 3
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    parts = zipfile.ZipFile(BytesIO(data))
    assert [name for name in parts.namelist() if b"<f>" in parts.read(name)] == []


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    row = [
        "髙橋 𠮷",
        5,
        5.5,
        True,
        date(2023, 2, 1),
        datetime.fromisoformat("2023-02-01 10:30"),
        None,
        "_x0041_",
        "a\x01b",
    ]

    write_workbook(path, [OutSheet("名簿", [str(i) for i in range(9)], [row])], created=AT)

    assert list(read_any(path).sheets[0].rows[1]) == row


def test_text_too_long_for_a_cell_ends_visibly() -> None:
    data = made(OutSheet("長い", ["v"], [["あ" * 40_000]]))

    text = load_workbook(BytesIO(data)).active["A2"].value
    assert len(text) <= 32_767
    assert text.endswith(" …(+7,253)")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["表", "表"], ["表", "表 (2)"]),
        (["a/b*[c]"], ["a b  c"]),
        (["長" * 40], ["長" * 31]),
        ([""], ["Sheet"]),
    ],
)
def test_sheet_names_obey_the_rules_of_excel(names: list[str], expected: list[str]) -> None:
    data = made(*(OutSheet(name, ["v"], []) for name in names))

    assert load_workbook(BytesIO(data)).sheetnames == expected


def test_the_head_stays_in_view_below_the_title() -> None:
    page = load_workbook(BytesIO(made(OutSheet("表", ["所属"], [["本社"]], title="表1", above=["n=1"]))))["表"]

    assert page.freeze_panes == "A4"
    assert page.auto_filter.ref == "A3:A4"
    assert (page["A1"].value, page["A3"].value, page["A4"].value) == ("表1", "所属", "本社")
    assert page["A4"].font.name == "Yu Gothic"
