from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from audit.models import AuditEvent
from casework import actions as casework_actions
from casework.exclusions.actions import exclude_user
from casework.models import Case, Population, Role
from core import clock
from core.actor import Actor
from core.files import store_bytes
from remediation import actions
from remediation.models import Measure
from reports import actions as report_actions
from reports.executive import overview_of
from reports.models import Acknowledgement, Edition
from surveys.models import Invitation, Questionnaire, QuestionnaireVersion, Response, ResponseVersion, Wave
from tests.factories import World, make_person, make_user, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = pytest.mark.django_db
URL = "/executive/"


@pytest.fixture
def world() -> Iterator[World]:
    """On 2023-06-30 in Japan; what is made before comes from February."""
    with time_machine.travel(datetime(2023, 6, 30, 3, tzinfo=UTC), tick=False):
        yield make_world()


def _executive(world: World, *cases: Case) -> Client:
    user = make_user("shiraishi")
    for case in cases or (world.case,):
        casework_actions.set_member(case=case, user=user, role=Role.EXECUTIVE, by=world.by)
    client = Client()
    client.force_login(user)
    return client


def _page(client: Client) -> str:
    response = client.get(URL)
    assert response.status_code == 200
    return unescape(response.content.decode())


def _asked(case: Case, answered: dict[str, tuple[int, int]]) -> None:
    """A wave with people asked and answered by affiliation code."""
    population = Population.objects.create(case=case, code="all", title="全員", rule={})
    questionnaire = Questionnaire.objects.create(case=case, code="q", title="調査")
    source = store_bytes(b"x", name="q.xlsx", by=Actor.system())
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition={}, content_hash="0", source=source
    )
    wave = Wave.objects.create(
        case=case,
        version=version,
        population=population,
        no=1,
        code="w1",
        title="調査",
        state="open",
        opened_at=clock.now(),
    )
    for affiliation, (asked, given) in answered.items():
        for number in range(asked):
            person = make_person(case, f"{affiliation}-{number}", affiliation=affiliation, name=f"回答者{number}号")
            Invitation.objects.create(wave=wave, person=person)
            if number < given:
                response = Response.objects.create(wave=wave, person=person)
                response.current = ResponseVersion.objects.create(
                    response=response,
                    ordinal=1,
                    answers={},
                    mode="self",
                    by_kind="respondent",
                    by_label="respondent",
                    receipt_code=uuid.uuid4().hex[:12],
                    content_hash="0",
                    submitted_at=clock.now(),
                )
                response.save()


def _plan(world: World) -> None:
    make_measure(world.case, "～2023年3月末", text="手引きを改める", target="営業部門", owner_name="営業部長")
    make_measure(world.case, "2023年7月14日まで", text="端末を引き上げる", target="委託会社")
    make_measure(world.case, "～2024年3月", text="棚卸しをする", target="委託会社")
    make_measure(world.case, "検討", text="仕組みを考える", target="", review_on=date(2023, 8, 1))
    done = make_measure(world.case, "～2023年3月末", text="考えを伝える", target="全社")
    actions.move_measure(measure=done, move="finish", done_on=date(2023, 3, 1), by=world.by)
    gone = make_measure(world.case, "～2023年3月末", text="取りやめた対策")
    actions.move_measure(measure=gone, move="withdraw", by=world.by)


def test_measures_are_counted_by_how_they_stand(world: World) -> None:
    _plan(world)

    page = overview_of([world.case])

    counts = page.total
    assert (counts.done, counts.on_time, counts.soon, counts.late, counts.no_date, counts.total) == (1, 1, 1, 1, 1, 5)
    assert [(line.label, line.total) for line in page.by_target] == [
        ("委託会社", 2),
        ("全社", 1),
        ("営業部門", 1),
        ("対象の記載なし", 1),
    ]


def test_sums_over_cases_and_targets_are_the_total(world: World) -> None:
    _plan(world)
    other = make_world("M-2023-02")
    make_measure(other.case, "～2023年5月15日")

    page = overview_of([world.case, other.case])

    assert sum((line.counts for line in page.by_case), start=type(page.total.counts)()) == page.total.counts
    assert sum((line.counts for line in page.by_target), start=type(page.total.counts)()) == page.total.counts


def test_what_is_late_is_named_with_its_owner_and_its_days(world: World) -> None:
    _plan(world)

    page = _page(_executive(world))

    for words in ("手引きを改める", "営業部長", "91</td>", "2023-03-31", "2023-07-14", "端末を引き上げる"):
        assert words in page
    assert "取りやめた対策" not in page


def test_many_rows_are_cut_with_a_word_and_still_counted(world: World) -> None:
    for number in range(12):
        make_measure(world.case, "～2023年3月末", text=f"対策{number}", target=f"対象{number}")

    page = overview_of([world.case])

    assert (len(page.late_shown), page.late_left, page.total.late) == (8, 4, 12)
    assert (len(page.by_target), page.by_target[-1].label, page.by_target[-1].total) == (5, "その他の対象", 8)


