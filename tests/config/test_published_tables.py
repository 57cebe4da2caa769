"""`manage.py tables` of the examples gives the published tables, cell by cell; and the facts beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError
from django.db.models import Count

from accounts.models import Person
from casework.models import Case, Incident, PopulationExclusion, Terminal
from evidence.models import LogFile
from remediation.models import Cause, CauseMeasure, Measure
from remediation.queries import causes_without_measure
from reports import content
from reports.counting import count, count_one
from reports.crossing.modules import module_specs, modules_of
from reports.crossing.source import sources_of
from reports.facts import facts_of
from reports.models import Edition
from surveys.models import Invitation, Wave
from tests.config.worlds import ROOT, document, examples

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PUBLISHED = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "tests/data/published").glob("*.json")
}
PROVES = {
    "chubu_target-and-respondents": ["CB-20", "CB-21"],
    "chubu_np_viewers": ["CB-29"],
    "chubu_np_reasons": ["CB-31"],
    "chubu_np_routes": ["CB-32", "CB-33"],
    "chubu_np_told": ["CB-35"],
    "chubu_np_aware": ["CB-36"],
    "chubu_np_aware-reasons": ["CB-37"],
    "chubu_fit_viewers": ["CB-39"],
    "chubu_fit_reasons": [],
    "chubu_fit_routes": [],
    "chubu_fit_told": [],
    "chubu_fit_aware": [],
    "chubu_lr_viewers": ["CB-42"],
    "chubu_lr_reasons": [],
    "chubu_lr_routes": [],
    "chubu_lr_told": ["CB-44"],
    "chubu_lr_aware": ["CB-45"],
    "chubu_views-and-viewers": ["CB-05", "CB-07", "CB-08", "CB-10", "CB-11"],
    "kyushu_response-rate": ["KY-26"],
    "kyushu_viewed": ["KY-27", "KY-28"],
    "kyushu_purpose": ["KY-29"],
    "kyushu_aware": ["KY-31"],
    "kyushu_log-views-terminals": ["KY-08", "KY-09", "KY-10", "KY-11"],
    "tohoku_survey-summary": ["TH-19", "TH-53", "TH-54"],
    "tohoku_summary-totals": ["TH-03", "TH-04", "TH-06"],
    "chugoku-nw_case1_log-result": ["CG-11", "CG-12", "CG-13", "CG-14"],
    "chugoku-nw_case2_log-result": ["CG-12", "CG-15", "CG-16"],
    "chugoku-nw_case3_log-result": ["CG-12", "CG-17", "CG-18"],
}


@pytest.fixture(scope="module", autouse=True)
def four_examples(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with examples(django_db_blocker, tmp_path_factory.mktemp("examples"), "minato", "hayase", "asagiri", "yukishiro"):
        yield


def computed(name: str) -> dict[str, Any]:
    case = {"chubu": "M-2023-01", "kyushu": "H-2023-01", "chugoku-nw": "A-2023-01", "tohoku": "Y-2023-01"}[
        name.split("_", maxsplit=1)[0]
    ]
    (table,) = document("tables", case, "--table", name)["tables"]
    return dict(table)


def tight(text: str) -> str:
    return "".join(text.split())


def test_all_published_tables_are_looked_at() -> None:
    assert set(PROVES) == set(PUBLISHED)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.acceptance(*ids)) for name, ids in PROVES.items()]
)
def test_counts_percents_and_printed_cells_are_the_published_ones(name: str) -> None:
    rows, expected = computed(name)["rows"], PUBLISHED[name]["rows"]

    def cells(of: list[Any], *keys: str) -> dict[tuple[int, int], list[Any]]:
        return {
            (row, column): [tight(cell[key]) if key == "printed" else cell[key] for key in keys]
            for row, entry in enumerate(of)
            for column, cell in enumerate(entry["cells"])
        }

    assert cells(rows, "printed") == cells(expected, "printed")
    assert cells(rows, "p") == cells(expected, "p")
    known = {place: value for place, value in cells(expected, "n").items() if value != [None]}
    assert {place: cells(rows, "n")[place] for place in known} == known


@pytest.mark.acceptance("CB-30", "CB-34", "CB-38", "CB-40", "CB-68")
@pytest.mark.parametrize("name", sorted(set(PROVES) - {"kyushu_log-views-terminals"}))  # its note names the company
def test_the_published_notes_stand_under_the_tables(name: str) -> None:
    printed = {tight(note) for note in computed(name)["notes"]}

    assert [note for note in PUBLISHED[name]["notes"] if tight(note) not in printed] == []


@pytest.mark.parametrize("name", PROVES)
def test_each_table_says_its_base_and_passes_its_checks(name: str) -> None:
    table = computed(name)

    assert table["base"]["sentence"]
    assert [check for check in table["checks"] if not check["ok"]] == []


@pytest.mark.acceptance("KY-12")
def test_views_of_last_resort_customers_stand_in_a_note() -> None:
    assert any("60件" in note for note in computed("kyushu_log-views-terminals")["notes"])


@pytest.mark.acceptance("CB-11")
def test_the_total_that_means_nothing_is_a_dash() -> None:
    total = computed("chubu_views-and-viewers")["rows"][-1]

    assert total["cells"][2] == {"n": None, "p": None, "base_n": None, "printed": "—"}


def test_every_case_is_a_list_in_the_order_of_numbers() -> None:
    assert [case["case"] for case in document("tables", "--all")] == [
        "A-2023-01",
        "H-2023-01",
        "M-2023-01",
        "Y-2023-01",
    ]


def test_the_words_come_in_english_on_request() -> None:
    (table,) = document("tables", "H-2023-01", "--table", "kyushu_viewed", "--lang", "en")["tables"]

    assert [column["label"] for column in table["columns"]] == ["Own company", "Contractors", "Total"]


@pytest.mark.acceptance("KY-21")
def test_secondees_are_counted_where_they_work() -> None:
    seconded = Person.objects.filter(roster__case__number="H-2023-01", employment_kind="seconded")

    assert set(seconded.values_list("employer", "affiliation__code")) == {("はやせ電力株式会社", "contractor")}


@pytest.mark.acceptance("KY-22")
def test_people_on_leave_are_on_the_roster_but_were_not_asked() -> None:
    on_leave = PopulationExclusion.objects.filter(population__case__number="H-2023-01", population__code="all")

    assert on_leave.count() == 31
    assert not Invitation.objects.filter(person__in=on_leave.values("person")).exists()


@pytest.mark.acceptance("KY-23", "KY-24")
def test_both_waves_keep_their_days() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    waves = Wave.objects.filter(case__number="H-2023-01").order_by("no").values_list("opens_at", "closes_at")

    assert [tuple(at.astimezone(zone).date().isoformat() for at in wave) for wave in waves] == [
        ("2023-01-24", "2023-01-25"),
        ("2023-02-01", "2023-02-02"),
    ]


@pytest.mark.acceptance("CB-04", "KY-06", "KY-07")
def test_each_log_says_from_whom_it_came_and_which_days_it_covers() -> None:
    files = LogFile.objects.order_by("case__number", "source__code")
    facts = files.values_list("source__code", "received_from", "window_from", "window_to")

    assert [(code, giver, start.isoformat(), end.isoformat()) for code, giver, start, end in facts] == [
        ("ledger", "システム運用部門", "2022-10-01", "2022-12-31"),
        ("sales", "システム運用部門", "2022-10-01", "2022-12-31"),
        ("nwo", "はやせ送配電株式会社", "2022-10-05", "2023-01-05"),
        ("tcc", "はやせ送配電株式会社", "2022-10-05", "2023-01-05"),
        ("cc", "お客さまサービス部", "2022-11-20", "2023-01-20"),
        ("crm", "システム企画部", "2022-11-20", "2023-01-20"),
        ("pg", "みなと送配電株式会社", "2022-11-20", "2023-01-20"),
        ("visit", "法人営業部", "2022-11-20", "2023-01-20"),
    ]


def test_every_row_of_every_log_is_accounted_for() -> None:
    rows = LogFile.objects.values_list("rows_in", "accepted", "rejected")

    assert sum(read for read, _taken, _left in rows) == 204_499
    assert all((read, 0) == (taken, left) for read, taken, left in rows)


@pytest.mark.acceptance("KY-14")
def test_the_terminal_inventory_is_the_published_one() -> None:
    counts = Terminal.objects.values_list("system__code", "kind", "affiliation__code").annotate(n=Count("pk"))

    assert {(system, kind, holder): n for system, kind, holder, n in counts} == {
        ("tcc", "専用端末", "own"): 424,
        ("tcc", "専用端末", "contractor"): 258,
        ("tcc", "仮想端末", "own"): 1,
        ("tcc", "仮想端末", "contractor"): 729,
        ("nwo", "仮想端末", "own"): 366,
        ("nwo", "仮想端末", "contractor"): 237,
    }


@pytest.mark.acceptance("CB-16")
def test_one_incident_covers_two_systems() -> None:
    systems = Incident.objects.get(case__number="M-2023-01", no="I-1").systems.values_list("code", flat=True)

    assert set(systems) == {"crm", "cc"}


@pytest.mark.acceptance("CB-49")
def test_causes_without_a_measure_are_listed() -> None:
    found = causes_without_measure(Case.objects.get(number="M-2023-01"))

    assert [cause.no for cause in found] == ["C-09", "C-10"]


@pytest.mark.acceptance("CB-50", "CB-51")
def test_causes_and_measures_are_linked_many_to_many() -> None:
    links = set(CauseMeasure.objects.filter(cause__case__number="M-2023-01").values_list("cause__no", "measure__no"))

    assert {("C-14", "D-12"), ("C-14", "D-13"), ("C-15", "D-14"), ("C-16", "D-14")} <= links


@pytest.mark.acceptance("CB-48")
def test_causes_keep_the_five_headings_of_the_company() -> None:
    headings = Cause.objects.filter(case__number="M-2023-01").order_by("position").values_list("heading", flat=True)

    assert list(dict.fromkeys(headings)) == [
        "システム",
        "ガバナンス",
        "行為規制の理解・遵守",
        "コンプライアンス",
        "企業風土・職場風土",
    ]


@pytest.mark.acceptance("KY-42")
def test_the_same_measure_stands_for_two_targets() -> None:
    measures = Measure.objects.filter(case__number="H-2023-01", text__startswith="送配電会社の端末を物理的に")

    assert set(measures.values_list("target", flat=True)) == {"営業部門", "委託会社"}


@pytest.mark.acceptance("KY-53")
def test_causes_may_stand_without_any_link() -> None:
    case = Case.objects.get(number="H-2023-01")

    assert Cause.objects.filter(case=case).count() == causes_without_measure(case).count() == 3


@pytest.mark.acceptance("KY-30", "CB-64")
def test_the_prose_of_the_editions_takes_its_numbers_from_cells() -> None:
    case = Case.objects.get(number="H-2023-01")
    report = content.compose(Edition.objects.get(case=case, ordinal=1), count(case), facts_of(case))
    texts = [
        "".join(piece.text for piece in paragraph) for chapter in report.chapters for paragraph in chapter.paragraphs
    ]

    assert (
        "当社では1,253名のうち125名（10.0%）、委託会社では1,251名のうち210名（16.8%）が閲覧していました。"
        "提案活動のための閲覧はありませんでした。"
    ) in texts


def test_a_draft_is_rendered_only_after_freezing_and_then_always_the_same(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        document("report", "H-2023-01", "--edition", "1", "--out", str(tmp_path))

    first = document("report", "H-2023-01", "--edition", "1", "--freeze", "--out", str(tmp_path))
    again = document("report", "H-2023-01", "--edition", "1", "--out", str(tmp_path))

    assert first == again
    assert [file["kind"] for file in first["files"]] == ["pdf", "xlsx"]
    assert [hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() for file in first["files"]] == [
        file["sha256"] for file in first["files"]
    ]


def test_a_frozen_edition_prints_its_own_tables(tmp_path: Path) -> None:
    before = document("tables", "H-2023-01")
    document("report", "H-2023-01", "--edition", "1", "--freeze", "--out", str(tmp_path))

    frozen = document("tables", "H-2023-01", "--edition", "1")

    assert (before["edition"], frozen["edition"]) == (None, 1)
    assert frozen["tables"] == before["tables"]


@pytest.mark.acceptance("CG-17")
def test_retailers_of_three_incidents_overlap_and_are_never_added_up() -> None:
    tables = document("tables", "A-2023-01")["tables"]

    assert [row["id"] for table in tables for row in table["rows"] if row["id"] == "total"] == []
    assert [table["rows"][3]["cells"][0]["n"] for table in tables] == [21, 83, 155]


@pytest.mark.acceptance("CG-11", "CG-12")
def test_one_log_window_is_shared_by_incidents_with_longer_viewable_periods() -> None:
    incidents = Incident.objects.filter(case__number="A-2023-01").order_by("position")

    assert {(i.log_from.isoformat(), i.log_to.isoformat()) for i in incidents if i.log_from and i.log_to} == {
        ("2022-10-01", "2022-12-31")
    }
    assert [i.viewable_from.isoformat() for i in incidents if i.viewable_from] == ["2016-04-01"] * 3


@pytest.mark.acceptance("CB-06")
def test_the_modules_of_the_first_example_have_bases_of_their_own_and_distinct_people() -> None:
    case = Case.objects.get(number="M-2023-01")
    source = next(one for one in sources_of(case) if one.code == "np")
    answered, said_yes = (count_one(case, spec) for spec in module_specs(case, source, modules_of(case, source)))
    viewers = {row.id: [cell.n for cell in row.cells] for row in said_yes.rows}

    assert (viewers["viewing"], viewers["fit_viewing"], viewers["lr_viewing"]) == (
        [452, 1930, 2382],
        [114, 511, 625],
        [154, 198, 352],
    )
    assert {row.id: str(row.cells[-1].p) for row in said_yes.rows if not row.is_total} == {
        "viewing": "59.3",
        "fit_viewing": "16.7",
        "lr_viewing": "9.4",
    }
    assert answered.rows[-1].cells[-1].n == 4014
    assert answered.failed + said_yes.failed == ()
