from pathlib import Path

import pytest

from engines.tables import Table, suppress
from tests.engines.tables.test_building import build, printed
from tests.engines.tables.worlds import answer


def people(own: int, contractor: int, *, seen: str, start: int) -> list[dict[str, object]]:
    where = ["own"] * own + ["contractor"] * contractor
    return [answer(f"{seen}{start + number}", place, "w1", seen=seen) for number, place in enumerate(where)]


@pytest.fixture
def small(tmp_path: Path) -> Table:
    return build(tmp_path, people(2, 30, seen="yes", start=0) + people(40, 50, seen="no", start=0), form="n")


def test_a_small_count_is_hidden_and_cannot_be_worked_out_again(small: Table) -> None:
    assert printed(small) == [["2", "30", "32"], ["40", "50", "90"]]

    hidden = suppress(small, below=5)

    assert printed(hidden) == [["＊", "＊", "32"], ["＊", "＊", "90"]]
    assert hidden.notes[-1].ja.startswith("※ ＊は、5未満の数")


def test_without_a_threshold_nothing_is_hidden(small: Table) -> None:
    assert suppress(small, below=0) is small


def test_zero_is_not_a_small_count(tmp_path: Path) -> None:
    table = build(tmp_path, people(0, 30, seen="yes", start=0) + people(40, 50, seen="no", start=0), form="n")

    assert suppress(table, below=5) is table