def test_causes_without_a_measure_wait_for_a_decision(world: World) -> None:
    cause = make_cause(world.case, "窓口が知られていなかった")
    assert "窓口が知られていなかった" in _page(_executive(world))

    make_measure(world.case, causes=[cause])

    assert overview_of([world.case]).decisions == []


def test_the_response_rate_is_shown_by_affiliation_and_never_a_person(world: World) -> None:
    _asked(world.case, {"own": (8, 6), "contractor": (4, 0)})

    rates = [(line.label, line.invited, line.answered, line.printed) for line in overview_of([world.case]).rates]
    page = _page(_executive(world))

    assert rates == [("M-2023-01", 12, 6, "50.0%"), ("当社", 8, 6, "75.0%"), ("委託先", 4, 0, "0%")]
    assert ("75.0%" in page, "回答者" in page) == (True, False)


def test_an_executive_gets_no_link_into_the_case(world: World) -> None:
    _plan(world)
    officer = Client()
    officer.force_login(world.aoki)

    assert f"/cases/{world.case.public_id}/measures/" in _page(officer)
    assert f"/cases/{world.case.public_id}/measures/" not in _page(_executive(world))


@pytest.mark.parametrize("who", ["outsider", "auditor", "excluded"])
def test_others_see_nothing_of_the_case(world: World, who: str) -> None:
    _plan(world)
    user = world.chiba
    if who == "auditor":
        casework_actions.set_member(case=world.case, user=user, role=Role.AUDITOR, by=world.by)
    if who == "excluded":
        user = world.baba
        exclude_user(case=world.case, user=user, reason="回答に名前がある", by=world.by)
    client = Client()
    client.force_login(user)

    page = _page(client)

    assert ("表示できる案件がありません" in page, "手引きを改める" in page) == (True, False)


def test_a_visitor_has_to_sign_in(world: World) -> None:
    assert Client().get(URL).status_code == 302


def test_each_case_is_judged_on_its_own_day(world: World) -> None:
    make_measure(world.case, "2023年6月30日まで")
    Case.objects.update(time_zone="UTC")
    with time_machine.travel(datetime(2023, 6, 30, 16, tzinfo=UTC)):
        utc = overview_of(list(Case.objects.all())).total.late
        Case.objects.update(time_zone="Asia/Tokyo")
        japan = overview_of(list(Case.objects.all())).total.late

    assert (utc, japan) == (0, 1)


def test_the_page_costs_the_same_with_one_measure_and_with_three(world: World) -> None:
    client = _executive(world)
    costs = []
    for rows in (1, 2):
        for _row in range(rows):
            make_measure(world.case, "～2023年3月末", causes=[make_cause(world.case)])
        with CaptureQueriesContext(connection) as queries:
            _page(client)
        costs.append(len(queries))

    assert Measure.objects.count() == 3
    assert costs[0] == costs[1]


def test_the_page_speaks_english_too(world: World) -> None:
    _plan(world)
    client = _executive(world)
    client.cookies["django_language"] = "en"

    page = _page(client)

    assert ("Measures: 5, of which late: 1." in page, "The numbers as a table" in page) == (True, True)


def _issued(world: World, audience: str = "regulator") -> Edition:
    """An edition that lists the measures, frozen as they stand now."""
    sections = [{"kind": "measures", "title": "対策"}]
    edition = report_actions.add_edition(
        case=world.case,
        title="再発防止策の報告",
        as_of=date(2023, 2, 17),
        audience=audience,
        sections=sections,
        by=world.by,
    )
    report_actions.freeze_now(edition=edition, by=world.by)
    return edition


def test_what_was_promised_outside_stands_first_with_its_edition(world: World) -> None:
    promised = make_measure(world.case, "～2023年5月末", text="手引きを改める")
    edition = _issued(world)
    make_measure(world.case, "～2023年3月末", text="社内だけの対策")

    late = overview_of([world.case]).late

    assert [(one.measure.text, one.promise.first if one.promise else None) for one in late] == [
        ("手引きを改める", edition),
        ("社内だけの対策", None),
    ]
    assert late[0].measure == promised
    assert "再発防止策の報告" in _page(_executive(world))


def test_an_edition_for_inside_promises_nothing(world: World) -> None:
    make_measure(world.case, "～2023年5月末")
    _issued(world, audience="internal")

    assert [one.promise for one in overview_of([world.case]).late] == [None]


def test_a_changed_wording_warns_until_somebody_takes_note_of_it(world: World) -> None:
    measure = make_measure(world.case, "～2023年5月末", text="手引きを改める")
    _issued(world)
    assert overview_of([world.case]).wordings == []
    actions.update_measure(measure=measure, by=world.by, text="手引きを見直す")
    client = _executive(world)
    assert "文言に変更あり" in _page(client)
    assert "約束した文言と違う対策を認めるか（1 件）" in _page(client)

    client.post(f"{URL}noted/{measure.public_id}/")

    page = overview_of([world.case])
    assert [str(one.acknowledged.user) for one in page.wordings if one.acknowledged] == ["Shiraishi"]
    assert page.decisions == []
    assert AuditEvent.objects.latest("pk").type == "reports.wording_acknowledged"
    actions.update_measure(measure=measure, by=world.by, text="手引きを直す")
    assert [one.acknowledged for one in overview_of([world.case]).wordings] == [None]


