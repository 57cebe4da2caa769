"""Reading in a log of 1 and 10 million rows, beside DuckDB's own CSV → sorted Parquet of the same file.

What ours does besides: proves that no record is lost, numbers the lines, keys contract ids, makes UTC and local
day, rejects with reasons. `python -m benchmarks.log_ingest [ROWS …]`
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.example_log import KEY, MAPPING, make_log, timed, two_threads
from engines.columnar.ingest import ingest


def main(sizes: list[int]) -> None:
    """One line for each size and kind of file."""
    print("log ingest: seconds, rows per second, ratio to DuckDB's own CSV → Parquet sorted by time")
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as folder:
            measure(Path(folder), rows)


def measure(folder: Path, rows: int) -> None:
    """UTF-8 as it stands; CP932; and every value quoted, which has to be written anew."""
    plain = make_log(folder / "log.csv", rows)
    target = folder / "raw.parquet"

    def raw() -> None:
        with two_threads() as connection:
            connection.execute(
                f"COPY (SELECT * FROM read_csv('{plain}') ORDER BY 操作日時, ユーザID) TO '{target}' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )

    raw_seconds, _ = timed(raw, rounds=5)
    size = plain.stat().st_size / 1e6
    print(f"  {rows:>11,} rows, {size:,.0f} MB: bare DuckDB {raw_seconds:.1f} s")
    work = folder / "work"
    work.mkdir()
    kinds = {"UTF-8": plain}
    if rows <= 2_000_000:
        kinds["CP932"] = folder / "cp932.csv"
        kinds["CP932"].write_bytes(plain.read_text(encoding="utf-8").encode("cp932"))
        kinds["quoted"] = folder / "quoted.csv"
        with kinds["quoted"].open("w", encoding="utf-8") as out, plain.open(encoding="utf-8") as lines:
            out.writelines('"' + line.rstrip("\n").replace(",", '","') + '"\n' for line in lines)
    for kind, path in kinds.items():
        seconds, done = timed(lambda path=path: ingest(path, mapping=MAPPING, key=KEY, directory=work), rounds=5)
        assert (done.rows_in, done.rejected) == (rows, 0)
        print(f"    ours, {kind:<7} {seconds:6.1f} s  {rows / seconds:>9,.0f} rows/s  {seconds / raw_seconds:.1f} ×")


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000])
