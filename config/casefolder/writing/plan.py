"""Causes, measures and their links."""

from __future__ import annotations

from config.casefolder.writing.base import Out
from remediation.exports import export_plan


def write_plan(out: Out) -> None:
    """The three files that an import reads."""
    export_plan(out.case, out.path)
