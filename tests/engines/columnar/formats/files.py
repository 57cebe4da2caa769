"""Invented log files of every form: the same three views, told in twelve ways, and the ready mappings' samples."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import zstandard
from openpyxl import Workbook

from engines.columnar.door import Door, write_parquet

HEAD = ["日時", "ログインID", "端末番号", "画面", "契約番号", "区分"]
ROWS = [
    ["2022-12-01 08:59:12", "u001", "T-01", "契約照会", "0312-1", "新電力"],
    ["2022-12-01 09:05:00", "u002", "T-02", "使用量ソ", "0312-2", "新電力"],
    ["2022-12-13 23:10:44", "u001", "T-01", "契約照会", "0312-3", "髙圧"],
]


def text(delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in [HEAD, *ROWS])


def jsonl() -> str:
    return "".join(json.dumps(dict(zip(HEAD, row, strict=True)), ensure_ascii=False) + "\n" for row in ROWS)


def wide(value: str, width: int) -> str:
    taken = sum(1 if sign.isascii() else 2 for sign in value)
    return value + " " * (width - taken)


WIDTHS = [21, 12, 10, 12, 10, 8]


def fixed_line(row: list[str]) -> str:
    return "".join(wide(value, width) for value, width in zip(row, WIDTHS, strict=True)).rstrip()


def printout() -> str:
    page = ["** 利用ログ一覧 **   ページ {page}", fixed_line(HEAD), "-" * 70]
    lines: list[str] = []
    for number, row in enumerate(ROWS, 1):
        lines += [line.format(page=number) for line in page] + [fixed_line(row)]
    return "\n".join([*lines, "合計 3 件"]) + "\n"


def workbook(path: Path) -> None:
    book = Workbook()
    first = book.active
    first.title = "12月前半"
    first.append(["利用ログ（抜粋）"])
    first.append(["いつ", None, "何を", None, None, None])
    first.merge_cells("A2:B2")
    first.merge_cells("C2:F2")
    first.append(["日時", "ログインID", "端末番号", "画面", "契約番号", "区分"])
    for row in ROWS[:2]:
        first.append(row)
    first.append(["合計", 2])
    second = book.create_sheet("12月後半")
    second.append(["いつ", None, "何を", None, None, None])
    second.merge_cells("A1:B1")
    second.merge_cells("C1:F1")
    second.append(["日時", "ログインID", "端末番号", "画面", "契約番号", "区分"])
    second.append(ROWS[2])
    book.create_sheet("表紙").append(["社外秘"])
    book.save(path)


def zipped(members: dict[str, bytes], *, flagged: bool = False) -> bytes:
    """A ZIP as Windows in Japan writes it: names in CP932 without the mark for UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(members.items()):
            if flagged:
                archive.writestr(name, data)
                continue
            entry = zipfile.ZipInfo(chr(97 + number) * len(name.encode("cp932")))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    data = out.getvalue()
    if not flagged:
        for number, name in enumerate(members):
            raw = name.encode("cp932")
            data = data.replace(chr(97 + number).encode() * len(raw), raw)
    return data


def parquet(path: Path) -> None:
    raw = path.with_suffix(".raw")
    names = [f"c{place}" for place in range(6)]
    write_parquet(raw, dict.fromkeys(names, "VARCHAR"), [dict(zip(names, row, strict=True)) for row in ROWS])
    kinds = ["TIMESTAMP", *["VARCHAR"] * 5]
    with Door(directories=[path.parent]) as door:
        renamed = ", ".join(f'CAST({n} AS {k}) AS "{h}"' for n, k, h in zip(names, kinds, HEAD, strict=True))
        door.copy_to_parquet(f"SELECT {renamed} FROM read_parquet('{raw}')", path)


def put(data: bytes) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(data), None)[1]


def cp932(value: str) -> bytes:
    return value.encode("cp932")


