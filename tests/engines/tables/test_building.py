"""How tables are counted and what their checks find, on small made-up data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.columnar.door import write_parquet
from engines.tables import Table, build_tables, read_table
from tests.engines.tables.worlds import ANSWER, INVITED, VIEWS, answer, invited, view

QUESTIONS = {"seen": "VARCHAR", "why": "VARCHAR[]"}
OWN = {"id": "own", "label": "当社", "where": {"column": "affiliation", "eq": "own"}}
OTHERS = {"id": "contractor", "label": "委託先", "where": {"column": "affiliation", "eq": "contractor"}}
TOTAL = {"id": "total", "label": "合計", "total": "distinct"}
BASE = {"id": "respondents", "sentence": "回答者。", "from": "answers_x"}


def table(**changes: Any) -> dict[str, Any]:
    options = {
        "question": "seen",
        "kind": "single",
        "choices": [{"code": "yes", "label": "はい"}, {"code": "no", "label": "いいえ"}],
    }
    spec: dict[str, Any] = {"id": "t", "title": "表", "unit": "人", "base": BASE, "from": "answers_x"}
    spec |= {"form": "n (p)", "columns": [OWN, OTHERS, TOTAL], "options": options}
    return {name: value for name, value in (spec | changes).items() if value is not None}


def build(folder: Path, answers: list[dict[str, Any]], **changes: Any) -> Table:
    write_parquet(folder / "answers_x.parquet", ANSWER | QUESTIONS, answers)
    return build_tables([read_table(table(**changes))], folder)[0]


def printed(found: Table) -> list[list[str]]:
    return [[cell.printed.ja for cell in row.cells] for row in found.rows]


def test_a_person_asked_in_two_waves_counts_once_with_the_latest_answer(tmp_path: Path) -> None:
    first = answer("A", "own", "w1", seen="no", submitted_at="2023-01-24 01:00:00")
    second = answer("A", "own", "w2", seen="yes", submitted_at="2023-02-01 01:00:00")
    other = answer("B", "contractor", "w1", seen="no")

    found = build(tmp_path, [first, second, other])

    assert printed(found) == [["1 (100%)", "0 (0%)", "1 (50.0%)"], ["0 (0%)", "1 (100%)", "1 (50.0%)"]]
    assert "最後に提出された回答" in found.notes[-1].ja


def test_a_universe_of_one_wave_leaves_the_other_out(tmp_path: Path) -> None:
    first = answer("A", "own", "w1", seen="no", submitted_at="2023-01-24 01:00:00")
    second = answer("A", "own", "w2", seen="yes", submitted_at="2023-02-01 01:00:00")

    found = build(tmp_path, [first, second], waves=["w1"], base=BASE | {"waves": ["w1"]})

    assert printed(found)[0] == ["0 (0%)", "0 (—)", "0 (0%)"]


def test_a_share_of_nobody_prints_a_dash_and_zero_prints_zero(tmp_path: Path) -> None:
    found = build(tmp_path, [answer("A", "own", "w1", seen="yes")])

    assert printed(found)[0] == ["1 (100%)", "0 (—)", "1 (100%)"]
    assert (found.cell("yes", "contractor").n, found.cell("yes", "contractor").p) == (0, None)


def test_people_of_no_column_make_the_total_check_fail(tmp_path: Path) -> None:
    found = build(tmp_path, [answer("A", "own", "w1", seen="yes"), answer("B", "affiliate", "w1", seen="yes")])

    assert [check.id for check in found.failed] == ["columns_sum_to_total"]
    assert found.failed[0].message.ja == "「はい」で、内訳の計1と合計2が合いません。"


def test_an_answer_code_that_the_table_does_not_list_is_found(tmp_path: Path) -> None:
    found = build(tmp_path, [answer("A", "own", "w1", seen="yes"), answer("B", "own", "w1", seen="maybe")])

    assert [check.id for check in found.failed] == ["rows_sum_to_base", "known_answer_codes"]
    assert found.failed[1].message.en == "1 people gave an answer that the table does not list."


def test_multiple_answers_may_add_up_to_more_than_everybody(tmp_path: Path) -> None:
    options = {"question": "why", "kind": "multiple", "sort": "total", "last": ["other"]}
    choices = [{"code": code, "label": code} for code in ("other", "a", "b")]
    people = [answer(name, "own", "w1", seen="yes", why=["b", "other"]) for name in "ABC"]

    found = build(tmp_path, [*people, answer("D", "own", "w1", why=["a"])], options=options | {"choices": choices})

    assert [row.id for row in found.rows] == ["b", "a", "other"]
    assert printed(found)[0] == ["3 (75.0%)", "0 (—)", "3 (75.0%)"]
    assert found.failed == ()


def test_shares_of_answers_are_not_shares_of_people(tmp_path: Path) -> None:
    options = {"question": "why", "kind": "multiple", "choices": [{"code": c, "label": c} for c in "ab"]}
    base = {"id": "chosen", "sentence": "選ばれた数。", "from": "answers_x", "count": "selections", "question": "why"}
    people = [answer("A", "own", "w1", why=["a", "b"]), answer("B", "own", "w1", why=["a"])]

    found = build(tmp_path, people, options=options, base=base)

    assert [row[0] for row in printed(found)] == ["2 (66.7%)", "1 (33.3%)"]
    assert [row.cells[0].base_n for row in found.rows] == [3, 3]


def test_answers_outside_the_universe_are_left_out_and_said(tmp_path: Path) -> None:
    options = {"question": "why", "kind": "multiple", "choices": [{"code": "a", "label": "a"}]}
    people = [answer("A", "own", "w1", seen="yes", why=["a"]), answer("B", "own", "w1", seen="no", why=["a"])]
    viewers = {"column": "seen", "eq": "yes"}

    found = build(tmp_path, people, options=options, where=viewers, base=BASE | {"where": viewers})

    assert printed(found) == [["1 (100%)", "0 (—)", "1 (100%)"]]
    assert [check.id for check in found.failed] == ["answers_outside_universe"]


def test_a_number_above_its_base_is_found(tmp_path: Path) -> None:
    base = BASE | {"where": {"column": "seen", "eq": "no"}}

    found = build(tmp_path, [answer("A", "own", "w1", seen="yes")], base=base)

    assert "numerator_within_base" in [check.id for check in found.failed]


def test_interviews_and_proxies_are_footnoted(tmp_path: Path) -> None:
    spoken = answer("A", "own", "w1", seen="yes") | {"mode": "interview"}
    proxy = answer("B", "own", "w1", seen="no") | {"mode": "proxy"}

    found = build(tmp_path, [spoken, proxy, answer("C", "own", "w1", seen="no")])

    assert [note.ja for note in found.notes] == [
        "※ 回答のうち2人分は、本人の入力ではなく、聞き取りまたは代理の方の回答によるものです。"
    ]


def test_people_invited_to_two_waves_are_asked_once(tmp_path: Path) -> None:
    asked = [invited("A", "own", "w1", "x"), invited("A", "own", "w2", "x"), invited("B", "own", "w1", "x")]
    write_parquet(tmp_path / "invited.parquet", INVITED, asked)
    base = {"id": "asked", "sentence": "対象者。", "from": "invited"}
    row = {"id": "answered", "label": "回答者"}

    found = build(tmp_path, [answer("A", "own", "w1", seen="yes")], base=base, options=None, rows=[row])

    assert printed(found) == [["1 (50.0%)", "0 (—)", "1 (50.0%)"]]


def test_a_sum_with_a_part_that_is_not_computed_is_not_computed(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "label": "a", "where": {"column": "seen", "eq": "yes"}},
        {"id": "b", "label": "b", "cells": {"own": "none"}},
        {"id": "sum", "label": "計", "total": "sum"},
    ]

    found = build(tmp_path, [answer("A", "own", "w1", seen="yes")], form="n", options=None, rows=rows)

    assert [row[0] for row in printed(found)] == ["1", "—", "—"]


def test_use_that_could_not_be_attributed_counts_as_views_and_not_as_people(tmp_path: Path) -> None:
    rows = [view("I-1", "c1", person_no="P1"), view("I-1", "c1", person_no="P1"), view("I-1", "c2", person_no=None)]
    write_parquet(tmp_path / "views.parquet", VIEWS, rows)
    columns = [{"id": count, "label": count, "count": count} for count in ("rows", "people", "contracts")]
    spec = table(options=None, form="n", columns=columns, rows=[{"id": "all", "label": "全て"}])
    spec |= {"from": "views", "base": {"id": "log", "sentence": "ログ。"}}

    found = build_tables([read_table(spec)], tmp_path)[0]

    assert printed(found) == [["3", "1", "2"]]
    assert [rule.en.split(":")[0] for rule in found.rules] == ["Views", "Viewers in the log", "Contracts"]


@pytest.mark.parametrize("others", [(), ("contracts",)])
def test_lines_that_a_scope_joins_are_one_view(tmp_path: Path, others: tuple[str, ...]) -> None:
    rows = [view("I-1", "c1", begins=begins) for begins in (True, False, True)]
    write_parquet(tmp_path / "views.parquet", VIEWS | {"begins": "BOOLEAN"}, rows)
    columns = [{"id": count, "label": count, "count": count} for count in ("rows", *others)]
    spec = table(options=None, form="n", columns=columns, rows=[{"id": "all", "label": "全て"}])
    spec |= {"from": "views", "base": {"id": "log", "sentence": "ログ。"}}

    found = build_tables([read_table(spec)], tmp_path)[0]

    assert printed(found) == [["2", "1"][: len(columns)]]


def test_a_table_that_the_data_cannot_answer_says_so_and_leaves_the_others_alone(tmp_path: Path) -> None:
    write_parquet(tmp_path / "answers_x.parquet", ANSWER | QUESTIONS, [answer("A", "own", "w1", seen="yes")])
    wrong = table(options=None, rows=[{"id": "r", "label": "r", "where": {"column": "sene", "eq": "yes"}}])

    bad, good = build_tables([read_table(wrong), read_table(table())], tmp_path)

    assert (bad.rows, [check.id for check in bad.failed]) == ((), ["spec"])
    assert bad.failed[0].message.en.startswith("The data have no column “sene”")
    assert len(good.rows) == 2


def test_values_with_quotes_are_values_and_nothing_else(tmp_path: Path) -> None:
    rows = [{"id": "r", "label": "r", "where": {"column": "seen", "eq": "'; DROP TABLE answers_x; --"}}]

    found = build(tmp_path, [answer("A", "own", "w1", seen="yes")], options=None, rows=rows, form="n")

    assert printed(found) == [["0", "0", "0"]]


PERSON = st.tuples(st.sampled_from(["own", "contractor"]), st.sampled_from(["yes", "no"]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PERSON, max_size=40))
@pytest.mark.slow
def test_single_answers_of_any_people_pass_every_check(tmp_path: Path, people: list[tuple[str, str]]) -> None:
    rows = [answer(f"P{number}", where, "w1", seen=seen) for number, (where, seen) in enumerate(people)]

    found = build(tmp_path, rows)

    assert found.failed == ()
    assert [row.cells[2].n for row in found.rows] == [sum(seen == code for _, seen in people) for code in ("yes", "no")]
