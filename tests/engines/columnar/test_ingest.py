"""Reading logs: nothing is lost silently, whatever the file does."""

from __future__ import annotations

import base64
import csv
import hashlib
from pathlib import Path
from typing import Any

import pytest

from engines.columnar.door import Door
from engines.columnar.ingest import ingest, keyed_hash
from engines.columnar.logs import Ingested, LogError, LogMapping
from engines.columnar.profiling.profile import profile
from engines.columnar.scan.scanner import Scanner

KEY = b"0123456789abcdef0123456789abcdef"
COLUMNS = {"at": "日時", "login": "ユーザID", "contract": "契約番号", "category": "区分"}
HEAD = "日時,ユーザID,契約番号,区分"
ROW = "2022-12-01 08:59:12,ME1,c-1,np"


def take(tmp_path: Path, data: bytes | str, **mapping: Any) -> tuple[Ingested, list[dict[str, Any]], list[list[str]]]:
    source = tmp_path / "log.csv"
    source.write_bytes(data if isinstance(data, bytes) else data.encode())
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    result = ingest(
        source,
        mapping=LogMapping(columns=mapping.pop("columns", COLUMNS), **mapping),
        key=KEY,
        directory=work,
        block_bytes=1 << 16,
    )
    with Door(directories=[work]) as door:
        door.register_parquet("log", result.parquet)
        rows = door.records("SELECT * FROM log ORDER BY file_row")
    with result.rejects.open(encoding="utf-8-sig", newline="") as stream:
        rejects = list(csv.reader(stream))[1:]
    assert result.rows_in == result.accepted + result.rejected
    assert len(rows) == result.accepted
    assert len(rejects) == result.rejected
    return result, rows, rejects


def test_a_clean_file_is_taken_whole(tmp_path: Path) -> None:
    result, rows, _ = take(tmp_path, f"{HEAD}\n{ROW}\n2022-12-01 09:00:00,ME2,c-2,lr\n")

    assert (result.rows_in, result.accepted, result.rejected) == (2, 2, 0)
    assert [(r["file_row"], str(r["at"]), str(r["local_date"]), r["login"], r["category"]) for r in rows] == [
        (2, "2022-11-30 23:59:12", "2022-12-01", "ME1", "np"),
        (3, "2022-12-01 00:00:00", "2022-12-01", "ME2", "lr"),
    ]
    assert (str(result.first_at), str(result.last_at)) == ("2022-11-30 23:59:12", "2022-12-01 00:00:00")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", [False, True])
def test_encodings_and_line_ends_give_the_same_rows(tmp_path: Path, encoding: str, end: str, quoted: bool) -> None:
    lines = [HEAD, "2022-12-01 08:59:12,ME1,契約①,新電力", "2022-12-01 09:00:00,ME2,c-2,ソ"]
    if quoted:
        lines = [",".join(f'"{value}"' for value in line.split(",")) for line in lines]

    _, rows, _ = take(tmp_path, (end.join(lines) + end).encode(encoding))

    assert [(r["login"], r["contract"], r["category"]) for r in rows] == [
        ("ME1", keyed_hash("契約①", key=KEY), "新電力"),
        ("ME2", keyed_hash("c-2", key=KEY), "ソ"),
    ]


@pytest.mark.parametrize("last", ["", "\n", "\r\n"])
def test_the_end_of_the_file_does_not_cost_a_row(tmp_path: Path, last: str) -> None:
    _, rows, _ = take(tmp_path, f"{HEAD}\r\n{ROW}\r\n{ROW}{last}")

    assert [row["category"] for row in rows] == ["np", "np"]


def test_a_contract_id_is_a_keyed_hash(tmp_path: Path) -> None:
    _, rows, _ = take(tmp_path, f"{HEAD}\n{ROW}\n")

    digest = hashlib.sha256(KEY.ljust(64, b"\0") + b"c-1").digest()
    assert rows[0]["contract"] == base64.urlsafe_b64encode(digest).decode()[:12]
    assert rows[0]["contract"] == keyed_hash("c-1", key=KEY)
    assert rows[0]["contract"] != keyed_hash("c-1", key=b"another key of enough length")


