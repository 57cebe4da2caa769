"""What receiving a log costs: SHA-256, transcoding, full accounting, sorted Parquet, beside bare DuckDB on UTF-8.

The same rows as UTF-8, as CP932, and with every value quoted; bare DuckDB reads them as UTF-8 without quotes.

Each run is a process of its own, so that its peak of memory is its own; bare and ours take turns and the median of
the rounds counts, since a busy machine slows both. Beside it stands the processor's time, which others on the machine
hardly change. `python -m benchmarks.log_receipt [ROWS [ROUNDS]]`
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.example_log import KEY, MAPPING, make_log, peak_mib, two_threads
from engines.columnar.ingest import ingest


def bare(source: Path, work: Path) -> int:
    """DuckDB alone: CSV as it stands, sorted, Parquet."""
    with two_threads() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{source}') ORDER BY 操作日時, ユーザID) TO '{work / 'raw.parquet'}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    return 0


def ours(source: Path, work: Path) -> int:
    """Hash as received, then everything that reading in does."""
    with source.open("rb") as stream:
        hashlib.file_digest(stream, "sha256")
    return ingest(source, mapping=MAPPING, key=KEY, directory=work).rows_in


def run(kind: str, source: Path, work: Path) -> None:
    """One measured run in this process; a JSON line on standard output."""
    start = time.perf_counter()
    rows = {"bare": bare, "ours": ours}[kind](source, work)
    peak = peak_mib()
    print(json.dumps({"seconds": time.perf_counter() - start, "cpu": sum(os.times()[:2]), "mib": peak, "rows": rows}))


def measured(kind: str, source: Path, work: Path) -> dict[str, float]:
    """The same in a child."""
    command = [sys.executable, "-m", "benchmarks.log_receipt", kind, str(source), str(work)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return dict(json.loads(done.stdout))


def main(rows: int, rounds: int = 5) -> None:
    """Medians of the rounds, per encoding."""
    with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as folder:
        plain = make_log(Path(folder) / "log.csv", rows)
        kinds = {"UTF-8": plain, "CP932": Path(folder) / "cp932.csv", "quoted": Path(folder) / "quoted.csv"}
        with plain.open(encoding="utf-8") as lines, kinds["CP932"].open("w", encoding="cp932") as out:
            out.writelines(lines)
        with plain.open(encoding="utf-8") as lines, kinds["quoted"].open("w", encoding="utf-8") as out:
            out.writelines('"' + line.rstrip("\n").replace(",", '","') + '"\n' for line in lines)
        work = Path(folder) / "work"
        work.mkdir()
        found: dict[str, list[dict[str, float]]] = {"bare": [], **{kind: [] for kind in kinds}}
        for _ in range(rounds):
            found["bare"].append(measured("bare", plain, work))
            for kind, path in kinds.items():
                found[kind].append(measured("ours", path, work))
        base = median(one["seconds"] for one in found["bare"])
        worked = median(one["cpu"] for one in found["bare"])
        load = os.getloadavg()[0]
        print(
            f"log receipt: {rows:,} rows, {plain.stat().st_size / 1e6:,.0f} MB, median of {rounds}, load of the machine "
            f"{load:.1f}: bare DuckDB {base:.1f} s ({worked:.1f} s of processor time)"
        )
        for kind in kinds:
            seconds = median(one["seconds"] for one in found[kind])
            peak = max(one["mib"] for one in found[kind])
            cpu = median(one["cpu"] for one in found[kind])
            print(
                f"  with hash, {kind:<6} {seconds:6.1f} s  {seconds / base:.2f} ×  processor {cpu:.1f} s  "
                f"{cpu / worked:.2f} ×  peak {peak:,.0f} MiB"
            )


if __name__ == "__main__":
    if sys.argv[1:2] in (["bare"], ["ours"]):
        run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        numbers = [int(text) for text in sys.argv[1:]]
        main(*(numbers + [10_000_000, 5][len(numbers) :]))
