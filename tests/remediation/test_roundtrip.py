from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from core.errors import Rejected
from core.files import store_bytes
from remediation import actions
from remediation.models import Measure
from remediation.queries import measures_of
from remediation.roundtrip import Outcome, take_back, workbook_of
from tests.factories import World, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db
Sheet = Any


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        yield make_world()


def _edited(world: World, edit: Callable[[Sheet, int], None] | None = None) -> bytes:
    """The downloaded list after a person changed it; `edit` gets the sheet and the row of the head."""
    book = load_workbook(BytesIO(workbook_of(world.case, measures_of(world.case))))
    sheet = book.active
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "システムのID")
    if edit:
        edit(sheet, head)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _taken(world: World, data: bytes, on_difference: str = "update") -> Outcome:
    stored = store_bytes(data, name="measures.xlsx", by=world.by)
    return take_back(case=world.case, stored=stored, on_difference=on_difference, by=world.by)


def _set(row: int, column: int, value: object) -> Callable[[Sheet, int], None]:
    return lambda sheet, head: sheet.cell(head + row, column, value) and None


NO, TEXT, TARGET, OWNER, TIMING, REVIEW, REASON, AGREED, STATE = 3, 4, 5, 8, 9, 10, 11, 12, 13


@pytest.mark.parametrize("on_difference", ["stop", "skip", "update"])
def test_a_list_that_nobody_changed_changes_nothing(world: World, on_difference: str) -> None:
    make_measure(world.case, text="一行目\n二行目", owner=world.baba, owner_name="")
    make_measure(world.case, "検討", review_on=date(2023, 3, 1))

    outcome = _taken(world, _edited(world), on_difference)

    assert (outcome.unchanged, outcome.changed, outcome.added, outcome.skipped) == (2, [], [], [])


def test_a_changed_row_is_found_by_its_id(world: World) -> None:
    measure = make_measure(world.case, text="研修を行う")

    def edit(sheet: Sheet, head: int) -> None:
        sheet.cell(head + 1, TEXT, "研修を毎年行う")
        sheet.cell(head + 1, OWNER, "baba@example.jp")

    outcome = _taken(world, _edited(world, edit))

    found = Measure.objects.get(pk=measure.pk)
    assert outcome.changed == ["M-01"]
    assert (found.text, found.owner, found.owner_name) == ("研修を毎年行う", world.baba, "Baba")


def test_a_number_never_changes(world: World) -> None:
    make_measure(world.case)

    with pytest.raises(Rejected):
        _taken(world, _edited(world, _set(1, NO, "K-1")))

    assert Measure.objects.get().no == "M-01"


def test_a_later_timing_is_a_postponement_with_its_reason(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月10日")
    with pytest.raises(Rejected) as refusal:
        _taken(world, _edited(world, _set(1, TIMING, "～2023年4月10日")))
    assert "理由" in str(refusal.value.problems[0].message)

    def edit(sheet: Sheet, head: int) -> None:
        for column, value in ((TIMING, "～2023年4月10日"), (REASON, "教材の準備"), (AGREED, "社長")):
            sheet.cell(head + 1, column, value)

    _taken(world, _edited(world, edit))

    found = Measure.objects.get(pk=measure.pk)
    assert (found.postponements, found.promised_on, found.due_on) == (1, date(2023, 3, 10), date(2023, 4, 10))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_list_comes_back_whichever_language_it_was_written_in(world: World, language: str) -> None:
    make_measure(world.case)
    with override(language):
        data = workbook_of(world.case, measures_of(world.case))

    assert _taken(world, data).unchanged == 1


def test_a_row_without_an_id_is_a_new_measure_in_every_mode(world: World) -> None:
    make_measure(world.case)
    data = _edited(
        world,
        lambda sheet, head: (
            [sheet.cell(head + 2, c, v) for c, v in ((TEXT, "新しい対策"), (TIMING, "～2023年5月"))] and None
        ),
    )

    assert _taken(world, data, "stop").added == ["M-02"]
    assert Measure.objects.get(no="M-02").due_on == date(2023, 5, 31)


def test_stop_takes_nothing_over_and_lists_every_difference(world: World) -> None:
    make_measure(world.case, text="研修を行う", target="全社")

    with pytest.raises(Rejected) as refusal:
        _taken(world, _edited(world, _set(1, TARGET, "営業部門")), "stop")

    assert [(p.row is not None, "全社" in str(p.message)) for p in refusal.value.problems] == [(True, True)]
    assert Measure.objects.get().target == "全社"


def test_skip_keeps_what_is_here_and_names_it(world: World) -> None:
    make_measure(world.case, target="全社")

    outcome = _taken(world, _edited(world, _set(1, TARGET, "営業部門")), "skip")

    assert (outcome.skipped, Measure.objects.get().target) == (["M-01"], "全社")


def test_a_row_that_changed_here_meanwhile_is_not_overwritten(world: World) -> None:
    measure = make_measure(world.case, target="全社")
    data = _edited(world, _set(1, TEXT, "別の文"))
    actions.update_measure(measure=measure, by=world.by, target="委託会社")

    with pytest.raises(Rejected) as refusal:
        _taken(world, data)

    assert "一覧を出力した後" in str(refusal.value.problems[0].message)
    assert Measure.objects.get().text == "研修を行う"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (1, "abc", "システムのIDではありません"),
        (1, "00000000-0000-0000-0000-000000000000", "この案件にはありません"),
        (TEXT, "", "空です"),
        (REVIEW, "いつか", "日付として読めません"),
        (STATE, "完了", "状態は対策のページで変えます"),
    ],
)
def test_a_fault_refuses_the_whole_file(world: World, column: int, value: str, words: str) -> None:
    make_measure(world.case, target="全社")
    make_measure(world.case, target="全社")

    def edit(sheet: Sheet, head: int) -> None:
        sheet.cell(head + 1, TARGET, "営業部門")
        sheet.cell(head + 2, column).value = value

    with pytest.raises(Rejected) as refusal:
        _taken(world, _edited(world, edit))

    assert words in str(refusal.value.problems[0].message)
    assert set(Measure.objects.values_list("target", flat=True)) == {"全社"}


def test_an_id_of_another_case_is_unknown(world: World) -> None:
    other = make_world("M-2023-02")
    make_measure(other.case, target="全社")
    data = _edited(other, _set(1, TARGET, "営業部門"))

    with pytest.raises(Rejected):
        _taken(world, data)

    assert Measure.objects.get().target == "全社"


def test_the_page_takes_the_file_back(world: World, client: Client) -> None:
    make_measure(world.case, target="全社")
    client.force_login(world.aoki)
    upload = SimpleUploadedFile("measures.xlsx", _edited(world, _set(1, TARGET, "営業部門")))

    url = reverse("remediation:workbook-put", args=[world.case.public_id])
    response = client.post(url, {"file": upload, "on_difference": "update"})

    assert (response.status_code, Measure.objects.get().target) == (200, "営業部門")
    assert "M-01" in response.content.decode()
