"""What a log file looks like, before anybody imports it: encoding, delimiter, columns, and what to ask."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from engines.columnar.logs import DELIMITERS, TIMESTAMP_FORMATS, LogError
from engines.columnar.scan import detect_encoding

SAMPLE_BYTES = 1024 * 1024
SAMPLE_ROWS = 1000

# Header names seen in logs of Japanese and foreign systems, folded (NFKC, lower case, without spaces and signs).
HEADERS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "at": (
            "操作日時 日時 アクセス日時 照会日時 閲覧日時 処理日時 タイムスタンプ ログ日時 発生日時 timestamp datetime "
            "time at accessedat accesstime eventtime logtime date"
        ),
        "login": (
            "ユーザid ユーザーid 利用者id ログインid 操作者id 職員番号 社員番号 従業員番号 ユーザ ユーザー 操作者 userid "
            "user login loginid username account operator 操作者コード 担当者コード アカウント"
        ),
        "terminal": (
            "端末番号 端末id 端末 端末名 pc名 クライアント ipアドレス terminal terminalid host hostname "
            "client workstation ip ipaddress device"
        ),
        "system": "システム システム名 システムコード system systemcode application app",
        "screen": "画面 画面名 画面id 機能 機能名 照会画面 screen page function view menu メニュー",
        "contract": (
            "契約番号 お客さま番号 お客様番号 顧客番号 契約id 供給地点特定番号 地点番号 契約 contract contractid "
            "contractno contractnumber customerid customerno accountnumber spid"
        ),
        "category": (
            "事業者区分 区分 契約区分 顧客区分 お客さま区分 お客様区分 種別 契約種別 category customercategory class"
        ),
        "customer_kind": "法人個人 法人個人区分 法個区分 顧客種別 個人法人 customerkind customertype kind",
        "retailer": (
            "小売電気事業者 小売事業者 小売 事業者 事業者コード 小売電気事業者コード 小売事業者コード retailer retailerid "
            "supplier retailercode"
        ),
        "action": "操作 操作種別 操作内容 処理 処理区分 action operation event activity method",
    }.items()
}
PERSONAL_HEADER = re.compile(
    r"氏名|名前|お客さま名|お客様名|顧客名|契約者|住所|電話|メール|name|address|phone|mail", re.IGNORECASE
)

QUESTIONS = {
    "time_zone_assumed": {
        "ja": "日時に時差の表記がないため、{value} の時刻とみなします。違うときは時刻帯を選んでください。",
        "en": "The times carry no offset and are taken as {value}. If that is wrong, choose the time zone.",
    },
    "at_missing": {
        "ja": "日時の列が分かりません。どの列かを選んでください。",
        "en": "No column was recognised as the time. Choose which one it is.",
    },
    "identity_missing": {
        "ja": "ログイン ID も端末も見つかりません。どの列が人または端末を示すかを選んでください。",
        "en": "Neither a log-in id nor a terminal was recognised. Choose the column that names the person or terminal.",
    },
    "terminal_only": {
        "ja": "ログイン ID の列がありません。端末だけのログからは、人ごとの区分は作れません。",
        "en": "There is no column with log-in ids. A log of terminals alone gives no classes of people.",
    },
    "at_ambiguous": {
        "ja": "「{value}」は日・月の順が決められません。形式を選んでください。",
        "en": "In “{value}” day and month cannot be told apart. Choose the format.",
    },
    "encoding_mixed": {
        "ja": "一部の行が {value} として読めません。その行は理由を付けて除外されます。",
        "en": "Some lines cannot be read as {value}. They will be rejected, with the reason.",
    },
    "ragged": {
        "ja": "はじめの {total} 行のうち {value} 行は、列の数が見出しと合いません。",
        "en": "Of the first {total} rows, {value} do not have as many columns as the header.",
    },
    "no_header": {
        "ja": "見出しの行がないようです。列は番号で選びます。",
        "en": "There seems to be no header row. Columns are chosen by number.",
    },
    "category_missing": {
        "ja": "顧客の区分の列が分かりません。区分ごとに数えるときは選んでください。",
        "en": "No column was recognised as the customer category. Choose one if categories are to be counted.",
    },
}


def profile(path: Path, *, encoding: str = "", delimiter: str = "", time_zone: str = "Asia/Tokyo") -> dict[str, Any]:
    """The log_profile document of one file; raises LogError when it is no delimited text at all.

    Values of columns that name customers or contracts are masked in the samples.
    """
    used = encoding or detect_encoding(path)
    sign = delimiter or sniff_delimiter(path, used)
    rows, mixed = _sample(path, used, sign)
    if not rows:
        raise LogError("file_empty")
    header = not _looks_like_data(rows[0])
    names = [_clean(name) for name in rows[0]] if header else [str(number) for number in range(1, len(rows[0]) + 1)]
    body = rows[1:] if header else rows
    whole = [row for row in body if len(row) == len(names)]
    columns = _columns(names, whole)
    questions = _questions(columns, whole, body, used, time_zone, header=header, mixed=mixed)
    return {
        "file": path.name,
        "format": "csv",
        "encoding": used,
        "delimiter": sign,
        "header": header,
        "columns": columns,
        "time_zone": time_zone,
        "questions": questions,
    }


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives the same number of fields, more than one, in most of the first lines."""
    lines = [line for line in _text(path, encoding)[0].splitlines()[:200] if line.strip()]
    if not lines:
        raise LogError("file_empty")
    best, score = ",", 0.0
    for sign in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            value = sum(1 for width in widths if width == widths[0]) / len(widths) + widths[0] / 1000
            if value > score:
                best, score = sign, value
    return best


