"""Twelve forms and more: what the profile proposes reads the file, whole and the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engines.columnar.door import Door
from engines.columnar.ingest import ingest, keyed_hash
from engines.columnar.logs import Ingested, LogMapping
from engines.columnar.profiling.profile import profile
from engines.columnar.ready import ready_mappings
from tests.engines.columnar.formats.files import FORMS, ROWS, SAMPLES

KEY = b"0123456789abcdef0123456789abcdef"
UTC = ["2022-11-30 23:59:12", "2022-12-01 00:05:00", "2022-12-13 14:10:44"]


def read(path: Path, mapping: dict[str, Any]) -> tuple[Ingested, list[dict[str, Any]]]:
    work = path.parent / "work"
    work.mkdir(exist_ok=True)
    result = ingest(path, mapping=LogMapping.from_dict(mapping), key=KEY, directory=work)
    with Door(directories=[work]) as door:
        rows = door.records(f"SELECT * FROM read_parquet('{result.parquet}') ORDER BY file_row")
    assert result.rows_in == result.accepted + result.rejected
    assert sorted(entry.name for entry in work.iterdir()) == ["log.parquet", "rejects.csv"]
    return result, rows


@pytest.mark.parametrize("name", FORMS)
def test_the_proposal_of_the_profile_reads_every_row(tmp_path: Path, name: str) -> None:
    form, encoding, write = FORMS[name]
    path = tmp_path / "log"
    write(path)

    found = profile(path)
    result, rows = read(path, found["mapping"])

    assert (found["format"], found["encoding"]) == (form, encoding)
    assert (result.rows_in, result.accepted) == (3, 3)
    assert [str(row["at"]) for row in rows] == UTC
    assert [(row["login"], row["terminal"], row["screen"], row["contract"]) for row in rows] == [
        (login, terminal, screen, keyed_hash(contract, key=KEY)) for _, login, terminal, screen, contract, _ in ROWS
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_ready_mapping_recognises_and_reads_its_log(tmp_path: Path, name: str) -> None:
    data, login, terminal, action = SAMPLES[name]
    path = tmp_path / "log"
    path.write_bytes(data)

    found = profile(path)
    result, rows = read(path, found["mapping"])

    assert (found["ready"], result.rejected) == (name, 0)
    assert [(str(row["at"])[:19], str(row["local_date"])) for row in rows] == [("2022-11-30 23:59:12", "2022-12-01")]
    assert [(row["login"], row["terminal"], row["action"]) for row in rows] == [(login, terminal, action)]


def test_every_ready_mapping_has_a_sample() -> None:
    assert sorted(ready_mappings()) == sorted(SAMPLES)


def test_a_workbook_tells_its_titles_totals_and_cover_from_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "log"
    FORMS["Excel, a sheet per half month"][2](path)
    found = profile(path)

    result, rows = read(path, found["mapping"])

    assert found["parts"] == ["12月前半", "12月後半"]
    assert [column["name"] for column in found["columns"]][:2] == ["いつ 日時", "いつ ログインID"]
    assert result.other_lines == {"before_head": 1, "outside_table": 1, "total": 1}
    assert [row["file_row"] for row in rows] == [4, 5, 1_000_000_003]


def test_a_print_out_leaves_page_heads_and_totals_out_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log"
    FORMS["fixed columns with page heads"][2](path)

    result, rows = read(path, profile(path)["mapping"])

    assert (sum(result.other_lines.values()), [row["file_row"] for row in rows]) == (10, [4, 8, 12])


def test_names_inside_a_zip_are_read_as_windows_wrote_them(tmp_path: Path) -> None:
    path = tmp_path / "log"
    FORMS["ZIP with CP932 names"][2](path)

    found = profile(path)

    assert (found["container"], found["parts"]) == ("zip", ["支店/ログ２.csv", "本店/ログ１.csv"])


def test_signs_of_the_private_use_area_are_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes("日時,ログインID,画面\n2022-12-01 08:59:12,u1,A\n".encode().replace(b"A", "\ue000画面".encode()))

    found = profile(path)
    result, rows = read(path, found["mapping"])

    assert (found["private_use"], result.private_use) == ({"U+E000": 1}, {"U+E000": 1})
    assert rows[0]["screen"] == "\ue000画面"
    assert "private_use" in [question["code"] for question in found["questions"]]


@pytest.mark.parametrize(
    ("values", "form", "asked"),
    [
        (["03/04/2022 08:00:00", "05/06/2022 08:00:00"], "%d/%m/%Y %H:%M:%S", True),
        (["03/04/2022 08:00:00", "25/06/2022 08:00:00"], "%d/%m/%Y %H:%M:%S", False),
        (["03/04/2022 08:00:00", "05/26/2022 08:00:00"], "%m/%d/%Y %H:%M:%S", False),
        (["20221201085912", "20221201090000"], "%Y%m%d%H%M%S", False),
        (["令和4年12月1日 8時59分12秒", "令和元年5月1日 0時00分00秒"], "wareki", False),
        (["R4.12.01 08:59", "H31.04.30 23:59"], "wareki", False),
        (["1669852752", "1669852800"], "epoch", False),
        (["1669852752000", "1669852800000"], "epoch_ms", False),
    ],
)
def test_the_form_of_times_is_proposed_and_doubt_is_asked(
    tmp_path: Path, values: list[str], form: str, asked: bool
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("日時,ユーザID\n" + "".join(f"{value},u1\n" for value in values))

    found = profile(path)

    assert found["columns"][0]["format"] == form
    assert ("at_ambiguous" in [question["code"] for question in found["questions"]]) == asked
    if not asked:
        assert read(path, found["mapping"])[0].accepted == 2


@pytest.mark.parametrize(
    ("days", "form", "asked"),
    [
        (["03/04/2022", "05/06/2022"], "%d/%m/%Y %H:%M:%S", True),
        (["03/04/2022", "25/06/2022"], "%d/%m/%Y %H:%M:%S", False),
        (["03/04/2022", "05/26/2022"], "%m/%d/%Y %H:%M:%S", False),
    ],
)
def test_a_day_beside_its_time_is_asked_about_in_the_same_way(
    tmp_path: Path, days: list[str], form: str, asked: bool
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("日付,時刻,ユーザID\n" + "".join(f"{day},08:00:00,u1\n" for day in days))

    found = profile(path)

    assert (found["columns"][0]["format"], found["columns"][0]["with"]) == (form, "時刻")
    assert ("at_ambiguous" in [question["code"] for question in found["questions"]]) == asked
    if not asked:
        assert read(path, found["mapping"])[0].accepted == 2


def test_a_value_that_is_no_time_does_not_hide_that_the_others_are_ambiguous(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [f"0{1 + n % 9}/0{1 + n % 8}/2022 08:00:00,u1" for n in range(30)]
    path.write_text("\n".join(["日時,ユーザID", *rows, "13/45/2022 08:00:00,u1", "不明,u1", ""]))

    found = profile(path)

    assert found["columns"][0]["formats"] == ["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]
    assert "at_ambiguous" in [question["code"] for question in found["questions"]]


def test_ambiguous_times_are_not_read_without_a_decision(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("日時,ユーザID\n03/04/2022 08:00:00,u1\n")

    result, _ = read(path, profile(path)["mapping"])

    assert result.reasons == {"bad_timestamp": 1}


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("令和4年12月1日 8時59分12秒", "2022-11-30 23:59:12"),
        ("平成31年4月30日", "2019-04-29 15:00:00"),
        ("Ｒ４．１２．１ ８：５９", "2022-11-30 23:59:00"),
        ("S63/1/2 03:04:05", "1988-01-01 18:04:05"),
        ("令和4年2月30日", None),
        ("R4-13-01", None),
    ],
)
def test_times_of_the_japanese_calendar(tmp_path: Path, value: str, utc: str | None) -> None:
    path = tmp_path / "log.csv"
    path.write_text(f"日時,ユーザID\n{value},u1\n")

    _, rows = read(path, {"columns": {"at": "日時", "login": "ユーザID"}, "formats": {"at": "wareki"}})

    assert [str(row["at"]) for row in rows] == ([utc] if utc else [])


def test_a_day_and_a_time_in_two_columns_are_proposed_together(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("日付,時刻,ユーザID\n20221201,08:59:12,u1\n")

    found = profile(path)

    assert found["mapping"]["columns"]["at"] == ["日付", "時刻"]
    assert str(read(path, found["mapping"])[1][0]["at"]) == "2022-11-30 23:59:12"


def test_bytes_that_two_encodings_read_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes("日時,ユーザID,画面\n2022-12-01 08:59:12,u1,".encode("euc_jp") + b"\xc4\xb3\xc4\xb3\n")

    found = profile(path)

    assert ("encoding_ambiguous" in [question["code"] for question in found["questions"]]) == (
        len(found["encodings"]) > 1
    )
    assert profile(path, encoding="EUC-JP")["encodings"] == {}
