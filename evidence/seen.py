"""What values the logs of a case hold, for choosing among them."""

from __future__ import annotations

from casework.models import Case
from evidence.inputs import Inputs
from evidence.workspace import log_of

COLUMNS = {
    "screens": "screen",
    "categories": "category",
    "actions": "action",
    "retailers": "retailer",
}
MOST = 200


def seen_values(case: Case) -> dict[str, list[tuple[str, int]]]:
    """Per kind of condition the values of the logs with their rows, the most frequent first, at most MOST."""
    with log_of(Inputs(case, rules=(), selections={})) as (door, _folder):
        return {
            name: [
                (str(value), int(rows))
                for value, rows in door.query(
                    f"SELECT {column}, count(*) AS n FROM log_rows WHERE {column} IS NOT NULL "  # noqa: S608 -- our own words
                    f"GROUP BY {column} ORDER BY n DESC, {column} LIMIT {MOST}"
                )
            ]
            for name, column in COLUMNS.items()
        }
