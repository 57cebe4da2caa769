"""Codes of free text as rows of a table; the texts themselves never come along."""

import pytest

from engines.columnar.door import Door
from reports.dataset import export
from surveys.coding.actions import assign_codes
from tests.factories import make_person, make_world
from tests.surveys.coding.worlds import coding_world

pytestmark = pytest.mark.django_db


def test_codes_become_a_column_and_what_is_left_over_is_uncoded(tmp_path):
    world = make_world()
    make_person(world.case, "P-001")
    make_person(world.case, "P-002")
    frame, given = coding_world(world)
    assign_codes(frame=frame, answer=given["P-001"].public_id, codes=["order", "care"], by=world.by)

    export(world.case, tmp_path)

    with Door(directories=[tmp_path]) as door:
        door.register_parquet("answers_why", tmp_path / "answers_why.parquet")
        rows = door.query("SELECT person_no, why__coded FROM answers_why ORDER BY person_no")
    assert rows == [
        ("P-001", ["care", "order"]),
        ("P-002", ["uncoded"]),
        ("P-003", ["uncoded"]),
    ]
    assert "上司に言われて見た".encode() not in (tmp_path / "answers_why.parquet").read_bytes()
