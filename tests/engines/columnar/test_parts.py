"""A log read in parts gives the same file as one read at once, whatever its order and form."""

from __future__ import annotations

import csv
import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.columnar.door import Door
from engines.columnar.ingest import ingest
from engines.columnar.ingest import parts as module
from engines.columnar.joining import SchemasDifferError, join
from engines.columnar.logs import Ingested, LogMapping
from engines.columnar.scan.shape import Shape

KEY = b"0123456789abcdef0123456789abcdef"
MAPPING = LogMapping(columns={"at": "日時", "login": "ID", "contract": "契約", "screen": "画面"})
HEAD = "日時,ID,契約,画面"


def lines(count: int) -> list[str]:
    return [f"2022-12-{1 + n // 1440:02}  {n // 60 % 24:02}:{n % 60:02}:00,ME{n % 7},C-{n},照会{n % 3}".replace("  ", " ") for n in range(count)]  # fmt: skip


def read(
    tmp_path: Path, text: bytes, name: str = "work", mapping: LogMapping = MAPPING
) -> tuple[Ingested, list[tuple]]:
    source, work = tmp_path / "log.csv", tmp_path / name
    source.write_bytes(text)
    work.mkdir()
    done = ingest(source, mapping=mapping, key=KEY, directory=work, block_bytes=4096)
    with Door(directories=[work]) as door:
        return done, door.query(f"SELECT * FROM read_parquet('{done.parquet}')")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART_BYTES", 10_000)


