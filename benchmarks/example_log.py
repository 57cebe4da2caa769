"""A log made of nothing but numbers: the same file for the same size, on any machine."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TypeVar

import duckdb

from engines.columnar.logs import LogMapping

KEY = b"a key for benchmarks, 32 bytes !"
PEOPLE = 4000
HEADER = ("操作日時", "ユーザID", "端末番号", "画面", "契約番号", "事業者区分", "法個区分", "小売電気事業者", "操作")
MAPPING = LogMapping(
    columns=dict(
        zip(
            ("at", "login", "terminal", "screen", "contract", "category", "customer_kind", "retailer", "action"),
            HEADER,
            strict=True,
        )
    ),
    constants={"system": "crm"},
    values={"category": {"他社": "np", "最終保障": "lr", "買取": "fit", "自社": "own"}},
    formats={"at": "%Y/%m/%d %H:%M:%S"},
)
T = TypeVar("T")


def make_log(path: Path, rows: int) -> Path:
    """A CSV of `rows` lines in time order: 62 days, 4,000 log-in ids, a contract for every eleven rows."""
    columns = ", ".join(
        f'{expression} AS "{name}"'
        for name, expression in zip(
            HEADER,
            (
                f"strftime(TIMESTAMP '2022-11-20' + to_seconds(range * 5356800 // {rows}), '%Y/%m/%d %H:%M:%S')",
                f"printf('ME%05d', CAST(hash(range) % {PEOPLE} AS BIGINT))",
                "printf('T%04d', CAST(hash(range + 1) % 900 AS BIGINT))",
                "['契約照会', '使用量履歴', '設備情報', '料金照会'][1 + CAST(hash(range + 2) % 4 AS BIGINT)]",
                f"printf('03-%08d-%d', CAST(hash(range + 3) % ({rows} // 11 + 1) AS BIGINT), CAST(hash(range + 3) % 7 AS BIGINT))",
                "['他社', '最終保障', '買取', '自社'][1 + CAST(hash(range + 4) % 4 AS BIGINT)]",
                "['個人', '法人'][1 + CAST(hash(range + 5) % 2 AS BIGINT)]",
                "printf('R%03d', CAST(hash(range + 6) % 200 AS BIGINT))",
                "'照会'",
            ),
            strict=True,
        )
    )
    duckdb.connect().execute(f"COPY (SELECT {columns} FROM range({rows})) TO '{path}' (HEADER, DELIMITER ',')")
    return path


def timed(action: Callable[[], T], *, rounds: int = 1) -> tuple[float, T]:
    """The median of some rounds, in seconds, and the result."""
    seconds, result = list[float](), None
    for _ in range(rounds):
        start = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - start)
    return median(seconds), result  # type: ignore[return-value]


def peak_mib() -> float:
    """The peak of this process's memory. Where Linux says it of the program alone: ru_maxrss begins with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def two_threads() -> Iterator[duckdb.DuckDBPyConnection]:
    """Bare DuckDB with the limits that the product has."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '2GB'")
    yield connection
    connection.close()
