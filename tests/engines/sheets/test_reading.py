import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from engines.sheets import Limits, MergedRange, SheetError, check_file, read_any, read_workbook
from tests.engines.sheets import hostile


def refusal(path: Path, limits: Limits | None = None) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_any(path, limits=limits)
    return caught.value


def book(path: Path) -> Path:
    made = Workbook()
    sheet = made.active
    sheet.title = "名簿"
    sheet["B3"] = "氏名"
    sheet["C3"] = 5
    sheet["D3"] = 5.5
    sheet["E3"] = True
    sheet["F3"] = date(2023, 2, 1)
    sheet["G3"] = datetime.fromisoformat("2023-02-01 10:30")
    sheet["B4"] = "  髙橋 "
    sheet.merge_cells("C4:D5")
    sheet["C4"] = "まとめ"
    made.create_sheet("空").sheet_state = "hidden"
    made.save(path)
    return path


def test_cells_keep_their_place_and_their_type(tmp_path: Path) -> None:
    read = read_any(book(tmp_path / "a.xlsx"))

    sheet = read.sheets[0]
    assert (read.kind, sheet.name, sheet.width) == ("workbook", "名簿", 7)
    assert sheet.rows[0] == (None,) * 7
    assert sheet.rows[2] == (None, "氏名", 5, 5.5, True, date(2023, 2, 1), datetime.fromisoformat("2023-02-01 10:30"))
    assert type(sheet.rows[2][2]) is int
    assert sheet.rows[3][1] == "  髙橋 "
    assert sheet.number(3) == 4


def test_merged_cells_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    read = read_workbook(book(tmp_path / "a.xlsx"))

    assert read.sheets[0].merged == (MergedRange(4, 3, 5, 4),)
    assert str(read.sheets[0].merged[0]) == "C4:D5"
    assert [(sheet.name, sheet.hidden) for sheet in read.sheets] == [("名簿", False), ("空", True)]


def test_a_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    path = book(tmp_path / "named.csv")

    assert read_any(path).sheets[0].name == "名簿"


@pytest.mark.slow
def test_a_far_cell_is_refused_quickly_and_named(tmp_path: Path) -> None:
    path = hostile.far_cell(tmp_path / "far.xlsx")
    began = time.monotonic()

    refused = refusal(path)

    assert path.stat().st_size < 2000
    assert (refused.code, refused.params["cell"]) == ("far_cell", "XFD1048576")
    assert time.monotonic() - began < 2


@pytest.mark.slow
def test_a_parser_that_dies_takes_only_its_child_with_it(tmp_path: Path) -> None:
    refused = refusal(hostile.far_cell_hidden_from_the_scan(tmp_path / "far.xlsx"))

    assert refused.code in {"child_killed", "unreadable"}


def test_columns_formatted_to_the_end_are_no_far_cells(tmp_path: Path) -> None:
    read = read_any(hostile.formatted_to_the_end(tmp_path / "grey.xlsx"))

    assert [row[0] for row in read.sheets[0].rows] == ["hello"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: hostile.blown_up(path, 400), "zip_bomb"),
        (lambda path: hostile.blown_up(path, 20), "zip_bomb"),
        (lambda path: hostile.workbook(path, extra=[(f"x/{i}", b"") for i in range(5001)]), "too_many_parts"),
        (
            lambda path: hostile.workbook(path, strings=hostile.STRINGS.replace("?>", "?>" + hostile.LAUGHS)),
            "unsafe_xml",
        ),
        (lambda path: hostile.workbook(path, sheet=hostile.SHEET.replace("?>", "?>" + hostile.OUTSIDE)), "unsafe_xml"),
        (lambda path: hostile.workbook(path, sheet=hostile.SHEET.replace("<v>0", "<v>-1")), "unreadable"),
        (lambda path: hostile.workbook(path, sheet=hostile.SHEET.replace("<v>0", "<v>99999")), "unreadable"),
        (hostile.encrypted, "encrypted"),
        (lambda path: (path.write_bytes(b""), path)[1], "empty_file"),
        (lambda path: (path.write_bytes(b"<html><script>alert(1)</script>"), path)[1], "not_a_workbook"),
        (lambda path: (path.write_bytes(hostile.workbook(path).read_bytes()[:900]), path)[1], "unreadable"),
    ],
)
@pytest.mark.slow
def test_hostile_workbooks_are_refused_with_their_reason(
    tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    assert refusal(make(tmp_path / "hostile.xlsx")).code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=3), "too_many_rows"),
        (Limits(columns=3), "too_many_columns"),
        (Limits(cells=10), "too_many_cells"),
        (Limits(text=4), "too_much_text"),
        (Limits(sheets=1), "too_many_sheets"),
        (Limits(file_bytes=100), "too_large"),
    ],
)
@pytest.mark.slow
def test_each_limit_has_its_own_reason(tmp_path: Path, limits: Limits, code: str) -> None:
    assert refusal(book(tmp_path / "a.xlsx"), limits).code == code


def test_parts_with_wandering_names_are_never_unpacked(tmp_path: Path) -> None:
    path = hostile.workbook(tmp_path / "slip.xlsx", extra=[("../../../slip.txt", b"x"), ("/abs.txt", b"x")])

    assert read_any(path).sheets[0].rows == [("hello",)]
    assert [found.name for found in tmp_path.parent.rglob("slip.txt")] == []


def test_checking_tells_the_shape_of_a_good_file_and_the_reason_for_a_bad_one(tmp_path: Path) -> None:
    good = check_file(book(tmp_path / "good.xlsx"))
    bad = check_file(hostile.far_cell(tmp_path / "bad.xlsx"))
    missing = check_file(tmp_path / "none.xlsx")

    assert good.as_json(None) == {
        "file": str(tmp_path / "good.xlsx"),
        "readable": True,
        "reason": None,
        "code": None,
        "sheets": [{"name": "名簿", "rows": 4, "columns": 7}, {"name": "空", "rows": 0, "columns": 0}],
    }
    assert bad.as_json("A sentence.")["reason"] == "A sentence."
    assert (bad.error and bad.error.code, missing.error and missing.error.code) == ("far_cell", "unreadable")
