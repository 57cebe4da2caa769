"""What an access log looks like: canonical columns, mappings of sources, errors and results."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

# Source columns that may be mapped, in the order of the Parquet file (after file_row, at, local_date).
CANONICAL = (
    "at",
    "login",
    "terminal",
    "system",
    "screen",
    "contract",
    "category",
    "customer_kind",
    "retailer",
    "action",
)
PARQUET_COLUMNS = {
    "file_row": "BIGINT",
    "at": "TIMESTAMP",
    "local_date": "DATE",
    **{name: "VARCHAR" for name in CANONICAL if name != "at"},
}
# In the order in which strict decoding is tried; byte order marks and the shift signs of ISO-2022-JP come first.
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "iso2022_jp", "euc_jp", "cp932")
FORMATS = ("delimited", "fixed", "jsonl", "workbook", "parquet", "events_xml", "evtx", "combined")
QUOTES = ('"', "'", "none")
DECIMALS = (".", ",")
DELIMITERS = (",", "\t", ";", "|")
TIMESTAMP_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y/%m/%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y%m%d%H%M%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H時%M分%S秒",
    "%Y年%m月%d日 %H時%M分",
    "%Y年%m月%d日%H時%M分%S秒",
    "%Y%m%d %H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%d/%b/%Y:%H:%M:%S %z",
)
# Day and month (or the year) can change places: a file is read in one of these only when its mapping says which.
AMBIGUOUS_FORMATS = (
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%y/%m/%d %H:%M:%S",
    "%d/%m/%y %H:%M:%S",
    "%m/%d/%y %H:%M:%S",
)
SPECIAL_FORMATS = ("epoch", "epoch_ms", "wareki")
ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
WAREKI = (
    r"^(明治|大正|昭和|平成|令和|[MTSHR])[ .]?(元|[0-9]{1,2})[年./-][ ]?([0-9]{1,2})[月./-][ ]?([0-9]{1,2})日?"
    r"(?:[ T]*([0-9]{1,2})[:時]([0-9]{1,2})(?:[:分]([0-9]{1,2})秒?|分)?)?$"
)
CLASSES = ("identifier", "name", "contact", "competition")
TREATMENTS = ("hash", "encrypt", "plain")
COMPUTED_KINDS = ("split", "regex", "replace", "lookup", "json", "first", "join")
MAX_PATTERN = 300
MAX_COMPUTED = 40

# Why a row was not accepted. The engine gives codes; the room above makes the sentences.
REASONS = (
    "encoding",
    "control_character",
    "line_too_long",
    "field_count",
    "unclosed_quote",
    "malformed_quote",
    "missing_at",
    "bad_timestamp",
    "missing_identity",
    "not_json",
    "not_xml",
    "evtx_record",
    "evtx_checksum",
    "evtx_block",
    "evtx_cut",
    "pattern",
    "layout",
)


class LogError(Exception):
    """A file or mapping that cannot be used at all; `code` and `params` make the sentence for the user."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class LogMapping:
    """How one source's columns become canonical ones.

    columns: canonical name → header name of the file (at may be two columns, date and time).
    constants: canonical name → value for every row (a system that the file does not name).
    values: canonical name → {value in the file: canonical value}.
    formats: {"at": strptime format or list of them, or "epoch", "epoch_ms"}.
    required_any: at least one of these must be filled in each row.
    format: one of FORMATS, or "" for what the content says.
    layout: columns of a fixed file as (name, first column counted from 1, width); wide signs take two columns.
    header_names: the names to use instead of the head of the file; skip_rows, header_rows: lines before and of the head.
    quote: the sign around values, "" for the usual one, "'", or "none" where quotes are signs like any other.
    decimal: "," where times have a comma before the part of a second.
    skip: lines that are no records, such as repeated page heads and totals: «^text» begins so, «text» contains it.
    computed: new columns made of others before anything is mapped (see `computed`).
    classes: source column → {"class": one of CLASSES, "treatment": one of TREATMENTS, "reason"}; hashed by default,
    anything else needs a reason. An encrypted column is hashed here; its values are kept beside the log by whoever asks.
    """

    columns: Mapping[str, str | tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    formats: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    time_zone: str = "Asia/Tokyo"
    header: bool = True
    required_any: tuple[str, ...] = ("login", "terminal")
    plain_contracts: bool = False
    format: str = ""
    layout: tuple[tuple[str, int, int], ...] = ()
    header_names: tuple[str, ...] = ()
    header_rows: int = 0
    skip_rows: int = 0
    skip: tuple[str, ...] = ()
    quote: str = ""
    decimal: str = ""
    computed: tuple[Mapping[str, Any], ...] = ()
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    max_span: int = 0

    def as_json(self) -> dict[str, Any]:
        """A dictionary of plain JSON values; `from_dict` reads it back. What a file does not need is left out."""
        return {name: value for name, value in asdict(self).items() if value or name in ALWAYS_WRITTEN}

    @property
    def rearranged(self) -> bool:
        """Whether lines have to be looked at before they can be read as records."""
        return bool(self.header_names or self.header_rows or self.skip_rows or self.skip or self.quote)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LogMapping:
        """Read a mapping.toml or a saved JSON; keys this engine does not know (custody facts) are left alone."""
        columns: dict[str, str | tuple[str, ...]] = {}
        for name, source in dict(data.get("columns") or {}).items():
            if name not in CANONICAL:
                raise LogError("unknown_canonical", column=str(name))
            columns[name] = tuple(str(part) for part in source) if isinstance(source, (list, tuple)) else str(source)
        constants = {str(key): str(value) for key, value in dict(data.get("constants") or {}).items()}
        if data.get("system") and "system" not in columns:
            constants.setdefault("system", str(data["system"]))
        for name in constants:
            if name not in CANONICAL or name == "at":
                raise LogError("unknown_canonical", column=name)
        formats = {
            str(key): tuple(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)
            for key, value in dict(data.get("formats") or {}).items()
        }
        values = {
            str(key): {str(old): str(new) for old, new in dict(table).items()}
            for key, table in dict(data.get("values") or {}).items()
        }
        return cls(
            columns=columns,
            constants=constants,
            values=values,
            formats=formats,
            encoding=encoding_name(str(data.get("encoding") or "")),
            delimiter=_delimiter(str(data.get("delimiter") or "")),
            time_zone=str(data.get("time_zone") or "Asia/Tokyo"),
            header=bool(data.get("header", True)),
            required_any=tuple(data.get("required_any") or ("login", "terminal")),
            plain_contracts=bool(data.get("plain_contracts", False)),
            **_arrangement(data),
            computed=_computed(data),
            classes=_classes(data),
        )

    @classmethod
    def from_toml(cls, path: Path) -> LogMapping:
        """Read mapping.toml of a case folder."""
        return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))