ORDERS = {
    "in order": lambda rows: rows,
    "newest first": lambda rows: rows[::-1],
    "two logs one after the other": lambda rows: rows[::2] + rows[1::2],
    "without any order": lambda rows: random.Random(4).sample(rows, len(rows)),
    "one row astray": lambda rows: [*rows[1:], rows[0]],
    "all at one moment": lambda rows: [rows[0][:19] + row[19:] for row in rows],
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.usefixtures("small_parts")
def test_rows_are_sorted_by_time_and_line_whatever_the_order_of_the_file(tmp_path: Path, order: str) -> None:
    rows = ORDERS[order](lines(2000))

    done, found = read(tmp_path, "\n".join([HEAD, *rows]).encode())

    expected = sorted(((row[:19], number) for number, row in enumerate(rows, 2)), key=lambda one: one)
    assert [row[0] for row in found] == [number for _, number in expected]
    assert [row[1] for row in found] == sorted(row[1] for row in found)
    assert (done.first_at, done.last_at) == (found[0][1], found[-1][1])
    assert (done.accepted, done.rejected) == (2000, 0)


@pytest.mark.usefixtures("small_parts")
def test_bad_lines_among_the_parts_are_kept_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = lines(3000)
    for number in range(100, 3000, 100):
        rows[number] = ["いつか,ME1,C,x", "2022-12-01 00:00:00,ME1", '2022-12-01 00:00:00,"ME1,C,x'][number // 100 % 3]

    done, found = read(tmp_path, "\n".join([HEAD, *rows]).encode("cp932"))

    with done.rejects.open(encoding="utf-8-sig", newline="") as stream:
        rejects = list(csv.reader(stream))[1:]
    assert [int(row[0]) for row in rejects] == list(range(102, 3002, 100))
    assert [row[1] for row in rejects[:3]] == ["field_count", "unclosed_quote", "bad_timestamp"]
    assert done.rows_in == 3000 == len(found) + len(rejects)


@pytest.mark.usefixtures("small_parts")
def test_an_encoding_that_shows_late_begins_the_file_anew(tmp_path: Path) -> None:
    rows = [row.replace("照会", "a") for row in lines(44_000)]
    rows += ["2022-12-31 00:00:00,ME1,C-1,画面照会", "いつか,ME2,C,x"]

    done, found = read(tmp_path, "\n".join([HEAD.replace("日時", "at").replace("契約", "c").replace("画面", "s"), *rows]).encode("cp932"),
                       mapping=LogMapping(columns={"at": "at", "login": "ID", "contract": "c", "screen": "s"}))  # fmt: skip

    assert (done.encoding, done.accepted, done.rejected) == ("cp932", 44_001, 1)
    assert max(found)[6] == "画面照会"


def quoted(line: str, columns: set[int]) -> str:
    return ",".join(f'"{value}"' if place in columns else value for place, value in enumerate(line.split(",")))


@pytest.mark.parametrize("columns", [set(c) for n in range(1, 5) for c in itertools.combinations(range(4), n)])
def test_a_block_quoted_column_by_column_is_plain_without_its_quotes(columns: set[int]) -> None:
    rows = lines(40)
    block = "".join(quoted(row, columns) + "\n" for row in rows).encode()

    assert Shape(",", 4).plain(block) == ("".join(row + "\n" for row in rows).encode(), 40)


FIELD = st.text(alphabet='a ,"\nあ', max_size=4)


@given(st.lists(st.lists(FIELD, min_size=2, max_size=3), min_size=1, max_size=5))
def test_what_counts_as_plain_reads_as_the_csv_reader_reads_it(rows: list[list[str]]) -> None:
    block = "".join(",".join(row) + "\n" for row in rows)

    found = Shape(",", 2).plain(block.encode())

    if found is not None:
        text, count = found
        assert text.decode() == "".join(",".join(row) + "\n" for row in csv.reader(block.splitlines(keepends=True)))
        assert count == block.count("\n")


@given(st.lists(st.lists(st.text(alphabet="aあ 1", max_size=3), min_size=3, max_size=3), min_size=1, max_size=6))
def test_quoting_every_field_never_hides_a_row(rows: list[list[str]]) -> None:
    bare = "".join(",".join(row) + "\n" for row in rows).encode()
    full = "".join(",".join(f'"{field}"' for field in row) + "\n" for row in rows).encode()

    assert Shape(",", 3).plain(full) == Shape(",", 3).plain(bare) == (bare, len(rows))


def test_joined_files_read_as_one(tmp_path: Path) -> None:
    with Door(directories=[tmp_path], engine="duckdb") as door:  # writes the files as reading in does
        for number in range(5):
            door.execute(
                f"COPY (SELECT range + {number * 300_000} AS n, 'x' || (range % 9) AS t, range / 7 AS d, "
                "range % 2 = 0 AS b, CASE WHEN range % 3 = 0 THEN md5(range::VARCHAR) END AS h FROM range(300000)) "
                f"TO '{tmp_path}/{number}.parquet' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
            )

        rows = join([tmp_path / f"{number}.parquet" for number in range(5)], tmp_path / "all.parquet")

        single = f"read_parquet('{tmp_path}/[0-4].parquet')"
        facts = (
            "count(*), sum(n), min(n), max(n), count(h), sum(hash(n, t, d, b, h)), round(sum(d)), count(*) FILTER (b)"
        )
        [whole] = door.query(f"SELECT {facts} FROM read_parquet('{tmp_path}/all.parquet')")
        assert rows == whole[0] == 1_500_000
        assert [whole] == door.query(f"SELECT {facts} FROM {single}")
        assert door.query(f"SELECT count(*) FROM read_parquet('{tmp_path}/all.parquet') WHERE n BETWEEN 299990 AND 300009") == [(20,)]  # fmt: skip
        assert [row[0] for row in door.query(f"SELECT n FROM read_parquet('{tmp_path}/all.parquet', file_row_number = true) WHERE file_row_number IN (0, 1499999)")] == [0, 1499999]  # fmt: skip


def test_what_is_no_parquet_file_is_not_joined(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PAR1 no footer here")

    with pytest.raises(ValueError, match="not a Parquet file"):
        join([tmp_path / "x"], tmp_path / "y")


def test_files_that_differ_in_what_may_be_null_are_not_joined(tmp_path: Path) -> None:
    with Door(directories=[tmp_path], engine="duckdb") as door:  # writes the files as reading in does
        door.execute(f"COPY (SELECT 1 AS n) TO '{tmp_path}/a.parquet'")
        door.execute(f"COPY (SELECT nullif(range, 3) AS n FROM range(9)) TO '{tmp_path}/b.parquet'")

    with pytest.raises(SchemasDifferError):
        join([tmp_path / "a.parquet", tmp_path / "b.parquet"], tmp_path / "c.parquet")
