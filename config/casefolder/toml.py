"""Writing the TOML of a case folder. Python reads TOML but does not write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def dumps(document: Mapping[str, Any]) -> str:
    """Scalars first, then [tables] and [[arrays of tables]]; keys with None are left out."""
    lines: list[str] = []
    _write(document, "", lines)
    return "\n".join(lines).strip() + "\n"


def _write(table: Mapping[str, Any], path: str, lines: list[str]) -> None:
    present = {key: value for key, value in table.items() if value is not None}
    for key, value in present.items():
        if not _is_table(value) and not _is_array(value):
            lines.append(f"{_key(key)} = {_value(value)}")
    for key, value in present.items():
        name = f"{path}.{_key(key)}" if path else _key(key)
        if _is_table(value):
            lines += ["", f"[{name}]"]
            _write(value, name, lines)
        elif _is_array(value):
            for entry in value:
                lines += ["", f"[[{name}]]"]
                _write(entry, name, lines)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_array(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    plain = "".join(_ESCAPES.get(sign, sign) for sign in text)
    return '"' + re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04X}", plain) + '"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items()) + "}"
    return _text(str(value))
