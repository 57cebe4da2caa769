"""Numbers and days have an order; what was not answered is on neither side."""

from pathlib import Path

import pytest

from engines.columnar.door import write_parquet
from engines.tables import TableError, build_tables, read_table


def counted(folder: Path, column: str, limit: object) -> list[int | None]:
    write_parquet(
        folder / "answers_q.parquet",
        {
            "wave": "VARCHAR",
            "person_no": "VARCHAR",
            "mode": "VARCHAR",
            "ordinal": "INTEGER",
            "submitted_at": "TIMESTAMP",
        }
        | {"day": "DATE", "n": "BIGINT", "code": "VARCHAR"},
        [
            {"wave": "w", "person_no": f"P{place}", "day": day, "n": n, "code": "a"}
            for place, (day, n) in enumerate([("2019-03-31", 1), ("2019-04-01", 5), (None, None)])
        ],
    )
    where = {"column": column, "below": limit}
    spec = {
        "id": "t",
        "title": "t",
        "unit": "人",
        "from": "answers_q",
        "base": {"id": "b", "sentence": "b"},
        "rows": [{"id": "below", "label": "b", "where": where}, {"id": "rest", "label": "r", "where": {"not": where}}],
        "columns": [{"id": "n", "label": "n"}],
    }
    table = build_tables([read_table(spec)], folder)[0]
    if table.failed:
        raise TableError("wrong_type", value=str(limit), kind=column)
    return [row.cells[0].n for row in table.rows]


@pytest.mark.parametrize(("column", "limit"), [("day", "2019-04-01"), ("n", 5)])
def test_below_is_earlier_or_smaller(tmp_path: Path, column: str, limit: object) -> None:
    assert counted(tmp_path, column, limit) == [1, 2]


@pytest.mark.parametrize(("column", "limit"), [("code", "b"), ("day", "soon"), ("day", 5), ("n", "5"), ("n", True)])
def test_what_has_no_order_is_refused(tmp_path: Path, column: str, limit: object) -> None:
    with pytest.raises(TableError):
        counted(tmp_path, column, limit)
