"""The published tables come out again, cell by cell, from people and log rows that have these margins."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engines.tables import Table, build_tables, read_tables
from tests.engines.tables.worlds import write_hayase, write_minato

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT / "tests" / "data" / "published"
MINATO = [
    "chubu_target-and-respondents",
    "chubu_np_viewers",
    "chubu_np_reasons",
    "chubu_np_routes",
    "chubu_np_told",
    "chubu_np_aware",
    "chubu_np_aware-reasons",
    "chubu_fit_viewers",
    "chubu_fit_reasons",
    "chubu_fit_routes",
    "chubu_fit_told",
    "chubu_fit_aware",
    "chubu_lr_viewers",
    "chubu_lr_reasons",
    "chubu_lr_routes",
    "chubu_lr_told",
    "chubu_lr_aware",
    "chubu_views-and-viewers",
]
HAYASE = [
    "kyushu_log-views-terminals",
    "kyushu_response-rate",
    "kyushu_viewed",
    "kyushu_purpose",
    "kyushu_aware",
]
CORRECTED = {"chubu_fit_reasons": ("新電力等のお客さま", "FIT買取分のお客さま")}  # a slip in the published title
RESPONDENTS = "割合の母数は、アンケートの回答者数です。"
FIT_VIEWERS = "母数は、FIT買取分のお客さま情報を閲覧したことがあると回答した方の人数です。"
LR_VIEWERS = (
    "母数は、顧客管理システムで閲覧したことがあると回答した方の人数です。"
    "もう一つのシステムだけで閲覧した方には、尋ねていません。"
)
VIEWERS = "母数は、閲覧したことがあると回答した方の人数です。"
BASES = {
    "chubu_target-and-respondents": ("調査対象者の人数。", [4047, 1427, 2620]),
    "chubu_np_viewers": (RESPONDENTS, [1404, 2610, 4014]),
    "chubu_np_reasons": (VIEWERS, [452, 1930]),
    "chubu_np_routes": (VIEWERS, [452, 1930, 2382]),
    "chubu_np_told": (VIEWERS, [452, 1930, 2382]),
    "chubu_np_aware": (
        "割合の母数は、閲覧したことがあると回答した方のうち、この設問に回答した方の人数です。",
        [427, 1736, 2163],
    ),
    "chubu_np_aware-reasons": (
        "割合の母数は、問題となることを認識していた方が選んだ理由の延べ数です（複数回答のため、人数ではありません）。",
        [290, 579, 869],
    ),
    "chubu_fit_viewers": (
        "割合の母数は、FIT買取分の設問に回答した方の人数です（アンケート全体の回答者数ではありません）。",
        [1340, 2410, 3750],
    ),
    "chubu_fit_reasons": (FIT_VIEWERS, [114, 511]),
    "chubu_fit_routes": (FIT_VIEWERS, [114, 511, 625]),
    "chubu_fit_told": (FIT_VIEWERS, [114, 511, 625]),
    "chubu_fit_aware": (FIT_VIEWERS, [114, 511, 625]),
    "chubu_lr_viewers": (
        "合計の割合の母数は、いずれかのシステムについて回答した方の人数です（同じ方は1人と数えます）。",
        [1374, 2342, 3716],
    ),
    "chubu_lr_reasons": ("母数は、いずれかのシステムで閲覧したことがあると回答した方の人数です。", [154, 198]),
    "chubu_lr_routes": (LR_VIEWERS, [136, 192, 328]),
    "chubu_lr_told": (LR_VIEWERS, [136, 192, 328]),
    "chubu_lr_aware": (
        "割合の母数は、顧客管理システムで閲覧したことがあると回答した方のうち、この設問に回答した方の人数です。",
        [123, 163, 286],
    ),
    "chubu_views-and-viewers": (
        "2022年11月20日から2023年1月20日までの2か月間の利用ログとアンケートによる数。割合は示していません。",
        [None, None, None],
    ),
    "kyushu_log-views-terminals": (
        "2022年10月5日から2023年1月5日までの3か月間の利用ログによる数。割合は示していません。",
        [None, None, None, None],
    ),
    "kyushu_response-rate": (
        "回答率の母数は、休職者・休暇者を除いた調査対象者の人数です。",
        [1261, 1261, 1261],
    ),
    "kyushu_viewed": (RESPONDENTS, [1253, 1251, 2504]),
    "kyushu_purpose": ("割合の母数は、「閲覧あり」と回答した方の人数です。", [125, 210, 335]),
    "kyushu_aware": ("割合の母数は、「閲覧あり」と回答した方の人数です。", [125, 210, 335]),
}


def specs_of(example: str) -> list[Any]:
    return read_tables(tomllib.loads((ROOT / "examples" / example / "tables.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def minato(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    folder = tmp_path_factory.mktemp("minato")
    write_minato(folder)
    return {table.id: table for table in build_tables(specs_of("minato"), folder)}


@pytest.fixture(scope="module")
def hayase(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    folder = tmp_path_factory.mktemp("hayase")
    write_hayase(folder)
    return {table.id: table for table in build_tables(specs_of("hayase"), folder)}


@pytest.fixture(params=[*MINATO, *HAYASE])
def pair(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """A published table and ours."""
    published = json.loads((PUBLISHED / f"{request.param}.json").read_text(encoding="utf-8"))
    world = request.getfixturevalue("minato" if request.param in MINATO else "hayase")
    return published, world[request.param].as_json()


def plain(text: str) -> str:
    """Without spaces, and with the invented company in place of the real one."""
    for real, ours in (("中電PG社員", "送配電会社社員"), ("中電PG", "送配電会社"), ("仕様", "使用")):
        text = text.replace(real, ours)
    return "".join(text.split())


def test_the_examples_hold_exactly_the_published_tables() -> None:
    assert [[spec.id for spec in specs_of(name)] for name in ("minato", "hayase")] == [
        MINATO,
        HAYASE,
    ]


@pytest.mark.acceptance(
    "CB-29",
    "CB-31",
    "CB-32",
    "CB-33",
    "CB-35",
    "CB-36",
    "CB-37",
    "CB-39",
    "CB-42",
    "CB-44",
    "CB-45",
    "KY-08",
    "KY-26",
    "KY-27",
    "KY-28",
    "KY-29",
    "KY-31",
)
def test_every_cell_prints_as_published(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    published, ours = pair

    theirs = [[plain(cell["printed"]) for cell in row["cells"]] for row in published["rows"]]
    printed = [[plain(cell["printed"]) for cell in row["cells"]] for row in ours["rows"]]

    assert printed == theirs


def test_every_count_and_percentage_is_the_published_one(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    published, ours = pair

    for theirs, row in zip(published["rows"], ours["rows"], strict=True):
        for cell, mine in zip(theirs["cells"], row["cells"], strict=True):
            assert mine["p"] == cell["p"]
            if cell["n"] is not None:
                assert mine["n"] == cell["n"]


def test_rows_and_columns_stand_in_the_published_order(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    published, ours = pair

    assert [plain(row["label"]) for row in ours["rows"]] == [plain(row["label"]) for row in published["rows"]]
    assert [plain(column["label"]) for column in ours["columns"]] == [plain(label) for label in published["columns"]]
    assert plain(ours["title"]) == plain(published["title"].replace(*CORRECTED.get(ours["id"], ("", ""))))


def test_every_table_states_its_base(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, ours = pair

    sentence, numbers = BASES[ours["id"]]
    assert ours["base"]["sentence"] == sentence
    assert [cell["base_n"] for cell in ours["rows"][0]["cells"]] == numbers


@pytest.mark.acceptance("CB-30", "CB-34", "CB-38", "CB-40", "CB-68", "KY-12")
def test_the_published_notes_are_there(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    published, ours = pair

    missing = {plain(note) for note in published["notes"]} - {plain(note) for note in ours["notes"]}
    assert {note for note in missing if "九州電力送配電" not in note} == set()


def test_no_check_fails(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, ours = pair

    assert [check for check in ours["checks"] if not check["ok"]] == []
    assert "numerator_within_base" in [check["id"] for check in ours["checks"]]


def test_views_of_another_category_stand_in_a_note_with_their_number(hayase: dict[str, Table]) -> None:
    notes = hayase["kyushu_log-views-terminals"].as_json("ja")["notes"]

    assert notes[0] == "※ 上記とは別に、送配電会社が電気最終保障供給約款で契約している顧客情報の閲覧実績（60件）あり。"


def test_an_interview_answer_is_said_in_a_footnote(minato: dict[str, Table]) -> None:
    notes = minato["chubu_views-and-viewers"].as_json("ja")["notes"]

    assert "※ 回答のうち1人分は、本人の入力ではなく、聞き取りまたは代理の方の回答によるものです。" in notes
    assert any("そのまま比べることはできません" in note for note in notes)


def test_a_person_in_the_log_of_several_incidents_counts_once_in_the_total(minato: dict[str, Table]) -> None:
    table = minato["chubu_views-and-viewers"]

    assert [table.cell(row, "log").n for row in ("I-1", "I-2", "I-3", "I-4", "total")] == [3393, 1, 610, 2291, 3677]
    assert table.cell("total", "contracts").n == 85783 + 1 + 1602 + 7335
    assert table.cell("total", "survey").n is None


@pytest.mark.acceptance("CB-42", "CB-43")
def test_each_system_has_its_own_base_and_the_total_counts_people_once(minato: dict[str, Table]) -> None:
    table = minato["chubu_lr_viewers"]

    bases = [[cell["base_n"] for cell in row["cells"]] for row in table.as_json()["rows"]]
    assert bases == [[1374, 2342, 3716], [918, 267, 1185], [1388, 2358, 3746]]
    assert [table.cell(row, "total").n for row in ("first", "second", "total")] == [328, 95, 352]
    assert len(table.other_bases) == 2


@pytest.mark.acceptance("CB-67")
def test_an_option_keeps_the_wording_of_its_module_and_a_note_says_what_it_is_held_to_mean(
    minato: dict[str, Table],
) -> None:
    worded = {
        name: [row.label.ja for row in minato[name].rows if "自ら発見" in row.label.ja]
        for name in ("chubu_np_routes", "chubu_fit_routes", "chubu_lr_routes")
    }

    assert worded == {
        "chubu_np_routes": ["問合せ対応等で自ら発見"],
        "chubu_fit_routes": ["問合せ対応等で自ら発見"],
        "chubu_lr_routes": ["問合せ対応等でシステム検索したときに自ら発見"],
    }
    assert any("同じ意味の選択肢" in note.ja for note in minato["chubu_lr_routes"].notes)


def test_every_label_has_english(minato: dict[str, Table]) -> None:
    english = minato["chubu_np_viewers"].as_json("en")

    assert english["rows"][0]["label"] == "People who viewed"
    assert [cell["printed"] for cell in english["rows"][0]["cells"]] == [
        "452 (32.2%)",
        "1,930 (73.9%)",
        "2,382 (59.3%)",
    ]