ALWAYS_WRITTEN = (
    "columns",
    "constants",
    "values",
    "formats",
    "encoding",
    "delimiter",
    "time_zone",
    "header",
    "required_any",
    "plain_contracts",
)
ENCODING_NAMES = {
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ms932": "cp932",
    "windows-31j": "cp932",
    "utf8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf16": "utf-16-le",
    "utf-16": "utf-16-le",
    "euc-jp": "euc_jp",
    "eucjp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "iso2022-jp": "iso2022_jp",
    "jis": "iso2022_jp",
}


def encoding_name(text: str) -> str:
    """The name used here for what people write: Shift_JIS and Windows-31J are cp932."""
    name = text.lower().replace("_", "-")
    return ENCODING_NAMES.get(name, name)


def _arrangement(data: Mapping[str, Any]) -> dict[str, Any]:
    """Where records stand in the file."""
    form = str(data.get("format") or "")
    if form and form not in FORMATS:
        raise LogError("format_unknown", format=form)
    layout = []
    for entry in data.get("layout") or ():
        if isinstance(entry, Mapping):
            entry = (entry.get("name", ""), entry.get("start", 0), entry.get("width", 0))  # noqa: PLW2901 -- one shape
        try:
            name, start, width = str(entry[0]), int(entry[1]), int(entry[2])
        except (TypeError, ValueError, IndexError) as error:
            raise LogError("layout_wrong", column=str(entry)) from error
        if not name or start < 1 or width < 1:
            raise LogError("layout_wrong", column=name)
        layout.append((name, start, width))
    numbers = {name: int(data.get(name) or 0) for name in ("header_rows", "skip_rows", "max_span")}
    if min(numbers.values()) < 0 or numbers["header_rows"] > 5 or numbers["max_span"] > 500:
        raise LogError("layout_wrong", column=", ".join(numbers))
    return {
        "format": form,
        "quote": _one_of(data, "quote", QUOTES, usual='"'),
        "decimal": _one_of(data, "decimal", DECIMALS, usual="."),
        "layout": tuple(layout),
        "header_names": tuple(str(name) for name in data.get("header_names") or ()),
        "skip": tuple(str(text) for text in data.get("skip") or () if str(text).strip("^ ")),
        **numbers,
    }


