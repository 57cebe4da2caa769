from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from core.errors import Rejected
from remediation.models import Measure
from reports import actions
from reports.content import compose
from reports.counting import count_afresh
from reports.facts import facts_of
from reports.models import Edition, RenderingKind
from reports.printing import chapters_html
from reports.rendering import rendered
from tests.factories import World, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def _edition(world: World, kind: str, layout: str) -> Edition:
    sections = [{"kind": kind, "title": "原因と対策", "layout": layout}]
    return actions.add_edition(
        case=world.case, title="報告", as_of=date(2023, 2, 17), audience="public", sections=sections, by=world.by
    )


def _html(edition: Edition) -> str:
    return chapters_html(compose(edition, count_afresh(edition.case, []), facts_of(edition.case)))


def _cells(html: str) -> list[list[str]]:
    """The text of the cells by row, with their spans."""
    rows = []
    for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)[1:]:
        cells = re.findall(r"<t[dh]([^>]*)>(.*?)</t[dh]>", row, re.DOTALL)
        texts = []
        for attributes, inner in cells:
            span = re.search(r'rowspan="(\d+)"', attributes)
            text = re.sub(r"<[^>]+>", "|", inner).strip("|")
            texts.append(re.sub(r"\|+", "|", text) + (f"×{span[1]}" if span else ""))
        rows.append(texts)
    return rows


@pytest.mark.acceptance("CB-49", "CB-50", "CB-51")
def test_causes_stand_beside_the_measures_that_answer_them(world: World) -> None:
    lone = make_cause(world.case, "認識の誤り", heading="意識")
    one = make_cause(world.case, "対話の不足", heading="風土")
    first, second = (make_cause(world.case, f"拾いきれなかった声{n}", heading="風土") for n in "12")
    make_measure(world.case, "2023年度", text="対話を行う", causes=[one])
    make_measure(world.case, "～2023年3月", text="影響を話し合う", causes=[one])
    make_measure(world.case, "2023年3月", text="窓口を設ける", causes=[first, second])

    rows = _cells(_html(_edition(world, "causes", "beside")))

    assert lone.no == "C-01"
    assert rows == [
        ["意識"],
        ["C-01　認識の誤り", "-", "-"],
        ["風土"],
        ["C-02　対話の不足×2", "M-01　対話を行う", "2023年度"],
        ["M-02　影響を話し合う", "～2023年3月"],
        ["C-03　拾いきれなかった声1", "M-03　窓口を設ける×2", "2023年3月×2"],
        ["C-04　拾いきれなかった声2"],
    ]


@pytest.mark.acceptance("TH-34", "KY-42")
def test_measures_stand_under_their_target_or_their_category_and_axis(world: World) -> None:
    for target, category, axis in (
        ("全社", "ハード面", "物理的"),
        ("委託会社", "ハード面", "技術的"),
        ("全社", "ソフト面", "人的"),
        ("全社", "ソフト面", "人的"),
    ):
        measure = make_measure(world.case, text=f"{target}の対策", target=target, category=category)
        Measure.objects.filter(pk=measure.pk).update(axes={"管理": axis})

    by_target = _cells(_html(_edition(world, "measures", "target")))
    by_category = _cells(_html(_edition(world, "measures", "category")))

    assert [row[0] for row in by_target] == ["全社", "M-01", "M-03", "M-04", "委託会社", "M-02"]
    assert [row[:2] if len(row) > 4 else row[:1] for row in by_category] == [
        ["ハード面"],
        ["物理的", "M-01"],
        ["技術的", "M-02"],
        ["ソフト面"],
        ["人的×2", "M-03"],
        ["M-04"],
    ]


@pytest.mark.acceptance("KY-52", "TH-27")
@pytest.mark.on_one_database
@pytest.mark.parametrize(("kind", "layout"), [("causes", "beside"), ("measures", "target"), ("measures", "category")])
def test_a_long_table_goes_on_with_its_name_and_the_group_in_force(world: World, kind: str, layout: str) -> None:
    for number in range(60):
        cause = make_cause(world.case, f"確かめる手順がなかった（{number}）", heading="機会" if number < 30 else "動機")
        make_measure(
            world.case,
            text=f"手引きを改め、理解を確かめる（{number}）",
            target="全社" if number < 50 else "委託会社",
            category="ソフト面",
            causes=[cause],
        )
    edition = _edition(world, kind, layout)
    snapshot = actions.freeze_now(edition=edition, by=world.by)

    pages = pypdfium2.PdfDocument(BytesIO(rendered(snapshot, RenderingKind.PDF)))

    texts = [page.get_textpage().get_text_bounded() for page in pages]
    group = {"beside": "機会", "target": "全社", "category": "ソフト面"}[layout]
    title = "発生原因と対策" if layout == "beside" else "対策一覧"
    continued = [text for text in texts if f"{title}（つづき）" in text]
    assert len(continued) >= 1
    assert f"（つづき）　{group}" in continued[0].replace(" ", "　")


def test_a_layout_belongs_to_its_kind_of_section(world: World) -> None:
    for kind, layout in (("causes", "target"), ("measures", "beside"), ("text", "target"), ("measures", "nonsense")):
        with pytest.raises(Rejected):
            _edition(world, kind, layout)


def test_a_plan_without_rows_prints_no_table(world: World) -> None:
    assert "<table" not in _html(_edition(world, "measures", "target"))
