"""An earlier file with some of the same rows."""

from __future__ import annotations

from pathlib import Path

from engines.columnar.ingest import ingest
from engines.columnar.logs import LogMapping
from engines.columnar.overlap import Overlap, overlap

KEY = b"0123456789abcdef0123456789abcdef"
COLUMNS = {"at": "at", "login": "login", "category": "category"}


def taken(tmp_path: Path, name: str, rows: list[str]) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "log.csv").write_text("at,login,category\n" + "".join(f"{row}\n" for row in rows))
    return ingest(folder / "log.csv", mapping=LogMapping(columns=COLUMNS), key=KEY, directory=folder).parquet


def test_same_contradicting_and_missing_rows_are_counted(tmp_path: Path) -> None:
    first = taken(
        tmp_path,
        "first",
        [
            "2022-12-01 09:00:00,u0,np",
            "2022-12-02 09:00:00,u1,np",
            "2022-12-02 09:00:00,u1,np",
            "2022-12-02 10:00:00,u2,np",
            "2022-12-02 11:00:00,u3,np",
            "2022-12-03 09:00:00,u4,np",
        ],
    )
    second = taken(
        tmp_path,
        "second",
        [
            "2022-12-02 09:00:00,u1,np",
            "2022-12-02 10:00:00,u2,lr",
            "2022-12-02 12:00:00,u5,np",
            "2022-12-03 09:00:00,u4,np",
            "2022-12-09 09:00:00,u9,np",
        ],
    )

    found = overlap(first, second)

    assert (str(found.start), str(found.end)) == ("2022-12-02 00:00:00", "2022-12-03 00:00:00")
    assert (found.same, found.contradicting, found.only_first, found.only_second) == (2, 1, 2, 1)


def test_files_of_different_times_do_not_overlap(tmp_path: Path) -> None:
    first = taken(tmp_path, "first", ["2022-12-01 09:00:00,u0,np"])
    second = taken(tmp_path, "second", ["2022-12-02 09:00:00,u0,np"])

    assert overlap(first, second) == Overlap(None, None)


def test_a_file_lies_wholly_over_itself(tmp_path: Path) -> None:
    first = taken(
        tmp_path, "first", ["2022-12-01 09:00:00,u0,", "2022-12-01 09:00:00,u0,", "2022-12-02 09:00:00,u1,np"]
    )

    found = overlap(first, first)

    assert (found.same, found.contradicting, found.only_first, found.only_second) == (3, 0, 0, 0)
