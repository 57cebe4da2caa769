"""How time, memory and disk grow with the log: 1, 10 and 50 million rows, one table.

For each size: receiving a CP932 log with its hash, the three questions over its views, and the comparison of a
hundredth as many people x 10 incidents. Each step is a process of its own, run once, so that its peak of memory is
its own. The logs are made in the folder for temporary files, one size at a time, and deleted after it: 50 million
rows need some 20 GB. `python -m benchmarks.growth [ROWS …]`
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import log_receipt, reconciliation, three_questions
from benchmarks.example_log import make_log

HEAD = ("rows", "step", "seconds", "processor s", "µs per row", "peak MiB", "Parquet MB")


def main(sizes: list[int]) -> None:
    """The table, line by line as it is measured."""
    print(f"growth, each step once, load of the machine {os.getloadavg()[0]:.1f} at the beginning")
    print(f"  {HEAD[0]:>12}  {HEAD[1]:<26}" + "".join(f"{name:>13}" for name in HEAD[2:]), flush=True)
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as name:
            received(Path(name), rows)
        with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as name:
            compared(Path(name), rows)


def received(folder: Path, rows: int) -> None:
    """From the file as received to the three answers."""
    source = folder / "log.csv"
    with (
        make_log(folder / "plain.csv", rows).open(encoding="utf-8") as lines,
        source.open("w", encoding="cp932") as out,
    ):
        out.writelines(lines)
    (folder / "plain.csv").unlink()
    work = folder / "work"
    work.mkdir()
    found = log_receipt.measured("ours", source, work)
    line(rows, "receiving, CP932", found, work / "log.parquet")
    three_questions.write_relations(work, work / "log.parquet")
    for question in three_questions.VIEWS_QUESTIONS:
        found = child("benchmarks.three_questions", "ask", str(work), question)
        line(rows, question, found)


def compared(folder: Path, rows: int) -> None:
    """From log and answers to classes; every class must be as planted."""
    reconciliation.make(folder, rows, rows // 100)
    found: dict[str, Any] = child("benchmarks.reconciliation", "run", str(folder))
    if reconciliation.counted(found["summary"]) != reconciliation.planted(folder):
        raise RuntimeError("The classes are not as planted.")
    line(rows, "comparison", found | {"seconds": sum(found["taken"].values())}, folder / "views.parquet")


def child(*command: str) -> dict[str, Any]:
    """One step in a process of its own; its last line is JSON."""
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, check=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def line(rows: int, step: str, found: dict[str, Any], written: Path | None = None) -> None:
    """One line of the table."""
    seconds = found["seconds"]
    size = f"{written.stat().st_size / 1e6:,.0f}" if written else ""
    numbers = (f"{seconds:,.1f}", f"{found['cpu']:,.1f}", f"{seconds / rows * 1e6:.2f}", f"{found['mib']:,.0f}", size)
    print(f"  {rows:>12,}  {step:<26}" + "".join(f"{number:>13}" for number in numbers), flush=True)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000, 50_000_000])
