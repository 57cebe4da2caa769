"""Writes the library of ready questionnaires into surveys/library. The same run gives the same bytes.

    python examples/library/build.py

A to E are in published.py, F in recommended.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from examples.library.published import feed_in, good_reason, last_resort, other_retailers, terminals  # noqa: E402
from examples.library.recommended import recommended  # noqa: E402
from surveys.library import ENTRIES  # noqa: E402

BUILDERS = {
    "A": other_retailers,
    "B": feed_in,
    "C": last_resort,
    "D": terminals,
    "E": good_reason,
    "F": recommended,
}

if __name__ == "__main__":
    for found in ENTRIES:
        BUILDERS[found.code](found)
        print(found.path.relative_to(ROOT))
