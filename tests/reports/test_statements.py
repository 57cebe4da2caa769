from pathlib import Path

import pytest

from engines.tables import Table
from reports.statements import Piece, paragraphs
from tests.engines.tables.test_building import build
from tests.engines.tables.worlds import answer


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Table]:
    people = [answer("A", "own", "w1", seen="yes"), answer("B", "own", "w1", seen="no"), answer("C", "own", "w1")]
    return {"t": build(tmp_path, people)}


def pieces(text: str, tables: dict[str, Table]) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for line in paragraphs(text, tables, "ja") for piece in line]


def test_a_bound_number_is_what_the_cell_prints(tables: dict[str, Table]) -> None:
    assert paragraphs("合計は[[t.yes.own]]。", tables, "ja") == [
        [Piece("合計は"), Piece("1 (33.3%)", "bound", "t.yes.own"), Piece("。")]
    ]


def test_parts_of_a_cell_can_be_named(tables: dict[str, Table]) -> None:
    text = "[[t.yes.own:base]]人のうち[[t.yes.own:n]]人（[[t.yes.own:p]]）"

    assert [piece for piece in pieces(text, tables) if piece[0] == "bound"] == [
        ("bound", "3"),
        ("bound", "1"),
        ("bound", "33.3%"),
    ]


@pytest.mark.parametrize("reference", ["t.yes.nobody", "t.maybe.own", "u.yes.own"])
def test_a_cell_that_does_not_exist_is_not_guessed(reference: str, tables: dict[str, Table]) -> None:
    assert pieces(f"[[{reference}]]", tables) == [("unknown", reference)]


@pytest.mark.acceptance("CB-18")
@pytest.mark.parametrize("number", ["約4割", "2,382人", "59.3%", "１２件"])
def test_a_number_bound_to_nothing_is_found(number: str, tables: dict[str, Table]) -> None:
    assert pieces(f"全体の{number}です。", tables) == [("plain", "全体の"), ("loose", number), ("plain", "です。")]


def test_a_year_is_not_a_figure(tables: dict[str, Table]) -> None:
    assert pieces("2023年2月17日に報告した。", tables) == [("plain", "2023年2月17日に報告した。")]


def test_every_line_is_a_paragraph(tables: dict[str, Table]) -> None:
    assert len(paragraphs("一\n\n二\n", tables, "ja")) == 2
