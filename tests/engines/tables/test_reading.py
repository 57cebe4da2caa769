from typing import Any

import pytest

from engines.tables import TableError, read_table, resolve
from tests.engines.tables.test_building import BASE, OWN, table


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": None}, "“table.title” is missing."),
        ({"form": "percent"}, "“table.form” is “percent”; it must be one of n, n (p), p."),
        ({"colums": []}, "“table.colums” is not known here"),
        ({"columns": [OWN, OWN]}, "“table.columns” has “own” twice."),
        ({"where": {"column": "seen"}}, "“table.where” must hold exactly one condition"),
        ({"where": {"all": [{"column": "seen", "eq": 1.5}]}}, "“table.where.all[1].eq” must be text"),
        ({"base": {"id": "b"}}, "“table.base.sentence” is missing."),
        ({"options": None}, "“table.rows” is missing."),
        ({"rows": [{"id": "r", "label": {"en": "x"}}]}, "“table.rows[1].label” must be a text or a pair"),
        (
            {"base": BASE | {"count": "selections"}},
            "“table.base” counts selections, so it needs a question.",
        ),
        ({"rows": [{"id": "r", "label": "r", "cells": {"own": "—"}}]}, "“table.rows[1].cells.own” must be a table."),
    ],
)
def test_a_wrong_specification_names_its_key(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(table(**changes))

    assert str(caught.value).startswith(message)


def test_an_undefined_base_is_named() -> None:
    with pytest.raises(TableError) as caught:
        resolve({"tables": [table(base="viewers")]})

    assert str(caught.value) == "“tables[1].base” names “viewers”, which is not defined."


def test_named_parts_are_written_into_each_table() -> None:
    document = {
        "bases": {"respondents": {key: value for key, value in BASE.items() if key != "id"}},
        "columns": {"one": [OWN]},
        "tables": [table(base="respondents", columns="one")],
    }

    resolved = resolve(document)

    assert (resolved[0]["base"], resolved[0]["columns"]) == (BASE, [OWN])
    assert read_table(resolved[0]).base.id == "respondents"


def test_the_error_has_a_code_for_the_room_that_translates() -> None:
    with pytest.raises(TableError) as caught:
        read_table(table(title=None))

    assert (caught.value.code, caught.value.params) == ("missing", {"key": "table.title"})
    assert caught.value.words.ja == "「table.title」がありません。"
