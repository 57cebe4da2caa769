"""見本: five people and one open wave, for trying the respondent's pages. It counts in no report."""

from __future__ import annotations

from typing import Any

from generation.people import ROSTER_HEAD
from generation.tables import csv_bytes


def make(figures: dict[str, Any]) -> dict[str, bytes]:
    return {"roster.csv": csv_bytes(ROSTER_HEAD, (tuple(row) for row in figures["people"]))}