def _text(path: Path, encoding: str) -> tuple[str, bool]:
    with path.open("rb") as stream:
        data = stream.read(SAMPLE_BYTES)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in data.split(b"\n", 1)[0]:
        raise LogError("not_text")
    if len(data) >= SAMPLE_BYTES:
        data = data[: data.rfind(b"\n") + 1] or data
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        return data.decode(codec), False
    except UnicodeDecodeError:
        return data.decode(codec, "replace"), True
    except LookupError as error:
        raise LogError("encoding_unsupported", encoding=encoding) from error


def _sample(path: Path, encoding: str, delimiter: str) -> tuple[list[list[str]], bool]:
    text, mixed = _text(path, encoding)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        if not rows:
            raise LogError("header_unreadable") from None
    return rows, mixed


def _clean(name: str) -> str:
    return name.strip().strip("\u3000")


def fold_header(name: str) -> str:
    """A header without width, case, spaces and signs, as HEADERS lists them."""
    return re.sub(r"[\s_\-・/()（）.]", "", unicodedata.normalize("NFKC", name).lower())


def canonical_name(name: str) -> str | None:
    """The canonical column that a header probably means."""
    folded = fold_header(name)
    for canonical, known in HEADERS.items():
        if folded in known:
            return canonical
    return None


def timestamp_format(values: Sequence[str]) -> str | None:
    """The one format of TIMESTAMP_FORMATS that reads all values, the first when several do."""
    found = [text for text in TIMESTAMP_FORMATS if all(_reads(value, text) for value in values)]
    return found[0] if values and found else None


def _reads(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 -- only whether it can be read
    except ValueError:
        return False
    return True


def _kind(values: Sequence[str]) -> str:
    if not values:
        return "empty"
    if timestamp_format(values[:50]):
        return "timestamp"
    if all(re.fullmatch(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", value) for value in values):
        return "date"
    if all(re.fullmatch(r"-?(0|[1-9]\d*)", value) for value in values):
        return "integer"
    if all(re.fullmatch(r"-?\d+\.\d+", value) for value in values):
        return "number"
    return "text"


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = []
    taken: set[str] = set()
    for position, name in enumerate(names):
        values = [value for value in (_clean(row[position]) for row in rows) if value]
        kind = _kind(values)
        canonical = canonical_name(name)
        if canonical in taken or (canonical == "at" and kind not in ("timestamp", "date", "integer", "empty", "text")):
            canonical = None
        if canonical:
            taken.add(canonical)
        distinct = list(dict.fromkeys(values))[:3]
        masked = canonical == "contract" or (canonical is None and PERSONAL_HEADER.search(name) is not None)
        column: dict[str, Any] = {
            "name": name,
            "type": kind,
            "canonical": canonical,
            "samples": [mask(value) for value in distinct] if masked else distinct,
        }
        if kind == "timestamp":
            column["format"] = timestamp_format(values[:50])
        columns.append(column)
    if "at" not in taken:
        for column in columns:
            if column["type"] == "timestamp" and column["canonical"] is None:
                column["canonical"] = "at"
                break
    return columns


def mask(value: str) -> str:
    """The first and last sign of a value, the rest as a dot each: 0•••••8; short values are hidden wholly."""
    return value[0] + "•" * (len(value) - 2) + value[-1] if len(value) > 4 else "•" * len(value)


def _looks_like_data(row: Sequence[str]) -> bool:
    return any(timestamp_format([_clean(value)]) for value in row if value) or (
        len(row) > 1 and all(re.fullmatch(r"[\d./:\- ]*", value) for value in row)
    )


def _questions(
    columns: Sequence[dict[str, Any]],
    whole: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    encoding: str,
    time_zone: str,
    *,
    header: bool,
    mixed: bool,
) -> list[dict[str, str]]:
    asked: list[dict[str, str]] = []

    def ask(code: str, **values: object) -> None:
        asked.append({"code": code, **{lang: text.format(**values) for lang, text in QUESTIONS[code].items()}})

    known = {column["canonical"]: column for column in columns}
    at = known.get("at")
    if at is None:
        ask("at_missing")
    else:
        form = str(at.get("format") or "")
        if form.startswith(("%d/%m", "%m/%d")):
            ask("at_ambiguous", value=at["samples"][0] if at["samples"] else "")
        if "%z" not in form:
            ask("time_zone_assumed", value=time_zone)
    if "login" not in known and "terminal" not in known:
        ask("identity_missing")
    elif "login" not in known:
        ask("terminal_only")
    if "category" not in known:
        ask("category_missing")
    if not header:
        ask("no_header")
    if mixed:
        ask("encoding_mixed", value=encoding)
    if len(whole) != len(body):
        ask("ragged", value=len(body) - len(whole), total=len(body))
    return asked
