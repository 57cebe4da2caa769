"""What a log file looks like, before anybody imports it: encoding, delimiter, columns, and what to ask."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.columnar.logs import (
    AMBIGUOUS_FORMATS,
    DELIMITERS,
    TIMESTAMP_FORMATS,
    WAREKI,
    LogError,
    encoding_name,
)
from engines.columnar.scan.encodings import CODECS

if TYPE_CHECKING:
    from engines.columnar.formats.seen import Seen
    from engines.columnar.ready import Ready

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
CUSTOMER_WORDS = {
    "contact": re.compile(r"住所|電話|メール|郵便|address|phone|mail|postal", re.IGNORECASE),
    "name": re.compile(
        r"氏名|名前|名義|お客さま名|お客様名|顧客名|契約者|customer.?name|full.?name|^name$", re.IGNORECASE
    ),
    "identifier": re.compile(r"口座|マイナンバー|生年月日|account.?no|birth", re.IGNORECASE),
    "competition": re.compile(
        r"契約電力|使用量|料金|単価|切替|スイッチング|契約先|小売|usage|tariff|price|switch|supplier", re.IGNORECASE
    ),
}

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
    "at_day_only": {
        "ja": "日付の列だけで、時刻の列がありません。時刻の列があれば選んでください。",
        "en": "There is a column with days but none with the time. Choose one if there is.",
    },
    "encoding_ambiguous": {
        "ja": "文字コードは {value} のどれとしても読めます。見本を見て選んでください。",
        "en": "The text can be read as {value}. Look at the samples and choose.",
    },
    "other_lines": {
        "ja": "見出しの繰り返しや合計など、記録ではない行が {value} 行あります。除く行の指定を確かめてください。",
        "en": "{value} lines are no records but titles, repeated heads or totals. Check which lines are left out.",
    },
    "private_use": {
        "ja": "外字（{value}）があります。そのまま残します。どの文字かを送り主に確かめてください。",
        "en": "There are user-defined characters ({value}). They are kept; ask the giver what they stand for.",
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


def profile(
    path: Path,
    *,
    encoding: str = "",
    delimiter: str = "",
    time_zone: str = "Asia/Tokyo",
    written: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The log_profile document of one file; raises LogError when it cannot be a log at all.

    `written` says how the records are arranged, in the words of a mapping, where that is not to be recognised.

    Values of columns that name customers or contracts are masked in the samples. «mapping» is the proposal that
    log_import would take; whatever could be understood in two ways stands in «questions».
    """
    from engines.columnar.formats.looking import look  # noqa: PLC0415 -- it uses the sniffing of this module

    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        seen = look(path, Path(folder), encoding=encoding_name(encoding), delimiter=delimiter, written=written)
        columns = _columns(seen.names, seen.rows, _decimal(seen, written))
        if seen.ready:
            _take_ready(columns, seen.ready)
        questions = _questions(columns, seen, time_zone)
        return {
            "file": path.name,
            "format": seen.form,
            "encoding": seen.encoding,
            "delimiter": seen.delimiter,
            "header": seen.header,
            "columns": columns,
            "time_zone": time_zone,
            "questions": questions,
            "container": seen.container,
            "parts": seen.parts,
            "encodings": seen.encodings,
            "private_use": dict(sorted(seen.private_use.items())),
            "ready": seen.ready.name if seen.ready else None,
            "written": seen.written,
            "lead": seen.lead.as_json() if seen.lead else None,
            "mapping": proposal(columns, seen, time_zone),
        }


def proposal(columns: Sequence[dict[str, Any]], seen: Seen, time_zone: str) -> dict[str, Any]:
    """The mapping that the profile amounts to, as `LogMapping.from_dict` reads it; open questions stay open."""
    if seen.ready:
        return seen.ready.mapping(seen.encoding)
    made: dict[str, Any] = {"time_zone": time_zone, **seen.arrangement}
    if seen.encoding not in ("workbook", "parquet", "xml"):
        made["encoding"] = seen.encoding
    if seen.delimiter:
        made["delimiter"] = seen.delimiter
    if not seen.header:
        made["header"] = False
    made["columns"] = {
        column["canonical"]: [column["name"], column["with"]] if column.get("with") else column["name"]
        for column in columns
        if column["canonical"]
    }
    at = next((column for column in columns if column["canonical"] == "at"), None)
    if at and at.get("format") and not at.get("formats"):
        made["formats"] = {"at": at["format"]}
    classes = {column["name"]: {"class": column["class"]} for column in columns if column["class"]}
    if classes:
        made["classes"] = classes
    return made


