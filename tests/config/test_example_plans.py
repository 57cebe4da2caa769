"""The plans of the five examples are the published ones: causes, groups, links, targets, timing, states."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework.models import Case, Incident
from config.casefolder import importing
from config.casefolder.folder import CaseFolder
from config.casefolder.loading import case as facts
from config.casefolder.loading import plan
from core.actor import Actor
from remediation.enums import MeasureState, RelationKind, Scheme, Stage
from remediation.models import Cause, GroupLink, Measure
from remediation.planning.points import points_of
from remediation.planning.tables import cause_table, measure_table
from remediation.queries import cause_groups, causes_without_measure, measures_without_cause
from tests.config.worlds import EXAMPLES, ROOT

pytestmark = pytest.mark.django_db
PUBLISHED: dict[str, Any] = json.loads((ROOT / "tests/data/published_plans.json").read_text(encoding="utf-8"))
NAMES = sorted(PUBLISHED)
GROUP_OF_PLAN = "システム開発・改良プロセス"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The plan alone: people, answers and logs have their own tests."""
    steps = (facts.load_systems, facts.load_incidents, plan.load_plan)
    monkeypatch.setattr(importing, "STEPS", steps)

    def of(name: str) -> Case:
        folder = CaseFolder(EXAMPLES / name)
        return importing.import_case(folder, by=Actor.system(), say=lambda _sentence: None).case

    return of


def test_together_they_hold_35_causes_and_54_measures() -> None:
    counts = [(len(one["causes"]), len(one["measures"])) for one in PUBLISHED.values()]

    assert (sum(causes for causes, _m in counts), sum(measures for _c, measures in counts)) == (35, 54)


@pytest.mark.acceptance("CG-26", "CG-27", "TH-26", "CB-48", "KY-53")
@pytest.mark.parametrize("name", NAMES)
def test_causes_stand_under_the_published_groups_and_incidents(load: Any, name: str) -> None:
    causes = Cause.objects.filter(case=load(name)).order_by("position").prefetch_related("incidents", "measures")

    wanted = PUBLISHED[name]["causes"]
    assert [(c.no, c.heading, c.measures.count()) for c in causes] == [
        (one["no"], one["group"], one["measures"]) for one in wanted
    ]
    tagged = [(c, one["incidents"]) for c, one in zip(causes, wanted, strict=True) if one["incidents"]]
    assert all(sorted(i.no for i in cause.incidents.all()) == incidents for cause, incidents in tagged)


@pytest.mark.acceptance(
    *("CG-29", "CG-31", "CG-32", "TH-37", "TH-38", "TH-39", "TH-40", "TH-41", "TH-42", "TH-43"),
    *("CB-53", "CB-54", "CB-55", "CB-56", "CB-57", "CB-58"),
    *("KY-44", "KY-45", "KY-46", "KY-47", "KY-48", "KY-49", "KY-50"),
)
@pytest.mark.parametrize("name", NAMES)
def test_timing_is_kept_as_published_and_understood(load: Any, name: str) -> None:
    measures = Measure.objects.of_case(load(name)).in_order()

    found = [(m.no, m.timing_text, m.timing_kind, m.understood.start, m.understood.end) for m in measures]
    assert [(no, text, kind) for no, text, kind, _start, _end in found] == [
        (one["no"], one["timing"], one["kind"]) for one in PUBLISHED[name]["measures"]
    ]
    for one, (_no, _text, _kind, start, end) in zip(PUBLISHED[name]["measures"], found, strict=True):
        assert one["start"] is None or start is None or start.isoformat() == one["start"]
        assert one["end"] is None or (end is not None and end.isoformat() == one["end"])


@pytest.mark.acceptance("TH-33", "TH-35", "CB-50", "CB-51", "KY-42")
@pytest.mark.parametrize("name", NAMES)
def test_measures_answer_the_published_causes_for_the_published_targets(load: Any, name: str) -> None:
    measures = Measure.objects.of_case(load(name)).in_order().prefetch_related("causes")

    for measure, one in zip(measures, PUBLISHED[name]["measures"], strict=True):
        assert (measure.no, sorted(c.no for c in measure.causes.all())) == (one["no"], sorted(one["causes"]))
        assert measure.target == (one["target"] or "")
        assert one["category"] is None or measure.category == one["category"]
        assert one["status"] is None or measure.status_text == one["status"]


