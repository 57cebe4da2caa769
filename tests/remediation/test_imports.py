from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from audit.models import AuditEvent
from casework.models import Case
from core.errors import Rejected
from core.files import store_bytes
from remediation.exports import export_plan
from remediation.imports import import_plan
from remediation.models import Cause, CauseMeasure, Measure
from tests.factories import World, make_incident, make_world

pytestmark = pytest.mark.django_db
CAUSES = "no,heading,text,situation,incidents\nC-1,機会,手順がなかった,,I-1;I-2\nC-2,動機,急いでいた,急ぎの依頼,\n"
MEASURES = (
    "no,text,target,category,actor,owner,timing,state,done_on,review_on\n"
    "D-1,=研修を行う,全社,,,aoki@example.jp,～2023年3月末,in_progress,,\n"
    "D-2,端末を引き上げる,委託会社,物理的,みなと送配電,業務部長,実施済(2023年1月25日),,,\n"
    "D-3,仕組みを検討する,,,,,検討,検討中,,2023-05-31\n"
    "D-4,様子を見る,,,,,そのうち,,,\n"
)
LINKS = "cause,measure\nC-1,D-1\nC-1,D-2\n"


@pytest.fixture
def world() -> World:
    world = make_world()
    make_incident(world.case, "I-1")
    make_incident(world.case, "I-2")
    return world


def _write(folder: Path, **texts: str) -> dict[str, Path]:
    paths = {}
    for name, text in texts.items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_bytes(text.encode("cp932"))
    return paths


def _problems(refused: pytest.ExceptionInfo[Rejected]) -> list[tuple[str, int | None, str]]:
    return [(problem.sheet, problem.row, problem.column) for problem in refused.value.problems]


def test_a_plan_comes_in_from_three_files(world: World, tmp_path: Path) -> None:
    done = import_plan(case=world.case, by=world.by, **_write(tmp_path, causes=CAUSES, measures=MEASURES, links=LINKS))

    assert (done.causes, done.measures, done.links) == (2, 4, 2)
    assert (done.not_understood, done.without_review) == (["D-4"], ["D-4"])
    facts = Measure.objects.order_by("position").values_list("no", "state", "due_on", "done_on", "owner_name")
    assert list(facts) == [
        ("D-1", "in_progress", date(2023, 3, 31), None, "Aoki"),
        ("D-2", "done", None, date(2023, 1, 25), "業務部長"),
        ("D-3", "under_consideration", None, None, ""),
        ("D-4", "not_started", None, None, ""),
    ]
    assert sorted(incident.no for incident in Cause.objects.get(no="C-1").incidents.all()) == ["I-1", "I-2"]
    assert AuditEvent.objects.filter(type="remediation.plan_imported").count() == 1


def test_a_plan_comes_in_from_stored_files_too(world: World) -> None:
    stored = store_bytes(MEASURES.encode(), name="対策.csv", by=world.by)

    assert import_plan(case=world.case, by=world.by, measures=stored).measures == 4


def test_a_second_import_changes_rows_by_number(world: World, tmp_path: Path) -> None:
    import_plan(case=world.case, by=world.by, **_write(tmp_path, causes=CAUSES, measures=MEASURES, links=LINKS))
    changed = MEASURES.replace("業務部長", "調達部長")

    import_plan(case=world.case, by=world.by, **_write(tmp_path, measures=changed))

    assert (Measure.objects.count(), Measure.objects.get(no="D-2").owner_name) == (4, "調達部長")
    assert CauseMeasure.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("causes", CAUSES.replace("I-1;I-2", "I-9"), ("causes.csv", 2, "incidents")),
        ("causes", CAUSES.replace("C-2", "C-1"), ("causes.csv", 3, "no")),
        ("measures", MEASURES.replace("in_progress", "いつか"), ("measures.csv", 2, "state")),
        ("measures", MEASURES.replace("in_progress,,", "in_progress,2023-01-01,"), ("measures.csv", 2, "done_on")),
        ("measures", MEASURES.replace("2023-05-31", "2023-02-30"), ("measures.csv", 4, "review_on")),
        ("measures", MEASURES.replace("端末を引き上げる", ""), ("measures.csv", 3, "text")),
        ("links", LINKS.replace("D-2", "D-9"), ("links.csv", 3, "measure")),
        ("links", LINKS.replace("C-1,D-2", "C-9,D-2"), ("links.csv", 3, "cause")),
    ],
)
def test_a_fault_names_its_place_and_nothing_is_saved(
    world: World, tmp_path: Path, name: str, text: str, place: tuple[str, int, str]
) -> None:
    texts = {"causes": CAUSES, "measures": MEASURES, "links": LINKS} | {name: text}

    with pytest.raises(Rejected) as refused:
        import_plan(case=world.case, by=world.by, **_write(tmp_path, **texts))

    assert place in _problems(refused)
    assert (Cause.objects.count(), Measure.objects.count(), CauseMeasure.objects.count()) == (0, 0, 0)


def test_a_missing_column_is_named_with_its_file(world: World, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        import_plan(case=world.case, by=world.by, **_write(tmp_path, measures="no,target\nD-1,全社\n"))

    assert [problem.sheet for problem in refused.value.problems] == ["measures.csv"]


def test_faults_of_all_files_are_listed_together(world: World, tmp_path: Path) -> None:
    texts = _write(
        tmp_path,
        causes=CAUSES.replace("I-1;I-2", "I-9"),
        measures=MEASURES.replace("in_progress", "いつか"),
    )

    with pytest.raises(Rejected) as refused:
        import_plan(case=world.case, by=world.by, **texts)

    assert [problem.sheet for problem in refused.value.problems] == ["causes.csv", "measures.csv"]


def test_a_links_file_with_its_head_only_is_a_plan_without_links(world: World, tmp_path: Path) -> None:
    done = import_plan(case=world.case, by=world.by, **_write(tmp_path, causes=CAUSES, links="cause,measure\n"))

    assert (done.causes, done.links) == (2, 0)


def _facts(case: Case) -> list[object]:
    return [
        list(
            Measure.objects.of_case(case)
            .in_order()
            .values_list(
                "no", "text", "target", "actor_name", "owner_name", "timing_text", "state", "due_on", "done_on"
            )
        ),
        list(Cause.objects.filter(case=case).order_by("position").values_list("no", "heading", "text", "situation")),
        sorted(CauseMeasure.objects.filter(cause__case=case).values_list("cause__no", "measure__no")),
    ]


def test_an_exported_plan_comes_back_the_same(world: World, tmp_path: Path) -> None:
    import_plan(case=world.case, by=world.by, **_write(tmp_path, causes=CAUSES, measures=MEASURES, links=LINKS))
    other = make_world("M-2023-02")
    make_incident(other.case, "I-1")
    make_incident(other.case, "I-2")
    folder = tmp_path / "out"
    folder.mkdir()

    export_plan(world.case, folder)
    import_plan(
        case=other.case,
        by=other.by,
        causes=folder / "causes.csv",
        measures=folder / "measures.csv",
        links=folder / "links.csv",
    )

    assert _facts(other.case) == _facts(world.case)