def _take_ready(columns: list[dict[str, Any]], ready: Ready) -> None:
    """Show what the ready mapping makes of the columns instead of what their names suggest."""
    sources = ready.sources()
    taken: set[str] = set()
    for column in columns:
        canonical = sources.get(column["name"])
        column["canonical"] = None if canonical in taken else canonical
        taken.add(canonical or "")


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives the same number of fields, more than one, in most of the first lines.

    Lines before the head may have one field: a title says nothing about the table below it.
    """
    lines = [line for line in _text(path, encoding)[0].splitlines()[:200] if line.strip()]
    if not lines:
        raise LogError("file_empty")
    best, score = ",", 0.0
    for sign in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            continue
        for width, rows in Counter(width for width in widths if width > 1).most_common(1):
            value = rows / len(widths) + width / 1000
            if value > score:
                best, score = sign, value
    return best


def _text(path: Path, encoding: str) -> tuple[str, bool]:
    with path.open("rb") as stream:
        data = stream.read(SAMPLE_BYTES)
    data = data.removeprefix(b"\xef\xbb\xbf")
    codec = CODECS.get(encoding, "utf-8" if encoding == "utf-8-sig" else encoding)
    if not codec.startswith("utf-16"):
        if b"\x00" in data.split(b"\n", 1)[0]:
            raise LogError("not_text")
        if len(data) >= SAMPLE_BYTES:
            data = data[: data.rfind(b"\n") + 1] or data
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(data).removeprefix("\ufeff"), False
    except UnicodeDecodeError:
        return data.decode(codec, "replace").removeprefix("\ufeff"), True
    except LookupError as error:
        raise LogError("encoding_unsupported", encoding=encoding) from error


def sample_rows(path: Path, encoding: str, delimiter: str) -> tuple[list[list[str]], list[int], bool]:
    """The first rows that are not blank, the number of lines before each, and whether some bytes cannot be decoded."""
    text, mixed = _text(path, encoding)
    rows: list[list[str]] = []
    before: list[int] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 0
    try:
        for row in reader:
            if row:
                rows.append(row)
                before.append(line)
            line = reader.line_num
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        if not rows:
            raise LogError("header_unreadable") from None
    return rows, before, mixed


def _clean(name: str) -> str:
    return name.strip().strip("\u3000")


def fold_header(name: str) -> str:
    """A header without width, case, spaces and signs, as HEADERS lists them."""
    return re.sub(r"[\s_\-・/()（）.]", "", unicodedata.normalize("NFKC", name).lower())


def canonical_name(name: str) -> str | None:
    """The canonical column that a header probably means."""
    last = name.split()[-1:]  # under a head of two rows: «操作 日時»
    for folded in dict.fromkeys(fold_header(text) for text in (name, *last)):
        for canonical, known in HEADERS.items():
            if folded in known:
                return canonical
    return None


KNOWN_FORMATS = (*TIMESTAMP_FORMATS, *AMBIGUOUS_FORMATS)
CLOCK = re.compile(r"\d[:時]\d|\d{14}|\d{8} \d{6}")
MOST_UNREADABLE = 0.1  # of the values of a column that is taken for times all the same


def timestamp_format(values: Sequence[str]) -> str | None:
    """The one format that reads all values, the first when several do; None when none does."""
    found = timestamp_formats(values)
    return found[0] if found else None


def timestamp_formats(values: Sequence[str]) -> list[str]:
    """The formats that read the values: one that leaves no doubt, or all those between which the giver must choose.

    A few values that nothing reads (they are rejected later) do not hide how the others are written.
    """
    if not values:
        return []
    readable = [value for value in values if CLOCK.search(value) and any(_reads(value, form) for form in KNOWN_FORMATS)]
    if len(readable) != len(values) and MOST_UNREADABLE * len(values) >= len(values) - len(readable):
        values = readable
    for text in TIMESTAMP_FORMATS:
        if all(_reads(value, text) for value in values):
            return [text]
    if all(re.fullmatch(WAREKI[1:-1], _narrow(value)) for value in values):
        return ["wareki"]
    found = [text for text in AMBIGUOUS_FORMATS if all(_reads(value, text) for value in values)]
    if any("%Y" in text for text in found):
        found = [text for text in found if "%Y" in text]
    return found


def _narrow(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()


def _reads(value: str, form: str) -> bool:
    if form == "%Y%m%d%H%M%S" and len(value) != 14:
        return False
    if form.endswith("%z"):
        value = re.sub(r"([.]\d{6})\d+", r"\1", value)
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 -- only whether it can be read
    except ValueError:
        return False
    return True


DAY = (  # the last: day and month in either order
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:19|20)\d{6}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
)


TIME_WORDS = re.compile(r"時刻|時間|時分秒|time", re.IGNORECASE)
WAREKI_DAY = WAREKI[1:-1].removesuffix("?") + "{0}"  # without the time that may follow


def _kind(values: Sequence[str]) -> str:
    if not values:
        return "empty"
    if all(re.fullmatch(r"1\d{9}|1\d{12}", value) for value in values):
        return "epoch"
    if all(re.fullmatch(DAY, value) or re.fullmatch(WAREKI_DAY, _narrow(value)) for value in values):
        return "date"
    if timestamp_format(values[:50]):
        return "timestamp"
    if all(re.fullmatch(r"\d{1,2}:\d{2}(:\d{2}([.]\d+)?)?|\d{1,2}時\d{1,2}分(\d{1,2}秒)?", value) for value in values):
        return "time"
    if all(re.fullmatch(r"-?(0|[1-9]\d*)", value) for value in values):
        return "integer"
    if all(re.fullmatch(r"-?\d+\.\d+", value) for value in values):
        return "number"
    if all(re.fullmatch(r"-?\d+,\d+", value) for value in values):
        return "number_with_comma"
    return "text"


FRACTION = re.compile(r".*\d:\d{2},\d{1,9}$")


def _decimal(seen: Seen, written: Mapping[str, Any] | None) -> str:
    """The decimal sign as said, or as a column of times shows it; the arrangement takes it up."""
    said = (written or {}).get("decimal")
    if not seen.written:
        return "."
    if said is None:
        columns = zip(*seen.rows, strict=False)
        said = "," if any(all(FRACTION.match(value) for value in values) for values in columns) else "."
    seen.written["decimal"] = str(said)
    if said == ",":
        seen.arrangement["decimal"] = ","
    return str(said)


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]], decimal: str = ".") -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = []
    taken: set[str] = set()
    for position, name in enumerate(names):
        written = [value for value in (_clean(row[position]) for row in rows) if value]
        values = written if decimal == "." else [re.sub(r"(?<=\d),(?=\d)", ".", value) for value in written]
        kind = _kind(values)
        canonical = canonical_name(name)
        if canonical in taken or (
            canonical == "at" and kind not in ("timestamp", "date", "epoch", "integer", "empty", "text")
        ):
            canonical = None
        if canonical:
            taken.add(canonical)
        distinct = list(dict.fromkeys(written))[:3]
        group = customer_class(name, canonical)
        masked = canonical == "contract" or (canonical is None and group in ("name", "contact", "identifier"))
        column: dict[str, Any] = {
            "name": name,
            "type": kind,
            "canonical": canonical,
            "samples": [mask(value) for value in distinct] if masked else distinct,
            "class": group,
        }
        if kind == "timestamp":
            formats = timestamp_formats(values[:200]) or timestamp_formats(values[:50])
            column["format"] = formats[0]
            if len(formats) > 1:
                column["formats"] = formats
        elif kind == "date" and timestamp_formats(values[:50]) == ["wareki"]:
            column["format"] = "wareki"
        elif kind == "epoch":
            column["format"] = "epoch" if len(values[0]) == 10 else "epoch_ms"
        columns.append(column)
    if "at" not in taken:
        for column in columns:
            if column["type"] in ("timestamp", "date") and column["canonical"] is None:
                column["canonical"] = "at"
                break
    _join_date_and_time(columns, rows)
    return columns


def _join_date_and_time(columns: list[dict[str, Any]], rows: Sequence[Sequence[str]]) -> None:
    """A day in one column and the time in another belong together."""
    at = next((place for place, column in enumerate(columns) if column["canonical"] == "at"), None)
    time = next((place for place, column in enumerate(columns) if column["type"] == "time"), None)
    if time is None:
        time = next((place for place, column in enumerate(columns) if _is_clock(column, rows, place)), None)
    if at is None or time is None or columns[at]["type"] != "date":
        return
    values = [f"{_clean(row[at])} {_clean(row[time])}" for row in rows if row[at].strip() and row[time].strip()]
    formats = timestamp_formats(values[:200]) or timestamp_formats(values[:50])
    columns[at]["with"] = columns[time]["name"]
    if formats:
        columns[at]["format"] = formats[0]
    if len(formats) > 1:
        columns[at]["formats"] = formats


def _is_clock(column: Mapping[str, Any], rows: Sequence[Sequence[str]], place: int) -> bool:
    """Hours, minutes and seconds as six digits, in a column that is called so."""
    values = [value for value in (_clean(row[place]) for row in rows) if value]
    named = TIME_WORDS.search(column["name"]) is not None and column["canonical"] is None
    return named and bool(values) and all(re.fullmatch(r"([01]\d|2[0-3])([0-5]\d){2}", value) for value in values)


def customer_class(name: str, canonical: str | None) -> str | None:
    """What a column says about customers, by its name: identifier, name, contact, competition, or nothing."""
    if canonical == "contract":
        return "identifier"
    if canonical == "retailer":
        return "competition"
    if canonical is not None:
        return None
    for group, words in CUSTOMER_WORDS.items():
        if words.search(name):
            return group
    return None


def mask(value: str) -> str:
    """The first and last sign of a value, the rest as a dot each: 0•••••8; short values are hidden wholly."""
    return value[0] + "•" * (len(value) - 2) + value[-1] if len(value) > 4 else "•" * len(value)


def looks_like_data(row: Sequence[str]) -> bool:
    return any(timestamp_format([_clean(value)]) for value in row if value) or (
        len(row) > 1 and all(re.fullmatch(r"[\d./:\- ]*", value) for value in row)
    )


def _questions(columns: Sequence[dict[str, Any]], seen: Seen, time_zone: str) -> list[dict[str, str]]:
    asked: list[dict[str, str]] = []

    def ask(code: str, **values: object) -> None:
        asked.append({"code": code, **{lang: text.format(**values) for lang, text in QUESTIONS[code].items()}})

    known = {column["canonical"]: column for column in columns}
    if seen.ready is None:
        _ask_about_time(known.get("at"), time_zone, ask)
        if "login" not in known and "terminal" not in known:
            ask("identity_missing")
        elif "login" not in known:
            ask("terminal_only")
        if "category" not in known:
            ask("category_missing")
    if not seen.header:
        ask("no_header")
    if seen.mixed:
        ask("encoding_mixed", value=seen.encoding)
    if len(set(seen.encodings.values())) > 1:  # plain ASCII reads the same in all of them
        ask("encoding_ambiguous", value=" / ".join(seen.encodings))
    if seen.body_rows != len(seen.rows):
        ask("ragged", value=seen.body_rows - len(seen.rows), total=seen.body_rows)
    if seen.other_lines:
        ask("other_lines", value=seen.other_lines)
    if seen.private_use:
        ask("private_use", value=", ".join(sorted(seen.private_use)[:5]))
    return asked


def _ask_about_time(at: dict[str, Any] | None, time_zone: str, ask: Callable[..., None]) -> None:
    if at is None:
        ask("at_missing")
        return
    form = str(at.get("format") or "")
    if at.get("formats"):
        ask("at_ambiguous", value=at["samples"][0] if at["samples"] else "")
    if at["type"] == "date" and not at.get("with"):
        ask("at_day_only")
    if "%z" not in form and not form.startswith("epoch"):
        ask("time_zone_assumed", value=time_zone)
