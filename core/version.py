"""The product's version, read from the changelog so that the two cannot disagree."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


@cache
def version() -> str:
    """The number in the first heading of CHANGELOG.md, such as 0.1.0."""
    found = re.search(r"^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError("CHANGELOG.md has no heading with a version such as «## 0.1.0».")
    return found.group(1)
