"""A log larger than the memory it may take is read in, sorted, within that memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = """
import json, resource, sys
from pathlib import Path
from engines.columnar.ingest import ingest
from engines.columnar.logs import LogMapping
mapping = LogMapping(columns={"at": "at", "login": "who", "contract": "contract", "screen": "screen"})
done = ingest(Path(sys.argv[1]), mapping=mapping, key=b"k" * 32, directory=Path(sys.argv[2]), memory_limit="256MB")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"accepted": done.accepted, "peak": peak}))
"""


# A process of its own too: a child begins with the peak of its parent.
MAKE = """
import sys
import duckdb
duckdb.connect().execute(f'''COPY (SELECT strftime(TIMESTAMP '2022-11-20' + to_seconds(n), '%Y-%m-%d %H:%M:%S') AS at,
    'ME' || (n % 4000) AS who, 'contract ' || n AS contract, repeat('画面', 20) AS screen
    FROM range({sys.argv[2]}) t(n) ORDER BY {sys.argv[3]}) TO '{sys.argv[1]}' (HEADER)''')
"""
ROWS = 2_400_000


def run(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout


@pytest.mark.heavy
@pytest.mark.parametrize("order", ["n", "hash(n)"])
def test_a_log_is_read_within_the_memory_it_may_take(tmp_path: Path, order: str) -> None:
    run(MAKE, str(tmp_path / "log.csv"), str(ROWS), order)
    assert (tmp_path / "log.csv").stat().st_size > 350 << 20

    said = json.loads(run(READ, str(tmp_path / "log.csv"), str(tmp_path)))

    backwards = f"""SELECT count(*) FROM (SELECT "at" < lag("at") OVER () AS back
        FROM read_parquet('{tmp_path}/log.parquet')) WHERE back"""
    assert said["accepted"] == ROWS
    assert duckdb.connect().execute(backwards).fetchall() == [(0,)]
    assert said["peak"] < 256 + 512  # the rest: Python, blocks of text in three forms, buffers outside DuckDB's count