def test_taking_note_of_the_figures_is_recorded_once(world: World) -> None:
    _plan(world)
    client = _executive(world)

    client.post(f"{URL}noted/")
    client.post(f"{URL}noted/")

    assert AuditEvent.objects.filter(type="reports.overview_acknowledged").count() == 1
    assert "最後に確認したのは Shiraishi" in _page(client)


def test_an_outsider_takes_note_of_nothing(world: World) -> None:
    measure = make_measure(world.case, "～2023年5月末")
    client = Client()
    client.force_login(world.chiba)

    assert client.post(f"{URL}noted/{measure.public_id}/").status_code == 404
    assert client.post(f"{URL}noted/").status_code == 302
    assert Acknowledgement.objects.count() == 0
    assert client.get(f"{URL}download/pdf/").status_code == 404


def test_what_changed_since_last_month_is_told(world: World) -> None:
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        done = make_measure(world.case, "～2023年7月末", text="完了した対策")
        make_measure(world.case, "2023年6月20日まで", text="遅れた対策")
        make_measure(world.case, "2023年3月20日まで", text="前から遅れている対策")
        put_off = make_measure(world.case, "～2023年8月", text="延期した対策")
        old = make_measure(world.case, "～2023年4月", text="前に完了した対策")
    with time_machine.travel(datetime(2023, 6, 20, 3, tzinfo=UTC), tick=False):
        actions.move_measure(measure=old, move="finish", done_on=date(2023, 4, 3), by=world.by)
        actions.move_measure(measure=done, move="finish", done_on=date(2023, 6, 19), by=world.by)
        actions.update_measure(
            measure=put_off, by=world.by, timing_text="～2023年9月", reason="教材の準備", agreed_by="社長"
        )

    changes = overview_of([world.case]).changes

    found = [(change.kind, change.measure.text) for change in changes.found]
    assert found == [("late", "遅れた対策"), ("put_off", "延期した対策"), ("claimed", "完了した対策")]
    assert (changes.since, changes.done, changes.late) == (date(2023, 5, 30), 1, 1)


def test_a_plan_that_is_put_off_again_and_again_wants_a_decision(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月末", text="手引きを改める")
    for month in (4, 5):
        actions.update_measure(
            measure=measure, by=world.by, timing_text=f"～2023年{month}月末", reason="遅延", agreed_by="社長"
        )

    assert [decision.measure for decision in overview_of([world.case]).decisions] == [measure]


@pytest.mark.on_one_database
@pytest.mark.parametrize(("count", "language"), [(0, "ja"), (5, "en"), (60, "ja"), (60, "en")])
def test_the_pdf_is_one_page_however_much_there_is(world: World, count: int, language: str) -> None:
    timings = ["～2023年3月末", "2023年7月14日まで", "～2024年3月", "検討"]
    for number in range(count):
        make_measure(
            world.case,
            timings[number % 4],
            text=f"業務の手引きを改め、全員に知らせて理解を確かめる（その{number}）",
            target=f"対象となる部門{number % 7}",
            category=f"分類{number % 7}",
            owner_name="営業統括本部長 岡部 真弓",
            review_on=date(2023, 8, 1),
        )
        make_cause(world.case, f"確かめる手順がなく、誤りに気づけなかった（その{number}）")
    client = _executive(world)
    client.cookies["django_language"] = language

    response = client.get(f"{URL}download/pdf/")

    assert response["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(response.content)) == 1


def test_the_workbook_has_every_measure_and_nobody_who_answered(world: World) -> None:
    _plan(world)
    _asked(world.case, {"own": (2, 2)})

    response = _executive(world).get(f"{URL}download/xlsx/")

    book = load_workbook(BytesIO(response.content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"件数", "遅れ", "対策", "対策のない原因", "積み上がり", "次の期日"} == set(book.sheetnames)
    assert [text for text in cells if "回答者" in text] == []
    assert [text in cells for text in ("手引きを改める", "端末を引き上げる", "取りやめた対策")] == [True, True, True]


def test_confirmed_and_effective_are_counted_apart_from_claimed(world: World) -> None:
    for number in range(3):
        measure = make_measure(world.case, "～2023年3月末", text=f"対策{number}")
        actions.move_measure(measure=measure, move="finish", done_on=date(2023, 3, 1), by=world.by)
    Measure.objects.filter(text__in=["対策0", "対策1"]).update(confirmed_at=clock.now())
    Measure.objects.filter(text="対策0").update(effective=True)

    truth = overview_of([world.case]).truth

    assert (truth.claimed, truth.confirmed, truth.effective) == (3, 2, 1)
    assert "申告 3・確認 2・効果 1" in _page(_executive(world))