# name → (form in the profile, encoding, writer)
FORMS: dict[str, tuple[str, str, Callable[[Path], None]]] = {
    "csv, CP932": ("csv", "cp932", put(cp932(text()))),
    "tsv, UTF-8": ("csv", "utf-8", put(text("\t", "\n").encode())),
    "csv, UTF-8 with mark": ("csv", "utf-8-sig", put(text().encode("utf-8-sig"))),
    "csv, UTF-16 LE": ("csv", "utf-16-le", put(b"\xff\xfe" + text().encode("utf-16-le"))),
    "csv, UTF-16 BE": ("csv", "utf-16-be", put(b"\xfe\xff" + text().encode("utf-16-be"))),
    "csv, EUC-JP": ("csv", "euc_jp", put(text().replace("髙", "高").encode("euc_jp"))),
    "csv, ISO-2022-JP": ("csv", "iso2022_jp", put(text().replace("髙", "高").encode("iso2022_jp"))),
    "fixed columns with page heads": ("fixed", "cp932", put(cp932(printout()))),
    "JSON lines, gzip": ("jsonl", "utf-8", put(gzip.compress(jsonl().encode()))),
    "Excel, a sheet per half month": ("workbook", "workbook", workbook),
    "Parquet": ("parquet", "parquet", parquet),
    "ZIP with CP932 names": (
        "csv",
        "cp932",
        put(zipped({"本店/ログ１.csv": cp932(text()), "支店/ログ２.csv": cp932(text().split("\r\n")[0] + "\r\n")})),
    ),
    "csv, zstd": ("csv", "utf-8", put(zstandard.compress(text(";").encode()))),
    "titles above the head, totals below": (
        "csv",
        "cp932",
        put(cp932("出力者,情報システム部\r\n期間,12月\r\n" + text() + "合計,3,,,,\r\n")),
    ),
}

WINDOWS_MESSAGE = (
    "アカウントが正常にログオンしました。\n\nサブジェクト:\n\tアカウント名:\t\tPC07$\n\n新しいログオン:\n"
    "\tアカウント名:\t\tu001\n" + "\n".join(f"\t詳細 {n}:\t-" for n in range(30))
)
EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Security'/>"
    "<EventID>4624</EventID><TimeCreated SystemTime='2022-11-30T23:59:12.1234567Z'/><Channel>Security</Channel>"
    "<Computer>pc07</Computer></System><EventData><Data Name='TargetUserName'>u001</Data>"
    "<Data Name='IpAddress'>10.0.0.7</Data></EventData></Event>"
)
# ready mapping → (file, login, terminal, action) of its one row, at 2022-11-30 23:59:12 UTC
SAMPLES: dict[str, tuple[bytes, str, str, str]] = {
    "m365_audit": (
        b"RecordId,CreationDate,RecordType,Operation,UserId,AuditData\n"
        b'1,2022-11-30T23:59:12.0000000Z,6,FileAccessed,u001@example.jp,"{""ClientIP"":""10.0.0.7"",""Workload"":'
        b'""SharePoint"",""ObjectId"":""https://example.jp/list""}"\n',
        "u001@example.jp",
        "10.0.0.7",
        "FileAccessed",
    ),
    "entra_signins": (
        b"Date (UTC),Request ID,User,Username,Application,Resource,IP address,Status\n"
        b"2022-11-30T23:59:12Z,r1,Aoki,u001@example.jp,Portal,Graph,10.0.0.7,Success\n",
        "u001@example.jp",
        "10.0.0.7",
        "Success",
    ),
    "windows_security_csv": (
        (
            f'"TimeCreated","Id","MachineName","Message"\r\n"2022/12/01 8:59:12","4624","PC07","{WINDOWS_MESSAGE}"\r\n'
        ).encode("utf-8-sig"),
        "u001",
        "PC07",
        "4624",
    ),
    "windows_events_xml": (
        f"<?xml version='1.0' encoding='utf-8'?><Events>{EVENT}</Events>".encode(),
        "u001",
        "10.0.0.7",
        "4624",
    ),
    "aws_cloudtrail": (
        json.dumps(
            {
                "Records": [
                    {
                        "eventTime": "2022-11-30T23:59:12Z",
                        "eventName": "GetObject",
                        "eventSource": "s3.amazonaws.com",
                        "sourceIPAddress": "10.0.0.7",
                        "userIdentity": {"type": "IAMUser", "userName": "u001"},
                        "requestParameters": {"bucketName": "b", "key": "k.csv"},
                    }
                ]
            }
        ).encode(),
        "u001",
        "10.0.0.7",
        "GetObject",
    ),
    "okta_system_log": (
        json.dumps(
            [
                {
                    "published": "2022-11-30T23:59:12.000Z",
                    "eventType": "user.session.start",
                    "displayMessage": "User login",
                    "actor": {"alternateId": "u001@example.jp"},
                    "client": {"ipAddress": "10.0.0.7"},
                    "target": [{"displayName": "Portal"}],
                }
            ],
            indent=1,
        ).encode(),
        "u001@example.jp",
        "10.0.0.7",
        "user.session.start",
    ),
    "web_combined": (
        b'10.0.0.7 - u001 [01/Dec/2022:08:59:12 +0900] "GET /customers?id=1 HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n',
        "u001",
        "10.0.0.7",
        "GET",
    ),
}
