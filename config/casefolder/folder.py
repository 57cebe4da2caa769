"""What lies in a case folder: checked facts and typed rows, every fault with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from core.errors import Problem, Rejected
from core.sheets import Column, Reading, RowReader, open_table, rejected
from engines.sheets import SheetError, SheetFile, read_any

REQUIRED = {
    "": ("number", "title"),
    "organisation": ("name",),
    "affiliations": ("code", "label_ja"),
    "systems": ("code", "name"),
    "incidents": ("no", "title"),
    "windows": ("title", "starts_at", "ends_at"),
    "populations": ("code", "title"),
    "waves": ("code", "title", "questionnaire", "population", "mode"),
    "viewing": ("incident", "waves", "question", "yes", "no"),
    "scopes": ("incident", "systems", "reason"),
    "explanations": ("kind", "title", "ground"),
    "members": ("email", "role"),
}


@dataclass(frozen=True)
class CaseFolder:
    """A folder on disk. Nothing is read before it is asked for; `check` reads the facts."""

    path: Path

    @cached_property
    def facts(self) -> dict[str, Any]:
        """case.toml. Raises Rejected where a required key is missing."""
        facts = read_toml(self.path / "case.toml")
        problems = list(_missing(facts))
        if problems:
            raise Rejected(problems)
        return facts

    def entries(self, name: str) -> list[dict[str, Any]]:
        """The tables of [[name]]."""
        return [dict(entry) for entry in self.facts.get(name, [])]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The case's time zone."""
        name = str(self.facts.get("time_zone", "Asia/Tokyo"))
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Rejected([_toml(_("«%(name)s» is no time zone.") % {"name": name})]) from error

    def moment(self, value: date | datetime | str | None) -> datetime | None:
        """A moment in UTC; without an offset it is in the case's zone, and a day is its beginning."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError as error:
                raise Rejected([_toml(_("«%(text)s» is no moment.") % {"text": value})]) from error
        if not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=self.zone)
        return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)

    @property
    def history(self) -> Path | None:
        """versions.jsonl, if the folder was written by an export."""
        path = self.path / "versions.jsonl"
        return path if path.is_file() else None

    def find(self, stem: str) -> Path | None:
        """`stem`.csv, else `stem`.xlsx."""
        return next((p for p in (self.path / f"{stem}.csv", self.path / f"{stem}.xlsx") if p.is_file()), None)

    def need(self, stem: str) -> Path:
        """The file, or a refusal that names it."""
        found = self.find(stem)
        if found is None:
            raise Rejected([Problem(_("The folder has no %(name)s.csv.") % {"name": stem})])
        return found

    def named(self, name: str) -> Path:
        """A file that case.toml names; it must lie inside the folder."""
        path = (self.path / name).resolve()
        if not path.is_relative_to(self.path.resolve()) or not path.is_file():
            raise Rejected([_toml(_("There is no file %(name)s in the folder.") % {"name": name})])
        return path

    def rows(self, path: Path, columns: Sequence[Column]) -> list[RowReader]:
        """The rows of a file by the meaning of their columns; call `settle` of the first one's table after reading."""
        table = open_table(read_sheet(path), columns, Reading())
        table.check_shape()
        table.settle()
        return list(table.readers())


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises Rejected with the parser's place."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Rejected([Problem(_("The folder has no %(name)s.") % {"name": path.name})]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Rejected(
            [Problem(_("The file cannot be read as TOML: %(reason)s") % {"reason": error}, sheet=path.name)]
        ) from error


def read_sheet(path: Path) -> SheetFile:
    """A workbook or CSV of the folder. Raises Rejected."""
    try:
        return read_any(path, name=path.name, from_us=True)
    except SheetError as error:
        refusal = rejected(error)
        raise Rejected([Problem(p.message, sheet=path.name, row=p.row) for p in refusal.problems]) from error


def _toml(message: str) -> Problem:
    return Problem(message, sheet="case.toml")


def _missing(facts: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, keys in REQUIRED.items():
        entries = [facts] if not name else facts.get(name, [{}] if name == "organisation" else [])
        entries = [entries] if name == "organisation" and isinstance(entries, Mapping) else entries
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            problems.append(_toml(_("[[%(name)s]] is written several times, once for each.") % {"name": name}))
            continue
        for place, entry in enumerate(entries, start=1):
            for key in keys:
                if entry.get(key) is None or entry.get(key) == "":
                    where = f"{name}.{key}" if name else key
                    text = _("The key %(key)s is missing (entry %(place)s).") % {"key": where, "place": place}
                    problems.append(_toml(text))
    return problems