@pytest.mark.acceptance("CG-28")
def test_a_group_of_causes_is_answered_by_a_group_of_measures(load: Any) -> None:
    case = load("asagiri")

    assert set(GroupLink.objects.filter(case=case).values_list("heading", flat=True)) == {GROUP_OF_PLAN}
    (group, *_rest) = cause_groups(case)
    assert ([row.cause.no for row in group.rows], [m.no for m in group.measures]) == (
        ["C-1", "C-2"],
        ["M-1", "M-2", "M-3"],
    )
    (first, *_more), *_pages = cause_table(case)
    assert first.causes is not None
    assert first.measures is not None
    assert ([c.no for c in first.causes.items], [m.no for m in first.measures.items]) == (
        ["C-1", "C-2"],
        ["M-1", "M-2", "M-3"],
    )


@pytest.mark.acceptance("CG-30")
def test_a_measure_was_done_14_months_before_the_incident_was_known(load: Any) -> None:
    measure = Measure.objects.of_case(load("asagiri")).get(no="M-2")

    assert (measure.state, measure.understood.end) == (MeasureState.DONE, date(2021, 10, 31))


@pytest.mark.acceptance("CG-24", "CG-25", "CG-46")
def test_the_history_of_each_incident_stands_apart_from_its_causes(load: Any) -> None:
    case = load("asagiri")

    histories = dict(Incident.objects.filter(case=case).values_list("no", "summary"))
    assert all(words in histories["事案①"] for words in ("2020年10月", "検討が漏れ"))
    assert "社員は使わないと、開発のときに考え" in histories["事案②"]
    assert not set(histories.values()) & set(Cause.objects.filter(case=case).values_list("text", flat=True))


@pytest.mark.acceptance("CG-33", "CG-34", "CG-47")
def test_another_company_is_asked_and_a_checklist_is_named(load: Any) -> None:
    measures = {measure.no: measure for measure in Measure.objects.of_case(load("asagiri"))}

    assert (measures["M-5"].is_request, measures["M-5"].actor_name) == (True, "あさぎり電力株式会社")
    assert [str(citation.ref) for citation in measures["M-1"].citations.all()] == ["checklist:隠す処置の確認表"]
    assert measures["M-6"].audience == "当社の全社員"


@pytest.mark.acceptance("TH-24", "TH-25", "TH-28", "TH-59")
def test_causes_follow_the_fraud_triangle_and_a_second_axis(load: Any) -> None:
    case = load("yukishiro")

    assert (case.plan.scheme, [group.heading for group in cause_groups(case)]) == (
        Scheme.FRAUD_TRIANGLE,
        ["機会", "動機", "正当化"],
    )
    assert "不正のトライアングル" in case.plan.theory_note
    assert all(words in case.plan.inputs_note for words in ("事案", "アンケート", "聞き取り"))
    assert [cause.no for cause in causes_without_measure(case)] == ["⑦", "⑧", "⑨"]
    axes = Cause.objects.filter(case=case).order_by("position").values_list("axes", flat=True)
    assert [one["ハード・ソフト"] for one in axes] == ["ハード面"] * 3 + ["ソフト面"] * 8


@pytest.mark.acceptance("TH-27", "KY-52")
def test_numbers_go_on_over_groups_and_pages(load: Any) -> None:
    pages = cause_table(load("yukishiro"), per_page=8)

    numbers = [cause.no for page in pages for line in page if line.causes for cause in line.causes.items]
    assert (len(pages) > 1, numbers) == (True, list("①②③④⑤⑥⑦⑧⑨⑩⑪"))
    (first, *_rest) = measure_table(load("hayase"), ["target"], per_page=8)[1]
    assert first.groups[0] is not None
    assert (first.groups[0].items, first.groups[0].continued, first.measure.no) == (("営業部門",), True, "D-09")


@pytest.mark.acceptance("TH-29", "TH-65")
def test_rules_and_guidelines_are_cited(load: Any) -> None:
    case = load("yukishiro")

    cited = set(case.citations.filter(kind__in=["rule", "guideline"]).values_list("target", flat=True))
    assert cited == {"一般送配電事業の中立性確保に係る行動規範", "適正な電力取引についての指針"}


