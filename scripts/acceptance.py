#!/usr/bin/env python3
"""Print what is proven, not yet proven and out of scope of tests/acceptance.csv, by company and by area.

Proven: a test marked with the row passed in the last `make test` and none marked with it failed.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "build" / "acceptance"
COMPANIES = {"CG": "Chūgoku", "TH": "Tōhoku", "SK": "Shikoku", "CB": "Chūbu", "KY": "Kyūshū"}
STATES = ("proven", "not yet", "out of scope")


@dataclass(frozen=True)
class Row:
    """One capability."""

    id: str
    area: str
    capability: str
    state: str
    reason: str

    @property
    def company(self) -> str:
        """The two letters in front."""
        return self.id.split("-")[0]


def proven_ids(folder: Path) -> set[str]:
    """The ids with a passed test and no failed one, over the records of all runs."""
    passed: set[str] = set()
    failed: set[str] = set()
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        passed |= set(record["passed"])
        failed |= set(record["failed"])
    return passed - failed


def read_rows(path: Path, proven: set[str]) -> list[Row]:
    """The rows with their state; a row that is out of scope says why."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                id=line["id"],
                area=line["area"],
                capability=line["capability"],
                state="proven"
                if line["id"] in proven
                else "out of scope"
                if line["status"] == "out_of_scope"
                else "not yet",
                reason=line["reason"],
            )
            for line in csv.DictReader(file)
        ]


def print_table(title: str, groups: dict[str, list[Row]]) -> None:
    """One line per group with its three counts."""
    print(f"\n{title:<14}" + "".join(f"{state:>14}" for state in (*STATES, "all")))
    for name, rows in groups.items():
        counts = Counter(row.state for row in rows)
        print(f"{name:<14}" + "".join(f"{counts[state]:>14}" for state in STATES) + f"{len(rows):>14}")


def grouped(rows: list[Row], key: str) -> dict[str, list[Row]]:
    """The rows by company or by area, in the order of the file, with all of them at the end."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(getattr(row, key)), []).append(row)
    return {**groups, "all": rows}


def main(arguments: list[str]) -> int:
    """With `--list`, every row that is not yet proven."""
    if not list(RECORDS.glob("*.json")):
        print("No test run is recorded yet: make test first.", file=sys.stderr)
        return 1
    rows = read_rows(ROOT / "tests" / "acceptance.csv", proven_ids(RECORDS))
    by_company = {COMPANIES.get(name, name): members for name, members in grouped(rows, "company").items()}
    print_table("company", by_company)
    print_table("area", grouped(rows, "area"))
    if "--list" in arguments:
        for state in ("not yet", "out of scope"):
            print(f"\n{state}")
            for row in rows:
                if row.state == state:
                    print(f"  {row.id}  {row.capability}" + (f" — {row.reason}" if row.reason else ""))
    unknown = proven_ids(RECORDS) - {row.id for row in rows}
    if unknown:
        print(f"\nTests name rows that do not exist: {', '.join(sorted(unknown))}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
