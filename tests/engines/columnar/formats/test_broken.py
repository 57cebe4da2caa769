"""Broken files: each is refused with its reason, or its bad rows are kept with theirs. Nothing is lost silently."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from engines.columnar.ingest import ingest
from engines.columnar.logs import LogError, LogMapping
from tests.engines.columnar.formats.files import EVENT, HEAD, cp932, fixed_line, text, zipped

KEY = b"0123456789abcdef0123456789abcdef"
MAPPING: dict[str, Any] = {"columns": {"at": "日時", "login": "ログインID"}}
FLAT: dict[str, Any] = {"columns": {"at": "at", "login": "who"}}
EVENTS: dict[str, Any] = {"columns": {"at": "TimeCreated", "login": "TargetUserName"}}
GOOD = '{"at": "2022-12-01 08:59:12", "who": "u1"}\n'
ROW = "2022-12-01 08:59:12,u1,,,,\n"
HEADER = ",".join(HEAD) + "\n"
LAYOUT = {
    "format": "fixed",
    "layout": [["日時", 1, 21], ["ログインID", 22, 12]],
    "columns": {"at": "日時", "login": "ログインID"},
}


def bomb() -> bytes:
    return gzip.compress(HEADER.encode() + b"0" * (80 << 20))


def zstd_bomb() -> bytes:
    return zstandard.compress(b"0" * (80 << 20))


def nested() -> bytes:
    return zipped({"inner.zip": zipped({"log.csv": text().encode()})}, flagged=True)


def mixed_parts() -> bytes:
    return zipped({"a.csv": text().encode(), "b.json": GOOD.encode()}, flagged=True)


def other_columns() -> bytes:
    return zipped({"a.csv": text().encode(), "b.csv": "日時,別\n2022-12-01 08:59:12,u1\n".encode()}, flagged=True)


def far_cell() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
        )
    return out.getvalue()


def deep() -> str:
    return GOOD + '{"at": ' + "[" * 100_000 + "]" * 100_000 + "}\n" + GOOD


def _wrong_sum() -> bytes:
    data = bytearray(zipped({"a.csv": text().encode()}, flagged=True))
    data[45] ^= 0xFF
    return bytes(data)


# name → (bytes, mapping, code of the refusal)
REFUSED: dict[str, tuple[Callable[[], bytes], dict[str, Any], str]] = {
    "empty": (lambda: b"", MAPPING, "file_empty"),
    "only blank lines": (lambda: b"\r\n \r\n\t\r\n", MAPPING, "file_empty"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"x" * 99, MAPPING, "is_pdf"),
    "a piece of an EVTX": (lambda: b"ElfFile\x00" + b"\x00" * 99, MAPPING, "evtx_broken"),
    "a SQLite database": (lambda: b"SQLite format 3\x00" + b"\x01" * 99, MAPPING, "is_database"),
    "a 7z archive": (lambda: b"7z\xbc\xaf\x27\x1c" + b"\x01" * 99, MAPPING, "is_archive_unknown"),
    "a picture": (lambda: b"\x89PNG\r\n" + b"\x01" * 99, MAPPING, "is_picture"),
    "half a gzip": (lambda: gzip.compress(text().encode() * 999)[:-900], MAPPING, "archive_broken"),
    "half a zstd": (lambda: zstandard.compress(text().encode() * 999)[:-9], MAPPING, "archive_broken"),
    "half a ZIP": (lambda: zipped({"a.csv": text().encode()}, flagged=True)[:-30], MAPPING, "archive_broken"),
    "a ZIP whose sum is wrong": (
        _wrong_sum,
        MAPPING,
        "archive_broken",
    ),
    "a gzip that unpacks to too much": (bomb, MAPPING, "archive_bomb"),
    "a zstd that unpacks to too much": (zstd_bomb, MAPPING, "archive_bomb"),
    "an archive in an archive": (nested, MAPPING, "archive_nested"),
    "a ZIP without files": (lambda: zipped({}, flagged=True), MAPPING, "archive_empty"),
    "a ZIP of several forms": (mixed_parts, MAPPING, "parts_mixed"),
    "a ZIP whose files have other columns": (other_columns, MAPPING, "parts_differ"),
    "a workbook with a far cell": (far_cell, MAPPING, "workbook_refused"),
    "half a Parquet": (lambda: b"PAR1" + b"\x15" * 99, MAPPING, "parquet_broken"),
    "XML that declares entities": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "b">]><Events><Event>&a;</Event></Events>',
        EVENTS,
        "xml_unsafe",
    ),
    "XML without events": (lambda: b"<?xml version='1.0'?><list><entry/></list>", EVENTS, "xml_no_events"),
    "XML that is none": (lambda: b"<?xml version='1.0'?><Events", EVENTS, "xml_broken"),
    "a JSON document without a list": (lambda: b'{\n"name": "x"\n}\n', FLAT, "json_no_list"),
    "bytes in no encoding": (lambda: b"\x80\x81\xff\n" * 50, MAPPING, "encoding_unknown"),
    "another encoding than said": (lambda: cp932(text()), MAPPING | {"encoding": "utf-8"}, "encoding_wrong"),
    "a column twice": ("日時,日時\n2022-12-01 08:59:12,u\n".encode, MAPPING, "column_twice"),
    "a column that is not there": (lambda: b"at,who\n1,2\n", MAPPING, "missing_column"),
    "customers in the open without a reason": (
        lambda: text().encode(),
        {"columns": MAPPING["columns"] | {"contract": "契約番号"}, "plain_contracts": True},
        "plain_without_reason",
    ),
}


# name → (bytes, mapping, rows in, {reason: rows})
REJECTED: dict[str, tuple[Callable[[], bytes], dict[str, Any], int, dict[str, int]]] = {
    "an unclosed quotation mark": (
        f'{HEADER}{ROW}2022-12-01 09:00:00,"u2,,,,\n{ROW}'.encode,
        MAPPING,
        3,
        {"unclosed_quote": 1},
    ),
    "ragged rows": (f"{HEADER}{ROW}2022-12-01 09:00:00,u2\n{ROW}".encode, MAPPING, 3, {"field_count": 1}),
    "NUL inside": (
        f"{HEADER}{ROW}2022-12-01 09:00:00,u\x002,,,,\n".encode,
        MAPPING,
        2,
        {"control_character": 1},
    ),
    "a line of another encoding": (
        lambda: (HEADER + ROW * 300).encode() + cp932("2022-12-01 09:00:00,漢,,,,\n"),
        MAPPING,
        301,
        {"encoding": 1},
    ),
    "half a sign of UTF-16": (
        lambda: b"\xff\xfe" + (HEADER + ROW).encode("utf-16-le") + b"\x00\xd8" + ROW.encode("utf-16-le"),
        MAPPING,
        2,
        {"encoding": 1},
    ),
    "ISO-2022-JP with a broken line": (
        lambda: (HEADER + ROW).encode("iso2022_jp") + b"2022-12-01 09:00:00,\x1b$B\x7f\x7f\x1b(B,,,,\n",
        MAPPING,
        2,
        {"encoding": 1},
    ),
    "JSON lines with other lines": (
        (GOOD + "not json\n[1, 2]\n" + GOOD + '{"at": "2022-12-').encode,
        FLAT,
        5,
        {"not_json": 3},
    ),
    "JSON too deep": (lambda: deep().encode(), FLAT, 3, {"not_json": 1}),
    "a JSON list without end": (
        ('{"Records": [\n' + GOOD.strip() + ",\n" + GOOD.strip() + ",\n").encode,
        FLAT,
        3,
        {"not_json": 1},
    ),
    "events cut off": (
        ("<Events>" + EVENT + EVENT[:200]).encode,
        EVENTS | {"formats": {"at": "%Y-%m-%dT%H:%M:%S.%f%z"}},
        2,
        {"not_xml": 1},
    ),
    "lines of another layout": (
        (fixed_line(["2022-12-01 08:59:12", "u1", "", "", "", ""]) + "\nxx\n").encode,
        LAYOUT,
        2,
        {"layout": 1},
    ),
    "web lines of another form": (
        lambda: b'10.0.0.7 - u1 [01/Dec/2022:08:59:12 +0900] "GET / HTTP/1.1" 200 5\ngarbage "\n',
        {"format": "combined", "columns": {"at": "time", "login": "user"}},
        2,
        {"pattern": 1},
    ),
    "days that do not exist": (
        f"{HEADER}2022-02-30 09:00:00,u,,,,\n2022-12-01 25:00:00,u,,,,\n{ROW}".encode,
        MAPPING,
        3,
        {"bad_timestamp": 2},
    ),
    "nobody named": (
        f"{HEADER}2022-12-01 09:00:00,　,,,,\n{ROW}".encode,
        MAPPING,
        2,
        {"missing_identity": 1},
    ),
}


def read(tmp_path: Path, data: bytes, mapping: dict[str, Any]) -> Any:
    path, work = tmp_path / "log", tmp_path / "work"
    path.write_bytes(data)
    work.mkdir()
    return ingest(path, mapping=LogMapping.from_dict(mapping), key=KEY, directory=work)


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    make, mapping, code = REFUSED[name]

    with pytest.raises(LogError) as caught:
        read(tmp_path, make(), mapping)

    assert caught.value.code == code
    assert not (tmp_path / "work" / "log.parquet").exists()


@pytest.mark.parametrize("name", REJECTED)
def test_broken_rows_are_kept_with_their_reason(tmp_path: Path, name: str) -> None:
    make, mapping, rows_in, reasons = REJECTED[name]

    result = read(tmp_path, make(), mapping)

    assert (result.rows_in, result.reasons) == (rows_in, reasons)
    assert result.accepted == rows_in - sum(reasons.values())


def test_at_least_thirty_broken_files_are_known() -> None:
    assert len(REFUSED) + len(REJECTED) >= 30


def test_rejected_rows_of_an_archive_name_their_file(tmp_path: Path) -> None:
    data = zipped({"一月.csv": text().encode(), "二月.csv": (HEADER + "いつか,u1,,,,\n").encode()})

    result = read(tmp_path, data, MAPPING)

    assert result.rejects.read_text(encoding="utf-8-sig").splitlines() == [
        "line,reason,raw,part",
        '2,bad_timestamp,"いつか,u1,,,,,二月.csv",二月.csv',
    ]
    assert json.dumps(result.reasons) == '{"bad_timestamp": 1}'