@pytest.mark.acceptance("TH-30", "TH-31", "TH-32", "TH-63", "TH-64")
def test_stages_have_effects_and_the_final_form_points_to_what_already_removes_the_risk(load: Any) -> None:
    measures = Measure.objects.of_case(load("yukishiro")).exclude(stage="").in_order()

    assert [(m.no, m.stage, bool(m.effect)) for m in measures] == [
        ("M-02", Stage.FINAL, True),
        ("M-04", Stage.PROMPT, True),
        ("M-05", Stage.TAKEN, True),
    ]
    relation = measures[0].relations.get()
    assert (relation.kind, relation.other.no) == (RelationKind.FINAL_FORM, "M-04")


@pytest.mark.acceptance("TH-34", "TH-66")
def test_the_list_stands_by_element_and_category_and_the_same_measures_by_another_axis(load: Any) -> None:
    case = load("yukishiro")

    (page,) = measure_table(case, ["要素", "category"])
    cells = [(cell.items[0], cell.span) for line in page for cell in line.groups if cell is not None]
    assert cells == [
        *[("機会", 8), ("物理的", 2), ("技術的", 3), ("組織的", 3)],
        *[("動機", 1), ("組織的", 1), ("正当化", 7), ("人的", 7), ("全体", 1), ("全体", 1)],
    ]
    (other,) = measure_table(case, ["ハード・ソフト"])
    assert {line.measure.pk for line in other} == {line.measure.pk for line in page}


@pytest.mark.acceptance("TH-36")
def test_one_measure_has_two_sub_states(load: Any) -> None:
    measure = Measure.objects.of_case(load("yukishiro")).get(no="M-01")

    assert list(measure.parts.order_by("no").values_list("state", flat=True)) == ["done", "planned"]
    assert (measure.state, measure.status_text) == (MeasureState.PARTLY_DONE, "周知済／周知予定")


@pytest.mark.acceptance("TH-35")
def test_a_measure_for_everything_answers_no_cause_and_is_listed(load: Any) -> None:
    assert [measure.no for measure in measures_without_cause(load("yukishiro"))] == ["M-17"]


@pytest.mark.acceptance("SK-30")
def test_measures_may_be_promised_before_they_are_known(load: Any) -> None:
    case = load("shiomi")

    assert (Measure.objects.of_case(case).count(), case.plan.provisional) == (0, True)
    assert "再発防止策を検討して定めます" in case.plan.note


@pytest.mark.acceptance("CB-49", "CB-50", "CB-51")
def test_printed_cells_are_shared_and_empty_ones_print_a_dash(load: Any) -> None:
    (page,) = cause_table(load("minato"))

    printed = [
        (
            [cause.no for cause in line.causes.items] if line.causes else None,
            [measure.no for measure in line.measures.items] if line.measures else None,
        )
        for line in page
    ]
    assert [row for row in printed if row[1] == []] == [(["C-09"], []), (["C-10"], [])]
    assert printed[-4:] == [(["C-14"], ["D-12"]), (None, ["D-13"]), (["C-15"], ["D-14"]), (["C-16"], None)]


@pytest.mark.acceptance("CB-52", "CB-59", "CB-69")
def test_points_inside_a_measure_the_audience_and_the_provisional_plan(load: Any) -> None:
    case = load("minato")
    measures = {measure.no: measure for measure in Measure.objects.of_case(case)}

    assert [sign for sign, _words in points_of(measures["D-01"].text).points] == ["①", "②"]
    assert measures["D-10"].audience == "営業の担当者、システムの開発・改修の担当者"
    assert (case.plan.provisional, "当面の対策" in case.plan.note) == (True, True)


@pytest.mark.acceptance("KY-42", "KY-43")
def test_a_composite_measure_is_done_with_its_last_part_for_two_targets(load: Any) -> None:
    first, second = Measure.objects.of_case(load("hayase")).filter(parts__isnull=False).distinct().in_order()

    assert list(first.parts.order_by("no").values_list("done_on", flat=True)) == [
        date(2023, 1, 18),
        date(2023, 1, 25),
        date(2023, 1, 17),
    ]
    assert [(m.target, m.done_on) for m in (first, second)] == [
        ("営業部門", date(2023, 1, 25)),
        ("委託会社", date(2023, 1, 25)),
    ]
    assert second.relations.get().other == first


@pytest.mark.parametrize("name", ["asagiri", "shiomi"])
def test_a_folder_without_people_is_a_whole_case(name: str, tmp_path: Path) -> None:
    done = importing.import_case(CaseFolder(EXAMPLES / name), by=Actor.system(), say=lambda _sentence: None)

    assert (done.counts["people"], done.counts["causes"]) == (0, len(PUBLISHED[name]["causes"]))
