"""Parts, groups, relations, revisions, editions: the plan as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, transaction

from core.errors import Rejected
from core.verdict import Refused
from remediation import actions
from remediation.enums import CitationKind, MeasureState, RelationKind
from remediation.exports import export_plan
from remediation.imports import Mode, import_plan
from remediation.models import Cause, CauseMeasure, DeadlineRevision, Measure, PlanEdition
from remediation.planning import actions as planning
from remediation.planning.editions import content_of, differences
from remediation.planning.points import points_of
from remediation.planning.tables import cause_table, measure_table
from remediation.queries import causes_without_measure, measures_without_cause
from tests.factories import World, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        yield make_world()


@pytest.mark.acceptance("KY-43")
def test_a_measure_is_done_when_its_last_part_is(world: World) -> None:
    measure = make_measure(world.case)
    parts = [planning.record_part(measure=measure, text=f"項目{count}", by=world.by) for count in (1, 2, 3)]
    states = []

    for part, day in zip(parts, (18, 25, 17), strict=True):
        planning.record_part(
            measure=measure,
            part=part,
            text=part.text,
            state=MeasureState.DONE,
            done_on=date(2023, 1, day),
            by=world.by,
        )
        states.append((measure.state, measure.done_on))

    assert states == [
        (MeasureState.PARTLY_DONE, None),
        (MeasureState.PARTLY_DONE, None),
        (MeasureState.DONE, date(2023, 1, 25)),
    ]
    assert measure.decisions.get().kind == "claimed"


def test_a_measure_with_open_parts_is_not_marked_as_done(world: World) -> None:
    measure = make_measure(world.case)
    planning.record_part(measure=measure, text="項目", by=world.by)

    with pytest.raises(Refused):
        actions.move_measure(measure=measure, move="finish", by=world.by)


def test_a_part_has_its_own_due_day(world: World) -> None:
    part = planning.record_part(measure=make_measure(world.case), text="項目", timing_text="～2023年2月末", by=world.by)

    assert part.due_on == date(2023, 2, 28)


@pytest.mark.acceptance("CG-28")
def test_a_measure_for_a_group_answers_the_causes_written_later_too(world: World) -> None:
    first = make_cause(world.case, heading="機会")
    measure = make_measure(world.case)
    planning.link_group(measure=measure, heading="機会", by=world.by)
    second = make_cause(world.case, "あとの原因", heading="機会")
    make_cause(world.case, "別の原因", heading="動機")

    assert set(measure.causes.all()) == {first, second}
    actions.record_cause(case=world.case, cause=second, text=second.text, heading="動機", by=world.by)
    assert list(measure.causes.all()) == [first]
    planning.unlink_group(measure=measure, heading="機会", by=world.by)
    assert (CauseMeasure.objects.count(), causes_without_measure(world.case).count()) == (0, 3)


def test_a_cause_chosen_by_hand_stays_when_its_group_is_unlinked(world: World) -> None:
    cause = make_cause(world.case, heading="機会")
    measure = make_measure(world.case, causes=[cause])
    planning.link_group(measure=measure, heading="機会", by=world.by)
    planning.unlink_group(measure=measure, heading="機会", by=world.by)

    assert list(measure.causes.all()) == [cause]


def test_measures_do_not_wait_for_each_other_in_a_circle(world: World) -> None:
    first, second, third = (make_measure(world.case, text=text) for text in "ABC")
    planning.relate(measure=second, other=first, kind=RelationKind.NEEDS, by=world.by)
    planning.relate(measure=third, other=second, kind=RelationKind.NEEDS, by=world.by)

    for other in (third, first):
        with pytest.raises(Refused):
            planning.relate(measure=first, other=other, kind=RelationKind.NEEDS, by=world.by)


def test_numbers_never_change_and_are_never_given_twice(world: World) -> None:
    make_measure(world.case, no="M-07")

    assert make_measure(world.case).no == "M-08"
    with pytest.raises(Refused):
        actions.update_measure(measure=Measure.objects.get(no="M-07"), no="M-99", by=world.by)


@pytest.mark.acceptance("TH-44")
def test_a_routine_runs_at_every_event_with_its_list_for_the_counterpart(world: World) -> None:
    measure = make_measure(
        world.case,
        "設置・撤去の都度",
        text="端末の一覧を送り、再確認を受ける",
        actor_name="送配電会社",
        state="recurring",
    )
    planning.cite(case=world.case, measure=measure, kind=CitationKind.CHECKLIST, target="端末の一覧", by=world.by)

    assert (measure.timing_kind, measure.due_on, str(measure.citations.get().ref)) == (
        "as_needed",
        None,
        "checklist:端末の一覧",
    )


def test_each_revision_of_a_deadline_keeps_its_reason_and_who_agreed(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月末")
    with pytest.raises(Refused):
        actions.update_measure(measure=measure, timing_text="～2023年5月末", by=world.by)
    measure.refresh_from_db()
    actions.update_measure(
        measure=measure,
        timing_text="～2023年5月末",
        reason="改修が遅れた",
        agreed_by="委員会",
        agreed_on=date(2023, 2, 10),
        by=world.by,
    )

    kept = DeadlineRevision.objects.get()
    assert (kept.timing_before, kept.due_after, kept.reason, kept.agreed_by, kept.puts_off) == (
        "～2023年3月末",
        date(2023, 5, 31),
        "改修が遅れた",
        "委員会",
        True,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        DeadlineRevision.objects.update(reason="別の理由")


@pytest.mark.acceptance("CB-59")
def test_editions_keep_the_plan_and_tell_what_changed(world: World) -> None:
    cause = make_cause(world.case)
    measure = make_measure(world.case, text="研修を行う")
    edition = planning.freeze_edition(case=world.case, title="当面の対策", provisional=True, by=world.by)
    actions.update_measure(measure=measure, text="研修を続ける", causes=[cause], by=world.by)
    make_measure(world.case, text="端末を引き上げる")

    changes = differences(PlanEdition.objects.get().content, content_of(world.case))

    assert [(one.sort, one.no, one.deed, [field.name for field in one.fields]) for one in changes] == [
        ("causes", "C-01", "changed", ["measures"]),
        ("measures", "M-01", "changed", ["text", "causes"]),
        ("measures", "M-02", "added", []),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanEdition.objects.filter(pk=edition.pk).update(title="別の題")


@pytest.mark.parametrize(
    ("text", "lead", "points"),
    [
        (
            "次を確かめる ①要るかどうか ②明らかかどうか",
            "次を確かめる",
            [("①", "要るかどうか"), ("②", "明らかかどうか")],
        ),
        ("研修\n(1) 全社員\n(2) 委託先", "研修", [("(1)", "全社員"), ("(2)", "委託先")]),
        ("①だけを直す", "①だけを直す", []),
        ("手順を改める【事案①②】", "手順を改める【事案①②】", []),
        ("研修を行う", "研修を行う", []),
    ],
)
@pytest.mark.acceptance("CB-52")
def test_points_inside_a_text_are_a_list(text: str, lead: str, points: list[tuple[str, str]]) -> None:
    found = points_of(text)

    assert (found.lead, list(found.points)) == (lead, points)


def test_a_page_is_cut_between_blocks_only(world: World) -> None:
    for heading in ("機会", "動機"):
        causes = [make_cause(world.case, f"{heading}{count}", heading=heading) for count in range(3)]
        make_measure(world.case, causes=causes, text=heading)

    pages = cause_table(world.case, per_page=4)

    assert [[line.measures.span if line.measures else None for line in page] for page in pages] == [
        [3, None, None],
        [3, None, None],
    ]


def test_withdrawn_measures_are_not_printed(world: World) -> None:
    measure = make_measure(world.case)
    actions.move_measure(measure=measure, move="withdraw", by=world.by)

    assert (measure_table(world.case, ["target"]), list(measures_without_cause(world.case))) == ([], [])


def _everything(case: object) -> list[object]:
    measures = Measure.objects.of_case(case).in_order()  # type: ignore[arg-type]
    return [
        [
            (
                m.no,
                m.audience,
                m.axes,
                m.stage,
                m.effect,
                m.is_request,
                m.promised_on,
                m.postponements,
                m.state,
                m.done_on,
            )
            for m in measures
        ],
        [
            (r.timing_before, r.due_after, r.reason, r.agreed_by, r.agreed_on, r.at)
            for m in measures
            for r in m.revisions.order_by("ordinal")
        ],
        [(p.no, p.text, p.state, p.done_on, p.due_on) for m in measures for p in m.parts.order_by("no")],
        [(r.measure.no, r.kind, r.other.no) for m in measures for r in m.relations.all()],
        [str(c.ref) for c in case.citations.order_by("pk")],  # type: ignore[attr-defined]
        sorted(case.group_links.values_list("heading", "measure__no")),  # type: ignore[attr-defined]
        sorted(
            CauseMeasure.objects.filter(cause__case=case).values_list("cause__no", "measure__no", "by_group")  # type: ignore[misc]
        ),
    ]


def test_the_whole_plan_survives_a_round_trip(world: World, tmp_path: Path) -> None:
    case = world.case
    cause = make_cause(case, heading="機会", axes={"ハード・ソフト": "ハード面"})
    measure = make_measure(
        case,
        audience="販売担当者",
        axes={"要素": "機会"},
        stage="prompt",
        effect="見られない",
        actor_name="送配電会社",
        is_request=True,
    )
    actions.update_measure(measure=measure, timing_text="～2023年5月末", reason="遅れ", agreed_by="委員会", by=world.by)
    planning.link_group(measure=measure, heading="機会", by=world.by)
    planning.cite(case=case, cause=cause, kind=CitationKind.TABLE, target="q3-1", by=world.by)
    final = make_measure(case, text="分ける")
    planning.relate(measure=final, other=measure, kind=RelationKind.FINAL_FORM, by=world.by)
    planning.record_part(measure=final, text="設計", state="done", done_on=date(2023, 2, 1), by=world.by)
    planning.record_part(measure=final, text="移行", timing_text="～2023年3月", by=world.by)
    other = make_world("M-2023-02")

    export_plan(case, tmp_path)
    names = ("causes", "measures", "links", "subactions", "revisions")
    files = {name: tmp_path / f"{name}.csv" for name in names}
    import_plan(case=other.case, by=other.by, **files)  # type: ignore[arg-type]
    import_plan(case=other.case, by=other.by, **files)  # type: ignore[arg-type]

    assert _everything(other.case) == _everything(case)
    assert Measure.objects.of_case(other.case).get(no="M-01").postponements == 1


MEASURES = "no,text,timing\nM-01,書き換え,～2023年3月10日\nM-09,新しい対策,～2023年3月末\n"


@pytest.mark.parametrize(
    ("mode", "texts"), [(Mode.UPDATE, ["書き換え", "新しい対策"]), (Mode.SKIP, ["研修を行う", "新しい対策"])]
)
def test_rows_that_are_there_are_changed_or_skipped(world: World, tmp_path: Path, mode: Mode, texts: list[str]) -> None:
    make_measure(world.case)
    (tmp_path / "measures.csv").write_text(MEASURES)

    import_plan(case=world.case, by=world.by, measures=tmp_path / "measures.csv", mode=mode)

    assert list(Measure.objects.in_order().values_list("text", flat=True)) == texts
    assert Measure.objects.get(no="M-01").target == "全社"


def test_under_stop_a_row_that_is_there_is_a_problem(world: World, tmp_path: Path) -> None:
    make_measure(world.case)
    (tmp_path / "measures.csv").write_text(MEASURES)

    with pytest.raises(Rejected) as refused:
        import_plan(case=world.case, by=world.by, measures=tmp_path / "measures.csv", mode=Mode.STOP)

    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(2, "no")]
    assert Measure.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("measures", "no,text,relations\nM-1,x,final_form:M-9\n", (2, "relations")),
        ("measures", "no,text,relations\nM-1,x,beside:M-1\n", (2, "relations")),
        ("measures", "no,text,axes\nM-1,x,ハード\n", (2, "axes")),
        ("measures", "no,text,cites\nM-1,x,rumour:噂\n", (2, "cites")),
        ("measures", "no,text,verifier\nM-1,x,nobody@example.jp\n", (2, "verifier")),
        ("measures", "no,text,request\nM-1,x,maybe\n", (2, "request")),
        ("measures", "no,text,timing\nM-01,x,～2023年5月末\n", (2, "timing")),
        ("links", "cause,measure,group\n,M-01,\n", (2, "cause")),
        ("links", "cause,measure,group\n,M-01,どこにもない\n", (2, "group")),
        ("subactions", "measure,no,text,state,done_on\nM-01,1,x,planned,2023-01-01\n", (2, "done_on")),
        ("revisions", "measure,ordinal,at\nM-01,1,きのう\n", (2, "at")),
    ],
)
def test_a_fault_in_the_new_columns_names_its_place(
    world: World, tmp_path: Path, name: str, text: str, place: tuple[int, str]
) -> None:
    make_measure(world.case)
    (tmp_path / f"{name}.csv").write_text(text)

    with pytest.raises(Rejected) as refused:
        import_plan(case=world.case, by=world.by, **{name: tmp_path / f"{name}.csv"})  # type: ignore[arg-type]

    assert [(problem.row, problem.column) for problem in refused.value.problems] == [place]


def test_an_import_does_not_touch_a_closed_measure(world: World, tmp_path: Path) -> None:
    measure = make_measure(world.case)
    actions.move_measure(measure=measure, move="withdraw", by=world.by)
    (tmp_path / "measures.csv").write_text("no,text\nM-01,書き換え\n")

    with pytest.raises(Rejected):
        import_plan(case=world.case, by=world.by, measures=tmp_path / "measures.csv")

    (tmp_path / "measures.csv").write_text("no,text\nM-01,研修を行う\n")
    assert import_plan(case=world.case, by=world.by, measures=tmp_path / "measures.csv").measures == 1


def test_evidence_of_a_cause_is_replaced_by_the_cell(world: World, tmp_path: Path) -> None:
    cause = make_cause(world.case)
    planning.cite(case=world.case, cause=cause, kind=CitationKind.TABLE, target="q1", by=world.by)
    (tmp_path / "causes.csv").write_text("no,text,evidence\nC-01,x,finding:F-2;table:q1\n")

    import_plan(case=world.case, by=world.by, causes=tmp_path / "causes.csv")

    assert [str(one.ref) for one in Cause.objects.get().citations.order_by("pk")] == ["table:q1", "finding:F-2"]
