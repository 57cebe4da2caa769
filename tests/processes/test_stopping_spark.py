"""Stopping a statement on Spark stops that of its own door alone. Needs Java (heavy)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engines.columnar.door import Door
from engines.columnar.spark import ClusterSession, missing

# So many pairs that it would not end during a test; Spark looks up from it between two batches of the log.
ENDLESS = "SELECT count(*) FROM log a CROSS JOIN few b WHERE a.i + b.i <> 7"

pytestmark = pytest.mark.heavy


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[list[Door]]:
    if lacking := missing():
        pytest.skip(lacking)
    with Door(directories=[tmp_path], engine="duckdb") as door:
        door.copy_to_parquet("SELECT range AS i FROM range(3000000)", tmp_path / "log.parquet")
        door.copy_to_parquet("SELECT range AS i FROM range(20000)", tmp_path / "few.parquet")
    with Door(directories=[tmp_path], engine="spark") as one, Door(directories=[tmp_path], engine="spark") as other:
        for door in (one, other):
            for name in ("log", "few"):
                door.register_parquet(name, tmp_path / f"{name}.parquet")
        yield [one, other]


def at_work(door: Door) -> bool:
    """Whether Spark is at a job of the door's statement."""
    session = door.session
    assert isinstance(session, ClusterSession)
    tracker = session.spark.sparkContext.statusTracker()
    jobs = set(tracker.getJobIdsForGroup(session.running or "none"))
    return bool(jobs & set(tracker.getActiveJobsIds()))


def test_stopping_one_door_leaves_the_statement_of_another_running(doors: list[Door]) -> None:
    one, other = doors
    with ThreadPoolExecutor(2) as pool:
        statements = [pool.submit(door.query, ENDLESS) for door in doors]
        try:
            while not (at_work(one) and at_work(other)):
                assert not any(statement.done() for statement in statements)
                time.sleep(0.05)
            one.interrupt()
            stopped = statements[0].exception(timeout=300)
            left = at_work(other)
        finally:
            for door in doors:
                door.interrupt()

    assert "cancelled" in str(stopped)
    assert left
    assert one.query("SELECT count(*) FROM few") == [(20000,)]
