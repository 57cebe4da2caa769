"""Two files that tell the same event differently: their rows side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.columnar.door import Door
from engines.columnar.ingest import ingest
from engines.columnar.logs import LogMapping
from engines.columnar.overlap import overlap

KEY = b"0123456789abcdef0123456789abcdef"
COLUMNS = {"at": "at", "login": "login", "category": "category", "action": "action"}
FIRST = [
    "2022-12-01 09:00:00,u0,np,",
    "2022-12-02 09:00:00,u1,np,",
    "2022-12-02 09:00:00,u1,np,",
    "2022-12-02 10:00:00,u2,np,open",
    "2022-12-02 11:00:00,u3,np,",
    "2022-12-03 09:00:00,u4,np,",
]
SECOND = [
    "2022-12-02 09:00:00,u1,np,",
    "2022-12-02 09:00:00,u1,own,",
    "2022-12-02 09:00:00,u1,lr,",
    "2022-12-02 10:00:00,u2,np,print",
    "2022-12-02 12:00:00,u5,np,",
    "2022-12-03 09:00:00,u4,np,",
    "2022-12-09 09:00:00,u9,np,",
]
ENDLESS = "SELECT sum(hash(a.range, b.range)) AS n FROM range(1000000) AS a, range(1000000) AS b"


def taken(tmp_path: Path, name: str, rows: list[str]) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "log.csv").write_text("at,login,category,action\n" + "".join(f"{row}\n" for row in rows))
    return ingest(folder / "log.csv", mapping=LogMapping(columns=COLUMNS), key=KEY, directory=folder).parquet


def test_contradicting_rows_stand_side_by_side_with_their_lines(tmp_path: Path) -> None:
    first, second = taken(tmp_path, "first", FIRST), taken(tmp_path, "second", SECOND)
    shares: list[float] = []

    found = overlap(first, second, pairs=tmp_path / "pairs.parquet", tell=shares.append)

    with Door(directories=[tmp_path]) as door:
        door.register_parquet("pairs", tmp_path / "pairs.parquet")
        rows = door.query(
            "SELECT no, login, first_row, second_row, first_category, second_category, first_action, second_action FROM pairs"
        )
    # One «np» of u1 has its equal; the other stands beside «lr», and «own» has nothing beside it.
    assert rows == [
        (1, "u1", 4, 4, "np", "lr", None, None),
        (2, "u1", None, 3, None, "own", None, None),
        (3, "u2", 5, 5, "np", "np", "open", "print"),
    ]
    assert found == overlap(first, second)
    assert (found.contradicting, found.only_first) == (sum(row[3] is not None for row in rows), 1)
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares)


def test_files_without_a_contradiction_have_no_pairs(tmp_path: Path) -> None:
    first, second = taken(tmp_path, "first", FIRST), taken(tmp_path, "second", FIRST[1:])

    assert overlap(first, second, pairs=tmp_path / "pairs.parquet").contradicting == 0
    assert not (tmp_path / "pairs.parquet").exists()


def test_who_watches_can_stop_a_statement(tmp_path: Path) -> None:
    """Over 0.1 s: the statement has to run for a moment before anybody is told."""

    class StopError(Exception):
        pass

    def stop(_share: float) -> None:
        raise StopError

    with Door(directories=[tmp_path], engine="duckdb") as door:
        with pytest.raises(StopError):
            door.copy_to_parquet(ENDLESS, tmp_path / "long.parquet", watch=stop)
        assert door.query("SELECT 1") == [(1,)]
