"""Customers' columns leave their owner as keyed hashes only."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from engines.columnar.blind import blind, main, read_key
from engines.columnar.ingest import keyed_hash
from engines.columnar.logs import LogError

KEY = b"0123456789abcdef0123456789abcdef"
TEXT = (
    "日時,ユーザID,契約番号,お客さま名\r\n"
    '2022-12-01 08:59:12,u1,0312-1,"山田, 太郎"\r\n'
    "2022-12-01 09:00:00,u2,0312-1,\r\n"
    "2022-12-01 09:01:00,u3\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-8-sig", "euc_jp"])
def test_columns_are_replaced_and_the_rest_stays(tmp_path: Path, encoding: str) -> None:
    path, target = tmp_path / "log.csv", tmp_path / "out.csv"
    path.write_bytes(TEXT.encode(encoding))

    said = blind(path, target, columns=["契約番号", "お客さま名"], key=KEY)

    with target.open(encoding=encoding, newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["日時", "ユーザID", "契約番号", "お客さま名"],
            [
                "2022-12-01 08:59:12",
                "u1",
                keyed_hash("0312-1", key=KEY, long=True),
                keyed_hash("山田, 太郎", key=KEY, long=True),
            ],
            ["2022-12-01 09:00:00", "u2", keyed_hash("0312-1", key=KEY, long=True), ""],
        ]
    assert (said["rows"], said["left_out"], said["columns"]) == (2, 1, ["契約番号", "お客さま名"])


def test_no_value_of_a_blinded_column_is_left(tmp_path: Path) -> None:
    path, target = tmp_path / "log.csv", tmp_path / "out.csv"
    path.write_bytes(TEXT.encode())

    blind(path, target, columns=["契約番号", "お客さま名"], key=KEY)

    assert [word in target.read_text() for word in ("0312-1", "山田", "太郎", "u3")] == [False] * 4


def test_a_column_that_is_not_there_stops_everything(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.encode())

    with pytest.raises(LogError) as caught:
        blind(path, tmp_path / "out.csv", columns=["住所"], key=KEY)

    assert (caught.value.code, caught.value.params) == ("missing_column", {"column": "住所"})


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"

    first, second = read_key(path, make=True), read_key(path, make=True)

    assert (first, len(first), stat.S_IMODE(path.stat().st_mode)) == (second, 32, 0o600)


def test_the_command_works_without_the_application(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.encode())

    code = main([str(path), "--columns", "契約番号", "--key-file", str(tmp_path / "key")])

    said = json.loads(capsys.readouterr().out)
    assert (code, said["rows"], (tmp_path / "log.blinded.csv").exists()) == (0, 2, True)