def test_every_sign_of_a_hash_is_the_same_in_sql_as_in_python(tmp_path: Path) -> None:
    contracts = [f"c-{number}" for number in range(200)]
    _, rows, _ = take(tmp_path, "\n".join([HEAD, *(f"2022-12-01 08:59:12,ME1,{one},np" for one in contracts)]))

    hashes = [row["contract"] for row in rows]
    assert hashes == [keyed_hash(one, key=KEY) for one in contracts]
    assert {len(one) for one in hashes} == {12}
    assert {"-", "_"} <= set("".join(hashes))


def test_an_older_key_goes_on_with_long_hashes(tmp_path: Path) -> None:
    source = tmp_path / "log.csv"
    source.write_text(f"{HEAD}\n{ROW}\n")

    ingest(source, mapping=LogMapping(columns=COLUMNS), key=KEY, long_hashes=True, directory=tmp_path)

    with Door(directories=[tmp_path]) as door:
        door.register_parquet("log_rows", tmp_path / "log.parquet")
        [(contract,)] = door.query("SELECT contract FROM log_rows")
    assert contract == hashlib.sha256(KEY.ljust(64, b"\0") + b"c-1").hexdigest()[:32]
    assert contract == keyed_hash("c-1", key=KEY, long=True)


def test_an_unclosed_quote_takes_only_its_own_line(tmp_path: Path) -> None:
    data = f'{HEAD}\n{ROW}\n2022-12-01 09:00:00,"ME2,c-2,np\n2022-12-01 09:00:01,"ME3",c-3,np\n{ROW}\n'

    _, rows, rejects = take(tmp_path, data)

    assert [row["file_row"] for row in rows] == [2, 4, 5]
    assert rejects == [["3", "unclosed_quote", '2022-12-01 09:00:00,"ME2,c-2,np']]


def test_an_unclosed_quote_at_the_end_is_said(tmp_path: Path) -> None:
    _, rows, rejects = take(tmp_path, f'{HEAD}\n{ROW}\n2022-12-01 09:00:00,"ME2,c-2,np\n')

    assert ([r["file_row"] for r in rows], [r[:2] for r in rejects]) == ([2], [["3", "unclosed_quote"]])


def test_a_line_break_inside_quotes_belongs_to_the_record(tmp_path: Path) -> None:
    _, rows, rejects = take(tmp_path, f'{HEAD}\n2022-12-01 09:00:00,ME2,c-2,"two\nlines"\n{ROW}\n')

    assert ([(r["file_row"], r["category"]) for r in rows], rejects) == ([(2, "two\nlines"), (4, "np")], [])


def test_ragged_rows_are_rejected_with_their_line(tmp_path: Path) -> None:
    _, rows, rejects = take(tmp_path, f"{HEAD}\n2022-12-01 09:00:00,ME1,c-1\n{ROW}\n{ROW},more\n\n{ROW}\n")

    assert [row["file_row"] for row in rows] == [3, 6]
    assert [reject[:2] for reject in rejects] == [["2", "field_count"], ["4", "field_count"]]


def test_control_characters_are_rejected(tmp_path: Path) -> None:
    _, rows, rejects = take(tmp_path, f"{HEAD}\n{ROW}\n2022-12-01 09:00:00,M\x00E,c,np\nx\x1fy,a,b,c\na\rb,c,d,e\n")

    assert [row["file_row"] for row in rows] == [2]
    assert [reject[:2] for reject in rejects] == [[str(n), "control_character"] for n in (3, 4, 5)]


def test_a_huge_field_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    data = f"{HEAD}\n{ROW}\n2022-12-01 09:00:00,{'x' * 3_000_000},c,np\n{ROW}\n"

    _, rows, rejects = take(tmp_path, data)

    assert [row["file_row"] for row in rows] == [2, 4]
    assert [reject[:2] for reject in rejects] == [["3", "line_too_long"]]


