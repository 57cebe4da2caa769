"""What an access log looks like: canonical columns, mappings of sources, errors and results."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
ENCODINGS = ("utf-8", "utf-8-sig", "cp932")
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
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
)

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

    def as_json(self) -> dict[str, Any]:
        """A dictionary of plain JSON values; `from_dict` reads it back."""
        return asdict(self)

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
            encoding=_encoding(str(data.get("encoding") or "")),
            delimiter=_delimiter(str(data.get("delimiter") or "")),
            time_zone=str(data.get("time_zone") or "Asia/Tokyo"),
            header=bool(data.get("header", True)),
            required_any=tuple(data.get("required_any") or ("login", "terminal")),
            plain_contracts=bool(data.get("plain_contracts", False)),
        )

    @classmethod
    def from_toml(cls, path: Path) -> LogMapping:
        """Read mapping.toml of a case folder."""
        return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))


def _encoding(text: str) -> str:
    name = text.lower().replace("_", "-")
    others = {"shift-jis": "cp932", "sjis": "cp932", "ms932": "cp932", "windows-31j": "cp932", "utf8": "utf-8"}
    return others.get(name, name)


def _delimiter(text: str) -> str:
    return {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(text, text)


@dataclass(frozen=True)
class Ingested:
    """The result of one file: rows_in == accepted + rejected, always; blank lines are no rows."""

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
