"""Options counted together: tables use the mapping, say so below, and without one nothing changes."""

import pytest

from engines.tables import read_table
from reports.counting import count_afresh
from surveys.actions import close_wave, record_answers
from surveys.library import entry
from surveys.logic import Member, Pool
from surveys.pooling.actions import pool_options
from tests.factories import make_person, make_world
from tests.surveys.factories import make_version, make_wave

pytestmark = pytest.mark.django_db
POOL = Pool(
    "found_myself",
    {"ja": "自ら発見", "en": "Found it myself"},
    frozenset({Member("a", "a3_routes", "self_found"), Member("b", "b3_routes", "self_found")}),
)
PEOPLE = {"ja": "人", "en": "people"}
ACROSS = {
    "id": "across",
    "title": "全体",
    "unit": PEOPLE,
    "from": "pooled",
    "base": {"id": "b", "sentence": "母数", "from": "people"},
    "columns": [{"id": "all", "label": "計"}],
    "rows": [{"id": "found", "label": "自ら発見", "where": {"column": "meaning", "eq": "found_myself"}}],
}
WITHIN = {
    "id": "within",
    "title": "経路",
    "unit": PEOPLE,
    "from": "answers_a",
    "base": {"id": "b", "sentence": "母数", "from": "answers_a"},
    "columns": [{"id": "all", "label": "計"}],
    "options": {
        "question": "a3_routes__pooled",
        "kind": "multiple",
        "choices": [{"code": "found_myself", "label": "自ら発見"}, {"code": "boss", "label": "上司"}],
    },
}
PLAIN = {
    **WITHIN,
    "id": "plain",
    "options": {
        "question": "a3_routes",
        "kind": "multiple",
        "choices": [{"code": "self_found", "label": "発見"}, {"code": "boss", "label": "上司"}],
    },
}


@pytest.fixture
def world():
    world = make_world()
    for no in ("P-001", "P-002", "P-003"):
        make_person(world.case, no)
    waves = {}
    for code in ("a", "b"):
        version = make_version(world.case, path=entry(code.upper()).path, code=code)
        waves[code] = make_wave(world.case, code=f"w-{code}", version=version)
    said = [
        ("a", "P-001", ["self_found", "boss"]),
        ("a", "P-002", ["boss"]),
        ("b", "P-001", ["self_found"]),
        ("b", "P-003", ["self_found"]),
    ]
    for code, no, routes in said:
        person = world.case.roster.people.get(no=no)
        record_answers(
            wave=waves[code],
            person=person,
            answers={f"{code}1_viewed": "yes", f"{code}3_routes": routes},
            mode="import",
            by=world.by,
        )
    for wave in waves.values():
        close_wave(wave=wave, by=world.by)
    return world


def numbers(table):
    return {row.id: row.cells[0].n for row in table.rows}


def tables(world, *specs):
    return count_afresh(world.case, list(specs)).tables


@pytest.mark.acceptance("CB-67")
def test_people_count_once_over_questionnaires_and_the_table_says_what_it_counts(world):
    pool_options(case=world.case, pools=[POOL], reason="同じ場面", by=world.by)

    (table,) = tables(world, ACROSS)

    assert numbers(table) == {"found": 2}
    assert [note.ja for note in table.notes if "まとめて" in note.ja] == [
        "※ 「自ら発見」は、次の選択肢をまとめて数えています：a「問合せ対応等で自ら発見」、b「問合せ対応等で自ら発見」。"
    ]
    assert [note.en[:47] for note in table.notes if "together" in note.en] == [
        "* “Found it myself” counts these options togeth"
    ]


def test_a_question_is_counted_by_meaning_beside_options_of_its_own(world):
    pool_options(case=world.case, pools=[POOL], reason="同じ場面", by=world.by)

    within, plain = tables(world, WITHIN, PLAIN)

    assert numbers(within) == {"found_myself": 1, "boss": 2}
    assert any("まとめて" in note.ja for note in within.notes)
    assert not any("まとめて" in note.ja for note in plain.notes)


def test_without_a_mapping_there_is_nothing_to_count_by_and_other_tables_stay(world):
    (before,) = tables(world, PLAIN)
    (missing,) = tables(world, ACROSS)
    pool_options(case=world.case, pools=[POOL], reason="同じ場面", by=world.by)
    (after,) = tables(world, PLAIN)

    assert missing.rows == ()
    assert [check.id for check in missing.checks if not check.ok] == ["spec"]
    assert after == before


def test_an_exact_version_goes_before_every_version(world):
    exact = Pool("other", {"ja": "別"}, frozenset({Member("a", "a3_routes", "self_found", 1)}))
    pool_options(case=world.case, pools=[POOL, exact], reason="第1版では意味が違う", by=world.by)

    (within,) = tables(world, WITHIN)

    assert numbers(within) == {"found_myself": 0, "boss": 2}


def test_the_specification_is_read_like_any_other():
    assert read_table(ACROSS, "across").relation == "pooled"
