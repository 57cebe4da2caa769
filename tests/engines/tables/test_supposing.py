"""What tables would say if some rows held other values: the same as over files that hold them."""

from __future__ import annotations

from pathlib import Path

from engines.columnar.door import write_parquet
from engines.tables import (
    Change,
    Recoded,
    Table,
    TableSpec,
    build_supposing,
    build_tables,
    may_move,
    read_table,
    reads_of,
)
from tests.engines.tables.test_building import QUESTIONS, table
from tests.engines.tables.worlds import ANSWER, VIEWS, answer, view

LOG = {
    "id": "log",
    "title": "ログ",
    "unit": "人",
    "from": "views",
    "count": "people",
    "base": {"id": "none", "sentence": "なし"},
    "columns": [{"id": "n", "label": "人数"}, {"id": "rows", "label": "件数", "count": "rows"}],
    "rows": [{"id": "all", "label": "全体"}],
}
SAID = Change("answers_x", {"person_no": "a", "wave": ["w1", "w2"]}, {"seen": "yes", "why": "told"})
UNSEEN = Change("views", {"person_no": "a", "incident": "I-1"}, {"person_no": None})


def specs() -> list[TableSpec]:
    return [read_table(table(), "t"), read_table(LOG, "log")]


def written(folder: Path, *, seen: str = "no", person: str | None = "a") -> Path:
    folder.mkdir()
    answers = [answer("a", "own", "w1", seen=seen), answer("b", "contractor", "w1", seen="yes")]
    write_parquet(folder / "answers_x.parquet", ANSWER | QUESTIONS, answers)
    rows = [view("I-1", "k1", person_no=person), view("I-1", "k2", person_no="b"), view("I-2", "k3", person_no="b")]
    write_parquet(folder / "views.parquet", VIEWS, rows)
    return folder


def cells(tables: list[Table]) -> list[list[str]]:
    return [[cell.printed.ja for cell in row.cells] for one in tables for row in one.rows]


def test_a_supposition_says_what_files_with_those_values_say(tmp_path: Path) -> None:
    plain, supposed = build_supposing(specs(), written(tmp_path / "as_is"), [[SAID], [UNSEEN], [SAID, UNSEEN]])

    assert plain == build_tables(specs(), tmp_path / "as_is")
    assert cells(supposed[0]) == cells(build_tables(specs(), written(tmp_path / "said", seen="yes")))
    assert cells(supposed[1]) == cells(build_tables(specs(), written(tmp_path / "unseen", person=None)))
    both = written(tmp_path / "both", seen="yes", person=None)
    assert cells(supposed[2]) == cells(build_tables(specs(), both))
    assert cells(plain) != cells(supposed[0]) != cells(supposed[1])


def test_codes_that_are_not_named_stay(tmp_path: Path) -> None:
    recoded = Change("answers_x", {"wave": "w1"}, {"seen": Recoded({"no": "yes"})})

    _plain, [supposed] = build_supposing(specs(), written(tmp_path / "as_is"), [[recoded]])

    assert cells(supposed) == cells(build_tables(specs(), written(tmp_path / "other", seen="yes")))


def test_a_change_of_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    elsewhere = [Change("comparison", {"person_no": "a"}, {"logged": False}), Change("views", {"no": "a"}, {"no": "b"})]

    plain, [supposed] = build_supposing(specs(), written(tmp_path / "as_is"), [elsewhere])

    assert supposed == plain


def test_only_tables_that_read_a_changed_column_may_move() -> None:
    answers, log = specs()

    assert [may_move(answers, [SAID]), may_move(log, [SAID])] == [True, False]
    assert [may_move(answers, [UNSEEN]), may_move(log, [UNSEEN])] == [False, True]
    assert not may_move(log, [Change("views", {"incident": "I-1"}, {"contract": None})])


def test_a_table_names_all_columns_that_it_looks_at() -> None:
    answers, log = specs()

    assert reads_of(answers) == {"answers_x": {"affiliation", "seen"}}
    assert reads_of(log) == {"views": {"person_no"}}
