"""Which screens were really opened: the list by which the production environment is checked screen by screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.models import Case
from engines.columnar.door import Door
from evidence.queries import newest_views_path

SEEN = """
SELECT system, screen, count(DISTINCT (file_no, file_row)), count(DISTINCT person_no), min(local_date), max(local_date)
FROM views WHERE counted AND screen IS NOT NULL GROUP BY system, screen ORDER BY system, 3 DESC, screen
"""


@dataclass(frozen=True)
class ScreenSeen:
    """One screen of one system (its code): log rows of incidents, distinct people, first and last day."""

    system: str
    screen: str
    views: int
    people: int
    first_on: date
    last_on: date


def screens_of(case: Case) -> list[ScreenSeen]:
    """Every screen that a counted row names, the most opened first within its system; empty before a comparison."""
    path = newest_views_path(case)
    if path is None:
        return []
    with Door(directories=[path.parent]) as door:
        door.register_parquet("views", path)
        return [ScreenSeen(*row) for row in door.query(SEEN)]