def test_lines_in_another_encoding_are_rejected_one_by_one(tmp_path: Path) -> None:
    good = "\n".join("2022-12-01 09:00:00,ME1,c-1,新電力" for _ in range(300))
    data = f"{HEAD}\n{good}\n".encode() + "2022-12-01 09:00:00,ME2,c-2,漢字\n".encode("cp932") + f"{ROW}\n".encode()

    result, _, rejects = take(tmp_path, data, encoding="utf-8")

    assert (result.accepted, [reject[:2] for reject in rejects]) == (301, [["302", "encoding"]])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2022-13-01 09:00:00,ME1,c,np", "bad_timestamp"),
        ("2022-02-30 09:00:00,ME1,c,np", "bad_timestamp"),
        ("yesterday,ME1,c,np", "bad_timestamp"),
        (",ME1,c,np", "missing_at"),
        ("2022-12-01 09:00:00,,c,np", "missing_identity"),
        ("2022-12-01 09:00:00,\u3000,c,np", "missing_identity"),
    ],
)
def test_values_that_cannot_be_used_reject_the_row(tmp_path: Path, row: str, reason: str) -> None:
    _, rows, rejects = take(tmp_path, f"{HEAD}\n{row}\n{ROW}\n")

    assert ([r["file_row"] for r in rows], rejects) == ([3], [["2", reason, row]])


def test_rejected_cells_that_look_like_formulas_are_text(tmp_path: Path) -> None:
    _, _, rejects = take(tmp_path, f"{HEAD}\n=cmd|' /C calc'!A0\n{ROW}\n")

    assert rejects == [["2", "field_count", "'=cmd|' /C calc'!A0"]]


def test_many_rejected_rows_are_all_kept(tmp_path: Path) -> None:
    lines = [f"2022-99-01 09:00:00,ME{n},c,np" if n % 2 else ROW for n in range(30_000)]

    result, _, rejects = take(tmp_path, "\n".join([HEAD, *lines]))

    assert (result.accepted, result.rejected, result.reasons) == (15_000, 15_000, {"bad_timestamp": 15_000})
    assert rejects[-1][0] == "30001"


@pytest.mark.parametrize(
    ("zone", "text", "utc"),
    [
        ("Asia/Tokyo", "2022-12-01 00:30:00", "2022-11-30 15:30:00"),
        ("Europe/Berlin", "2022-07-01 00:30:00", "2022-06-30 22:30:00"),
        ("Europe/Berlin", "2022-12-01 00:30:00", "2022-11-30 23:30:00"),
        ("UTC", "2022-12-01 00:30:00", "2022-12-01 00:30:00"),
    ],
)
def test_local_times_become_utc_and_keep_their_local_day(tmp_path: Path, zone: str, text: str, utc: str) -> None:
    _, rows, _ = take(tmp_path, f"{HEAD}\n{text},ME1,c,np\n", time_zone=zone)

    assert (str(rows[0]["at"]), str(rows[0]["local_date"])) == (utc, text[:10])


def test_a_time_with_an_offset_is_taken_at_its_word(tmp_path: Path) -> None:
    _, rows, _ = take(tmp_path, f"{HEAD}\n2022-11-30T16:00:00+0000,ME1,c,np\n", formats={"at": "%Y-%m-%dT%H:%M:%S%z"})

    assert (str(rows[0]["at"]), str(rows[0]["local_date"])) == ("2022-11-30 16:00:00", "2022-12-01")


def test_date_and_time_may_be_two_columns(tmp_path: Path) -> None:
    _, rows, _ = take(
        tmp_path,
        "日付\t時刻\tユーザID\n2022/12/01\t8:59:12\tME1\n",
        columns={"at": ("日付", "時刻"), "login": "ユーザID"},
        formats={"at": "%Y/%m/%d %H:%M:%S"},
    )

    assert str(rows[0]["at"]) == "2022-11-30 23:59:12"


def test_constants_and_words_of_the_source_are_translated(tmp_path: Path) -> None:
    _, rows, _ = take(
        tmp_path,
        f"{HEAD}\n2022-12-01 08:59:12,ME1,c,他社\n2022-12-01 08:59:12, ME2 ,c,別\n",
        constants={"system": "crm"},
        values={"category": {"他社": "np"}},
    )

    assert [(r["system"], r["category"], r["login"]) for r in rows] == [("crm", "np", "ME1"), ("crm", "別", "ME2")]


