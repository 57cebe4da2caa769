"""Mappings that come ready for the audit logs of common products, recognised by their columns."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Ready:
    """One ready mapping: `needs` are the columns by which a file is recognised."""

    name: str
    title: Mapping[str, str]
    form: str
    needs: frozenset[str]
    data: Mapping[str, Any]

    def mapping(self, encoding: str = "") -> dict[str, Any]:
        """The mapping as `LogMapping.from_dict` reads it."""
        found = dict(self.data)
        if encoding and encoding not in ("workbook", "parquet", "xml"):
            found["encoding"] = encoding
        return found

    def sources(self) -> dict[str, str]:
        """Column of the file → canonical column, also through a computed one."""
        made = {str(entry["name"]): entry["from"] for entry in self.data.get("computed", [])}
        found: dict[str, str] = {}
        for canonical, source in self.data["columns"].items():
            waiting = [source] if isinstance(source, str) else list(source)
            while waiting:
                name = waiting.pop()
                below = made.get(name)
                if below is None:
                    found.setdefault(name, canonical)
                else:
                    waiting += [below] if isinstance(below, str) else below
        return found


@cache
def ready_mappings() -> dict[str, Ready]:
    """All ready mappings by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        about = data.pop("ready")
        found[path.stem] = Ready(path.stem, about["title"], about["form"], frozenset(about["needs"]), data)
    return found


def recognised(form: str, names: Iterable[str]) -> Ready | None:
    """The ready mapping whose columns are all there; the one that asks for most when several do."""
    there = frozenset(names)
    fitting = [one for one in ready_mappings().values() if one.form == form and one.needs <= there]
    return max(fitting, key=lambda one: (len(one.needs), one.name), default=None)
