"""The statements of a comparison against the plain ones that say the same slowly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from engines.columnar.door import Door, write_parquet
from engines.columnar.logs import PARQUET_COLUMNS
from evidence import comparing

VIEWS = {
    "incident": "VARCHAR",
    "person_no": "VARCHAR",
    "terminal": "VARCHAR",
    "contract": "VARCHAR",
    "at": "TIMESTAMP",
    "local_date": "DATE",
    "counted": "BOOLEAN",
    "begins": "BOOLEAN",
}
# One row for each person and incident, every «distinct» said as such.
PLAIN = """
SELECT incident, person_no, min("at") AS first_at, max("at") AS last_at,
       CAST(sum(CASE WHEN begins THEN 1 ELSE 0 END) AS BIGINT) AS views,
       count(DISTINCT contract) AS contracts, count(DISTINCT terminal) AS terminals, count(DISTINCT local_date) AS days
FROM views WHERE counted AND person_no IS NOT NULL GROUP BY incident, person_no ORDER BY incident, person_no
"""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with Door(directories=[tmp_path], joins_as_written=True) as opened:
        yield opened


def drawn(seed: int, *, rows: int, days: int) -> list[dict[str, object]]:
    """Rows with everything that may be missing missing now and then."""
    draw = Random(seed)

    def one() -> dict[str, object]:
        at = datetime(2022, 11, 20, tzinfo=UTC) + timedelta(days=draw.randrange(days), minutes=draw.randrange(1440))
        return {
            "incident": draw.choice(["I-1", "I-2", "I-10"]),
            "person_no": draw.choice(["P-1", "P-2", "P-3", None]),
            "terminal": draw.choice(["T1", "T2", "T3", None]),
            "contract": draw.choice([*(f"c{number}" for number in range(9)), None]),
            "at": at.replace(tzinfo=None).isoformat(),
            "local_date": at.date().isoformat(),
            "counted": draw.random() < 0.8,
            "begins": draw.random() < 0.7,
        }

    return [one() for _ in range(rows)]


@pytest.mark.parametrize(("rows", "days"), [(0, 1), (7, 3), (200, 63), (400, 64), (900, 400)])
def test_facts_are_what_counting_everything_distinct_gives(door: Door, tmp_path: Path, rows: int, days: int) -> None:
    write_parquet(tmp_path / "views.parquet", VIEWS, drawn(rows, rows=rows, days=days))
    door.register_parquet("views", tmp_path / "views.parquet")

    written = comparing.make_facts(door, tmp_path / "facts.parquet")
    counted = door.copy_to_parquet(PLAIN, tmp_path / "plain.parquet")
    for name in ("facts", "plain"):
        door.register_parquet(name, tmp_path / f"{name}.parquet")

    assert (written, door.query("SELECT * FROM facts")) == (counted, door.query("SELECT * FROM plain"))
    assert door.query("DESCRIBE facts") == door.query("DESCRIBE plain")


SCOPE = {"system": "crm", "category": "np", "minutes": 0, "log_from": "2022-12-01", "log_to": "2022-12-31"}


def placed(door: Door, folder: Path, scopes: list[dict[str, object]], log: list[dict[str, object]]) -> list[object]:
    """(line, incident, inside) of every view."""
    day = date(2022, 12, 5).isoformat()
    rows = [
        {"file_row": number, "at": f"{day} 10:00:00", "local_date": day, "system": "crm", "login": "A", **row}
        for number, row in enumerate(log, 2)
    ]
    write_parquet(folder / "log.parquet", PARQUET_COLUMNS, rows)
    comparing.open_log(door, [(folder / "log.parquet", "crm")])
    comparing.make_seen(door, folder)
    tables = {
        "people": (comparing.PEOPLE, []),
        "terminals": (comparing.TERMINALS, []),
        "identities": (comparing.IDENTITIES, []),
        "explanations": (comparing.RULES, []),
        "scopes": (comparing.SCOPES, [{**SCOPE, "position": place, **one} for place, one in enumerate(scopes)]),
    }
    for name, (columns, filled) in tables.items():
        write_parquet(folder / f"{name}.parquet", columns, filled)
        door.register_parquet(name, folder / f"{name}.parquet")
    comparing.make_views(door, folder)
    door.register_parquet("views", folder / "views.parquet")
    return door.query("SELECT file_row, incident, inside FROM views ORDER BY file_row, incident")  # type: ignore[return-value]


def test_a_row_belongs_to_each_incident_that_claims_it_and_is_kept_outside_once(door: Door, tmp_path: Path) -> None:
    scopes: list[dict[str, object]] = [
        {"incident": "I-1", "screens": ["s1", "s2"]},
        {"incident": "I-2", "category": "lr", "actions": ["read"]},
        {"incident": "I-3", "category": "", "screens": ["s2"]},
    ]
    log: list[dict[str, object]] = [
        {"category": "np", "screen": "s1", "action": "read"},
        {"category": "np", "screen": "s2", "action": "read"},
        {"category": "np", "screen": "s3", "action": "read"},
        {"category": "lr", "screen": None, "action": "read"},
        {"category": "lr", "screen": "s1", "action": None},
        {"category": "own", "screen": "s1", "action": "read"},
        {"category": "own", "screen": None, "action": "read"},
        {"category": "own", "screen": "s3", "action": None},
        {"category": None, "screen": "s2", "action": "read"},
    ]

    assert placed(door, tmp_path, scopes, log) == [
        (2, "I-1", True),
        (3, "I-1", True),
        (3, "I-3", True),
        (5, "I-2", True),
        (7, "I-1", False),
        (8, "I-2", False),
        (10, "I-3", True),
    ]


def test_screens_that_no_scope_asks_about_tell_no_rows_apart(door: Door, tmp_path: Path) -> None:
    log: list[dict[str, object]] = [
        {"category": "np", "screen": "s1"},
        {"category": "own", "screen": None},
        {"category": "np", "screen": None},
    ]

    assert placed(door, tmp_path, [{"incident": "I-1"}, {"incident": "I-2", "category": "lr"}], log) == [
        (2, "I-1", True),
        (3, "I-1", False),
        (4, "I-1", True),
    ]
    assert "i.screen" not in comparing.views_sql(door)