@pytest.mark.parametrize(
    ("data", "mapping", "code"),
    [
        (b"", {}, "file_empty"),
        (b"\x80\x81\xff\n" * 50, {}, "encoding_unknown"),
        (f"{HEAD}\n{ROW}\n".encode(), {"columns": {"at": "時", "login": "ユーザID"}}, "missing_column"),
        (f"{HEAD}\n{ROW}\n".encode(), {"columns": {"login": "ユーザID"}}, "missing_mapping"),
        (f"{HEAD}\n{ROW}\n".encode(), {"columns": {"at": "日時"}}, "missing_mapping"),
        (f"{HEAD}\n{ROW}\n".encode(), {"time_zone": "Asia/Nowhere"}, "time_zone_unknown"),
        (f"日時,日時\n{ROW}\n".encode(), {}, "column_twice"),
        (b"PK\x03\x04\x00\x00\x00", {}, "archive_broken"),
    ],
)
def test_a_file_or_mapping_that_cannot_be_used_says_why(
    tmp_path: Path, data: bytes, mapping: dict[str, Any], code: str
) -> None:
    with pytest.raises(LogError) as caught:
        take(tmp_path, data, **mapping)

    assert caught.value.code == code


def test_sql_in_names_and_values_stays_text(tmp_path: Path) -> None:
    evil = "x'); COPY (SELECT 1) TO '/tmp/evil"
    _, rows, _ = take(
        tmp_path,
        f"日時,{evil}\n2022-12-01 08:59:12,{evil}\n",
        columns={"at": "日時", "login": evil},
        constants={"system": evil},
        values={"login": {evil: "ME1"}},
    )

    assert [(row["login"], row["system"]) for row in rows] == [("ME1", evil)]


def test_a_stop_leaves_no_result(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StopError

    source = tmp_path / "log.csv"
    source.write_text(f"{HEAD}\n{ROW}\n")
    work = tmp_path / "work"
    work.mkdir()

    with pytest.raises(StopError):
        ingest(source, mapping=LogMapping(columns=COLUMNS), key=KEY, directory=work, progress=stop)

    assert not (work / "log.parquet").exists()


def test_records_survive_every_cut_between_blocks(tmp_path: Path) -> None:
    source = tmp_path / "log.csv"
    source.write_text("a,b\n" + "".join(f'{n},"x\ny{n}"\n' for n in range(50)))

    for size in range(7, 60, 3):
        segments = list(Scanner(source, encoding="utf-8", delimiter=",", block_bytes=size))
        lines = b"".join(segment.text() for segment in segments).splitlines()
        assert [int(line.split(b"\x1f")[0]) for line in lines] == [2 + 2 * n for n in range(50)]


def test_a_profile_recognises_japanese_headers(tmp_path: Path) -> None:
    source = tmp_path / "crm.csv"
    source.write_bytes(
        "操作日時,ユーザID,端末番号,画面,契約番号,事業者区分,お客さま名\r\n"
        "2022/12/01 08:59:12,ME1,T1,契約照会,0312-556-88,新電力,山田太郎商店\r\n".encode("cp932")
    )

    found = profile(source)

    assert (found["encoding"], found["delimiter"], found["header"]) == ("cp932", ",", True)
    assert {c["name"]: c["canonical"] for c in found["columns"]} == {
        "操作日時": "at",
        "ユーザID": "login",
        "端末番号": "terminal",
        "画面": "screen",
        "契約番号": "contract",
        "事業者区分": "category",
        "お客さま名": None,
    }
    assert found["columns"][0]["format"] == "%Y/%m/%d %H:%M:%S"
    assert found["columns"][4]["samples"] == ["0•••••••••8"]
    assert found["columns"][6]["samples"] == ["山••••店"]
    assert [question["code"] for question in found["questions"]] == ["time_zone_assumed"]