def _one_of(data: Mapping[str, Any], name: str, known: Sequence[str], *, usual: str) -> str:
    said = str(data.get(name) or usual)
    if said not in known:
        raise LogError("sign_unknown", sign=said)
    return "" if said == usual else said


def _computed(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    found: list[Mapping[str, Any]] = []
    for entry in data.get("computed") or ():
        name, kind = str(entry.get("name", "")), str(entry.get("kind", ""))
        sources = entry.get("from", ())
        sources = [str(part) for part in sources] if isinstance(sources, (list, tuple)) else [str(sources)]
        if not name or kind not in COMPUTED_KINDS or not sources or not all(sources):
            raise LogError("computed_wrong", column=name or kind)
        if len(str(entry.get("pattern", ""))) > MAX_PATTERN:
            raise LogError("pattern_too_long", column=name, limit=str(MAX_PATTERN))
        found.append({**entry, "name": name, "kind": kind, "from": sources})
    if len(found) > MAX_COMPUTED:
        raise LogError("computed_wrong", column=str(len(found)))
    return tuple(found)


def _classes(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for column, said in dict(data.get("classes") or {}).items():
        about = dict(said) if isinstance(said, Mapping) else {"class": str(said)}
        kind, treatment = str(about.get("class", "")), str(about.get("treatment") or "hash")
        reason = str(about.get("reason") or "").strip()
        if kind not in CLASSES or treatment not in TREATMENTS:
            raise LogError("class_unknown", column=str(column))
        if treatment != "hash" and not reason:
            raise LogError("plain_without_reason", column=str(column))
        found[str(column)] = {"class": kind, "treatment": treatment, "reason": reason}
    return found


def _delimiter(text: str) -> str:
    return {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(text, text)


@dataclass(frozen=True)
class Ingested:
    """The result of one file: rows_in == accepted + rejected, always; blank lines are no rows.

    parts: the files inside an archive or the sheets of a workbook, in the order of their numbers: the row in line n
    of part p (from 0) has the number p × 1,000,000,000 + n. other_lines: lines that are no records (titles, repeated
    page heads, totals), by kind. private_use: signs of the private use area (gaiji) by code point; they are kept.
    """

    rows_in: int
    accepted: int
    rejected: int
    blank_lines: int
    reasons: Mapping[str, int]
    encoding: str
    delimiter: str
    first_at: datetime | None
    last_at: datetime | None
    first_date: date | None
    last_date: date | None
    parquet: Path
    rejects: Path
    format: str = "delimited"
    parts: tuple[str, ...] = ()
    other_lines: Mapping[str, int] = field(default_factory=dict)
    private_use: Mapping[str, int] = field(default_factory=dict)
