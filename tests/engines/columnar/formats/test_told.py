"""A file is read as somebody says that it is arranged: the first look and the reading agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engines.columnar.door import Door
from engines.columnar.ingest import ingest
from engines.columnar.logs import LogError, LogMapping
from engines.columnar.profiling.profile import profile
from engines.columnar.trying import try_computed
from tests.engines.columnar.formats.files import FORMS

KEY = b"0123456789abcdef0123456789abcdef"


def shown_and_read(path: Path, written: dict[str, Any], **chosen: Any) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """The profile, and (line, time, screen) of what is read in with its proposal."""
    found = profile(path, written=written)
    work = path.parent / "work"
    work.mkdir(exist_ok=True)
    result = ingest(path, mapping=LogMapping.from_dict(found["mapping"] | chosen), key=KEY, directory=work)
    assert result.rows_in == result.accepted + result.rejected
    with Door(directories=[work]) as door:
        sql = (
            f"SELECT file_row, CAST(\"at\" AS VARCHAR), screen FROM read_parquet('{result.parquet}') ORDER BY file_row"
        )
        return found, [tuple(row) for row in door.query(sql)]


QUOTES = "日時,ユーザID,画面\n2022-12-01 08:00:00,'u1','a \"b\", it''s'\n2022-12-01 09:00:00,u2,'c'\n"
NO_QUOTES = '日時,ユーザID,画面\n2022-12-01 08:00:00,u1,"a\n2022-12-01 09:00:00,u2,b"c\n'
NO_HEAD = "出力 システム部\n\n2022-12-01 08:00:00,u1,a\n2022-12-01 09:00:00,u2,b\n"
TWO_HEADS = "題,,\n操作,操作,操作\n日時,ユーザID,画面\n2022-12-01 08:00:00,u1,a\n2022-12-01 09:00:00,u2,b\n"
PAGES = (
    "日時,ユーザID,画面\n2022-12-01 08:00:00,u1,a\n----------\n** ページ 2 **\n日時,ユーザID,画面\n"
    "2022-12-01 09:00:00,u2,b\n----------\n** ページ 3 **\n合計,2,\n"
)
FRACTIONS = "日時;ユーザID;画面\n2022-12-01 08:00:00,250;u1;a\n2022-12-01 09:00:00,5;u2;b\n"


DAYS = "2023-01-01 10:00:00;u1;a\n2023-01-02 11:00:00;u2;b\n"


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("\n\n日時;利用者ID;画面\n" + DAYS, ["日時", "利用者ID", "画面"], [4, 5]),
        ("日時;利用者ID;画面\n\n" + DAYS, ["日時", "利用者ID", "画面"], [3, 4]),
        ("ログ一覧, 2023年\n\n日時;利用者ID;画面\n\n" + DAYS, ["日時", "利用者ID", "画面"], [5, 6]),
        ("題\n\n操作;人;物\n\n日時;利用者ID;画面\n" + DAYS, ["操作 日時", "人 利用者ID", "物 画面"], [6, 7]),
        ("\n\n" + DAYS, ["1", "2", "3"], [3, 4]),
    ],
)
def test_titles_and_blank_lines_are_no_records_and_hide_no_delimiter(tmp_path, text, names, rows):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    chosen = {"columns": dict(zip(("at", "login", "screen"), names, strict=True))}

    found, read = shown_and_read(path, {}, **chosen)

    assert found["delimiter"] == ";"
    assert [column["name"] for column in found["columns"]] == names
    assert [line for line, _at, _screen in read] == rows
    assert [number for number, kind, _text in found["lead"]["lines"] if kind == "row"] == rows


@pytest.mark.parametrize(
    ("day", "time", "read"),
    [
        ("令和5年1月2日", "09時30分", "2023-01-02 00:30:00"),
        ("R5.1.2", "9:30", "2023-01-02 00:30:00"),
        ("2023年1月2日", "9時30分12秒", "2023-01-02 00:30:12"),
        ("20230102", "093012", "2023-01-02 00:30:12"),
    ],
)
def test_a_day_and_its_time_in_two_columns_are_proposed_together(tmp_path, day, time, read):
    path = tmp_path / "log.csv"
    path.write_text(f"日付,時刻,利用者ID,画面\n{day},{time},u1,a\n", encoding="utf-8")

    found, rows = shown_and_read(path, {})

    assert found["mapping"]["columns"]["at"] == ["日付", "時刻"]
    assert rows == [(2, read, "a")]


def test_a_japanese_day_without_a_time_is_a_day(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("日付,利用者ID,画面\n令和5年1月2日,u1,a\n", encoding="utf-8")

    found, rows = shown_and_read(path, {})

    assert "at_day_only" in [question["code"] for question in found["questions"]]
    assert rows == [(2, "2023-01-01 15:00:00", "a")]


@pytest.mark.parametrize(
    ("text", "written", "names", "rows"),
    [
        (QUOTES, {"quote": "'"}, ["日時", "ユーザID", "画面"], [(2, 'a "b", it\'s'), (3, "c")]),
        (NO_QUOTES, {"quote": "none"}, ["日時", "ユーザID", "画面"], [(2, '"a'), (3, 'b"c')]),
        (NO_HEAD, {"header": False, "header_rows": 0, "skip_rows": 2}, ["1", "2", "3"], [(3, "a"), (4, "b")]),
        (
            TWO_HEADS,
            {"header_rows": 2, "skip_rows": 1},
            ["操作 日時", "操作 ユーザID", "操作 画面"],
            [(4, "a"), (5, "b")],
        ),
        (
            PAGES,
            {"header_rows": 1, "skip": ["^合計", "^--", "ページ"]},
            ["日時", "ユーザID", "画面"],
            [(2, "a"), (6, "b")],
        ),
    ],
)
def test_what_is_said_of_head_quotes_and_lines_holds_in_look_and_reading(
    tmp_path: Path, text: str, written: dict[str, Any], names: list[str], rows: list[tuple[int, str]]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text)
    columns = {"at": names[0], "login": names[1], "screen": names[2]}

    found, read = shown_and_read(path, written, columns=columns)

    assert [column["name"] for column in found["columns"]] == names
    assert {name: found["written"][name] for name in written} == written
    assert [(line, screen) for line, _at, screen in read] == rows
    assert [line["samples"] for line in found["columns"]][2][0] == rows[0][1]


def test_lines_between_the_pages_are_proposed_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(PAGES)

    found = profile(path)

    assert found["written"]["skip"] == ["^** ページ", "^----------", "^合計"]
    assert found["lead"]["rules"] == [["^** ページ", 2], ["^----------", 2], ["^合計", 1]]
    assert (found["lead"]["repeated"], found["lead"]["seen"]) == (1, 9)
    assert found["lead"]["lines"][:3] == [
        [1, "head", "日時,ユーザID,画面"],
        [2, "row", "••••-••-•• ••:••:••,••,•"],
        [3, "left_out", "----------"],
    ]


def test_a_comma_before_the_part_of_a_second_is_recognised_and_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(FRACTIONS)

    found, read = shown_and_read(path, {})

    assert (found["mapping"]["decimal"], found["columns"][0]["type"]) == (",", "timestamp")
    assert [at for _line, at, _screen in read] == ["2022-11-30 23:00:00.25", "2022-12-01 00:00:00.5"]


def test_a_print_out_has_the_head_that_somebody_names(tmp_path: Path) -> None:
    path = tmp_path / "log"
    FORMS["fixed columns with page heads"][2](path)

    found, read = shown_and_read(path, {"skip_rows": 1, "header_rows": 1, "skip": ["^** 利用ログ", "^---", "^合計"]})

    assert [column["name"] for column in found["columns"]][:2] == ["日時", "ログインID"]
    assert [line[1] for line in found["lead"]["lines"][:6]] == [
        "before_head",
        "head",
        "left_out",
        "row",
        "left_out",
        "repeated_head",
    ]
    assert [line for line, _at, _screen in read] == [4, 8, 12]


def test_a_workbook_can_be_without_a_head(tmp_path: Path) -> None:
    path = tmp_path / "log"
    FORMS["Excel, a sheet per half month"][2](path)
    proposed = profile(path)

    found = profile(path, written={"header": False, "header_rows": 0, "skip_rows": 3, "skip": []})

    assert (proposed["written"]["skip_rows"], proposed["written"]["header_rows"]) == (1, 2)
    assert (found["columns"][0]["name"], found["columns"][0]["samples"][0]) == ("1", "2022-12-01 08:59:12")
    assert [line[1] for line in found["lead"]["lines"][:4]] == ["before_head", "before_head", "before_head", "row"]


@pytest.mark.parametrize("sign", [{"quote": "q"}, {"decimal": ";"}])
def test_a_sign_that_is_none_is_refused(sign: dict[str, str]) -> None:
    with pytest.raises(LogError, match="sign_unknown"):
        LogMapping.from_dict({"columns": {}, **sign})


def trial(entry: dict[str, Any], *values: str, **said: Any) -> Any:
    mapping = LogMapping.from_dict({"columns": {}, "computed": [{"name": "x", "from": "画面", **entry}], **said})
    return try_computed(mapping, "x", ["画面"], [[value] for value in values])


def test_a_calculated_column_is_tried_with_rows_of_the_file() -> None:
    tried = trial({"kind": "lookup", "table": {"a": "1"}}, "a", "b", "b", "")

    assert (tried.rows, tried.empty, tried.unknown, tried.unknown_values) == (4, 3, [("b", 2)], 1)
    assert tried.pairs == [(["a"], "1"), (["b"], "")]


def test_values_that_name_customers_are_covered_in_a_trial() -> None:
    tried = trial({"kind": "first"}, "山田太郎商店", classes={"画面": {"class": "name"}})

    assert tried.pairs == [(["山••••店"], "山••••店")]


@pytest.mark.parametrize("pattern", ["(", "(a{1000}){1000}", r"\Z", "a++(b)", "(?=a)", r"(a)\1"])
def test_an_expression_that_the_engine_does_not_take_is_refused(pattern: str) -> None:
    with pytest.raises(LogError, match="pattern_wrong"):
        trial({"kind": "regex", "pattern": pattern, "group": 0}, "a")


def test_an_expression_that_other_engines_never_finish_is_done_at_once() -> None:
    assert trial({"kind": "regex", "pattern": "^(a+)+$", "group": 1}, "a" * 5000 + "b").empty == 1
