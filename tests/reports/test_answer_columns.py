"""What of an answer becomes a column: never text that somebody wrote."""

from typing import Any

from reports.answer_columns import columns_of


def question(name: str, kind: str, **facts: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": {}, **facts}


DEFINITION = {
    "sections": [
        {
            "questions": [
                question("amount", "decimal"),
                question("at", "time"),
                question("why", "text"),
                question("order", "rank"),
                question("score", "calculate", calculation="${amount} * 2"),
                question("words", "calculate", calculation="concat('x', ${why})"),
                question("again", "calculate", calculation="concat(${words}, 'y')"),
                question(
                    "visits",
                    "repeat",
                    questions=[
                        question("place", "select_one"),
                        question("minutes", "integer"),
                        question("remark", "text"),
                    ],
                ),
            ]
        }
    ]
}


def test_ranks_repeats_and_calculations_are_counted() -> None:
    columns = columns_of(DEFINITION)
    answers = {
        "order": ["b", "a"],
        "score": 4,
        "visits": [{"place": "desk", "minutes": 5}, {"place": "desk"}, {"place": "home", "minutes": 7}],
    }

    assert {name: column.read(answers) for name, column in columns.items()} == {
        "amount": None,
        "at": None,
        "order": ["b", "a"],
        "order__first": "b",
        "score": "4",
        "visits__rows": 3,
        "visits__place": ["desk", "home"],
        "visits__minutes__sum": "12",
    }


def test_free_text_is_no_column_however_it_was_calculated() -> None:
    assert not {"why", "words", "again", "visits__remark"} & set(columns_of(DEFINITION))


def test_each_kind_has_its_type() -> None:
    kinds = {name: column.kind for name, column in columns_of(DEFINITION).items()}

    assert (kinds["amount"], kinds["at"], kinds["order"], kinds["visits__rows"]) == (
        "DECIMAL(38,20)",
        "TIME",
        "VARCHAR[]",
        "BIGINT",
    )
