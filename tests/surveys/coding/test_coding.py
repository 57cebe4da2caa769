"""Coding: several codes, blind coders, decisions, amended answers, merged codes; nothing is ever written over."""

import io
import json
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEvent
from core import append_only
from core.errors import Rejected
from core.verdict import Refused
from engines.tables.percent import percent
from surveys.coding.actions import (
    add_code,
    assign_codes,
    begin_frame,
    decide_codes,
    merge_codes,
    retire_code,
    reword_code,
)
from surveys.coding.answers import coded_options, coded_texts, codes_of, stale_answers
from surveys.coding.figures import coders, standing
from surveys.coding.folder import coding_lines, import_coding
from surveys.coding.workbook import put_workbook, take_workbook
from surveys.models import CodeAssignment, CodeDecision, CodingFrame, FrameChange, Wave
from tests.surveys.coding.worlds import browser, coder, coding_world, write
from tests.surveys.factories import stored

NOBODY: frozenset[int] = frozenset()


@pytest.fixture
def coded(world):
    frame, given = coding_world(world)
    return world, frame, {no: version.public_id for no, version in given.items()}


def figures(frame):
    return standing(coded_texts(frame), codes_of(frame))


def test_what_is_not_coded_is_counted(coded):
    world, frame, answers = coded

    assign_codes(frame=frame, answer=answers["P-001"], codes=["order", "care"], by=world.by)

    found = figures(frame)
    assert (found.texts, found.coded, found.uncoded) == (3, 1, 2)
    assert {line.code.code: line.n for line in found.lines} == {"order": 1, "screen": 0, "care": 1}
    assert percent(found.uncoded, found.texts) is not None


def test_coders_who_differ_leave_the_answer_uncoded_until_it_is_decided(coded):
    world, frame, answers = coded
    second, third = coder(world, "baba"), coder(world, "dan")
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    assign_codes(frame=frame, answer=answers["P-001"], codes=["care"], by=second)
    assert (figures(frame).differing, figures(frame).uncoded) == (1, 3)

    decide_codes(frame=frame, answer=answers["P-001"], codes=["care"], reason="二人で話し合い", by=third)

    assert (figures(frame).differing, figures(frame).uncoded) == (0, 2)
    assert coded_options(frame)[answers["P-001"]] == ["care"]
    assert coded_options(frame)[answers["P-002"]] == ["uncoded"]


def test_a_decision_needs_a_reason_and_two_coders(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)

    with pytest.raises(Refused):
        decide_codes(frame=frame, answer=answers["P-001"], codes=["care"], reason="早い", by=world.by)
    with pytest.raises(Refused):
        decide_codes(frame=frame, answer=answers["P-001"], codes=["care"], reason=" ", by=world.by)


def test_agreement_is_told_over_all_and_for_each_code(coded):
    world, frame, answers = coded
    second = coder(world, "baba")
    for no, mine, theirs in (("P-001", "order", "order"), ("P-002", "screen", "screen"), ("P-003", "care", "screen")):
        assign_codes(frame=frame, answer=answers[no], codes=[mine], by=world.by)
        assign_codes(frame=frame, answer=answers[no], codes=[theirs], by=second)

    (pair,) = coders(coded_texts(frame), codes_of(frame))

    assert (pair.overall.n, pair.overall.alike, pair.overall.printed) == (3, 2, "0.50")
    assert [(code.code, one.alike, one.printed) for code, one in pair.codes] == [
        ("order", 3, "1.00"),
        ("screen", 2, "0.40"),
        ("care", 2, "0.00"),
    ]


def test_an_option_added_while_coding_counts_beside_the_others(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)

    added = add_code(frame=frame, label_ja="閲覧しているという認識なし", by=world.by)
    assign_codes(frame=frame, answer=answers["P-002"], codes=[added.code], by=world.by)

    assert (added.ordinal, codes_of(frame).known[added.code].since) == (4, 4)
    assert coded_options(frame)[answers["P-002"]] == [added.code]
    assert {line.code.code: line.n for line in figures(frame).lines}[added.code] == 1


def test_a_merged_code_counts_as_the_other_and_stays_as_it_was_given(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["care"], by=world.by)

    merge_codes(frame=frame, code="care", into="order", reason="同じ意味", by=world.by)

    assert coded_options(frame)[answers["P-001"]] == ["order"]
    assert CodeAssignment.objects.get().codes == ["care"]
    with pytest.raises(Refused):
        assign_codes(frame=frame, answer=answers["P-002"], codes=["care"], by=world.by)
    with pytest.raises(Refused):
        merge_codes(frame=frame, code="order", into="care", reason="戻す", by=world.by)


def test_an_amended_text_waits_to_be_coded_again(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    wave = frame.questionnaire.versions.get().waves.get()

    later = write(wave, "P-001", "やはり自分で検索した", reason="思い出した")

    texts = coded_texts(frame)
    assert coded_options(frame)[later.public_id] == ["uncoded"]
    assert stale_answers(frame, world.by.id, texts) == {later.public_id}
    with pytest.raises(Refused):
        assign_codes(frame=frame, answer=answers["P-001"], codes=["care"], by=world.by)


def test_a_correction_of_another_answer_keeps_the_code_of_the_text(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    wave = frame.questionnaire.versions.get().waves.get()

    later = write(wave, "P-001", "上司に言われて見た", reason="別の回答の訂正", q1="no")

    assert coded_options(frame)[later.public_id] == ["order"]
    assert stale_answers(frame, world.by.id, coded_texts(frame)) == set()


def test_changing_ones_mind_adds_a_row(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    assign_codes(frame=frame, answer=answers["P-001"], codes=["care"], by=world.by)

    rows = CodeAssignment.objects.order_by("ordinal").values_list("ordinal", "codes")
    assert list(rows) == [(1, ["order"]), (2, ["care"])]


@pytest.mark.parametrize("model", [FrameChange, CodeAssignment, CodeDecision])
def test_the_database_refuses_changes_and_deletion(coded, model):
    world, frame, answers = coded
    for by in (world.by, coder(world, "baba")):
        assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=by)
    decide_codes(frame=frame, answer=answers["P-001"], codes=["care"], reason="話し合い", by=world.by)
    assert model.objects.exists()

    for deed in (lambda: model.objects.update(ordinal=9), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_answers_of_an_open_wave_are_read_by_nobody(world):
    frame, _given = coding_world(world)
    Wave.objects.update(state="open", closed_at=None)

    assert coded_texts(frame) == []


def test_a_second_coder_sees_no_codes_but_their_own(coded):
    world, frame, answers = coded
    coder(world, "baba")
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    url = reverse("surveys:coding-work", args=[world.case.public_id, frame.public_id])

    mine = browser("aoki").get(f"{url}?answer={answers['P-001']}").content.decode()
    theirs = browser("baba").get(f"{url}?answer={answers['P-001']}").content.decode()

    assert mine.count(" checked") == 1
    assert theirs.count(" checked") == 0
    assert "上司に言われて見た" in theirs


def test_the_page_codes_without_javascript_and_shows_no_name(coded):
    world, frame, answers = coded
    client = browser()
    url = reverse("surveys:coding-work", args=[world.case.public_id, frame.public_id])
    page = client.get(url).content.decode()
    assert "佐伯" not in page
    assert "P-001" not in page

    reply = client.post(url, {"answer": str(answers["P-001"]), "codes": ["order"], "new_ja": "迷った"})

    assert reply.status_code == 302
    assert str(answers["P-002"]) in reply["Location"]
    assert coded_options(frame)[answers["P-001"]] == ["c04", "order"]


def test_one_does_not_code_ones_own_text(coded):
    world, frame, _answers = coded
    world.case.roster.people.filter(no="P-001").update(user=world.aoki)

    page = browser().get(reverse("surveys:coding-texts", args=[world.case.public_id, frame.public_id]))

    assert "上司に言われて見た" not in page.content.decode()
    assert "画面に出ていた" in page.content.decode()


def test_every_page_opens_for_members_only(coded):
    world, frame, _answers = coded
    for name in ("coding-frame", "coding-work", "coding-differences", "coding-texts"):
        url = reverse(f"surveys:{name}", args=[world.case.public_id, frame.public_id])
        assert browser("aoki").get(url).status_code == 200
        assert browser("chiba").get(url).status_code == 404
    assert browser("aoki").get(reverse("surveys:coding-list", args=[world.case.public_id])).status_code == 200


def test_codes_come_back_in_a_workbook(coded):
    world, frame, answers = coded
    data = take_workbook(frame=frame, hidden=NOBODY, by=world.by)
    book = load_workbook(io.BytesIO(data))
    page = book["coding"]
    for row in page.iter_rows(min_row=2):
        if row[0].value == str(answers["P-001"]):
            row[3].value = "order;お客さまのため"
    target = io.BytesIO()
    book.save(target)

    count = put_workbook(frame=frame, stored_file=stored(target.getvalue(), "codes.xlsx"), hidden=NOBODY, by=world.by)

    assert count == 1
    assert coded_options(frame)[answers["P-001"]] == ["care", "order"]


def test_a_workbook_with_an_unknown_code_is_refused_by_cell(coded):
    world, frame, _answers = coded
    book = load_workbook(io.BytesIO(take_workbook(frame=frame, hidden=NOBODY, by=world.by)))
    book["coding"]["D2"] = "nonsense"
    target = io.BytesIO()
    book.save(target)

    with pytest.raises(Rejected) as caught:
        put_workbook(frame=frame, stored_file=stored(target.getvalue(), "codes.xlsx"), hidden=NOBODY, by=world.by)

    assert [(one.row, one.column) for one in caught.value.problems] == [(2, "codes")]
    assert CodeAssignment.objects.count() == 0


def test_the_case_folder_carries_the_coding(coded):
    world, frame, answers = coded
    second = coder(world, "baba")
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)
    assign_codes(frame=frame, answer=answers["P-001"], codes=["care"], by=second)
    decide_codes(frame=frame, answer=answers["P-001"], codes=["care"], reason="話し合い", by=world.by)
    lines = list(coding_lines(world.case))
    before = coded_options(frame)
    forget_all()

    import_coding(case=world.case, lines=lines, by=world.by)

    again = CodingFrame.objects.get()
    assert coded_options(again) == before
    assert [json.loads(one) for one in coding_lines(world.case)] == [json.loads(one) for one in lines]


def forget_all():
    with append_only.suspended():
        for model in (CodeDecision, CodeAssignment, FrameChange):
            model.objects.all().delete()
    CodingFrame.objects.all().delete()


def test_frames_are_for_free_text_only(coded):
    world, frame, _answers = coded

    with pytest.raises(Refused):
        begin_frame(questionnaire=frame.questionnaire, question="q1", by=world.by)


def test_codes_can_be_reworded_and_retired_and_unknown_answers_are_refused(coded):
    world, frame, _answers = coded
    reword_code(frame=frame, code="order", label_ja="上司の指示", by=world.by)
    retire_code(frame=frame, code="care", reason="", by=world.by)

    codes = codes_of(frame)
    assert (codes.known["order"].label_ja, [code.code for code in codes.open]) == ("上司の指示", ["order", "screen"])
    with pytest.raises(Refused):
        assign_codes(frame=frame, answer=uuid.uuid4(), codes=["order"], by=world.by)


def test_looking_for_a_person_who_reported_is_refused_and_recorded_without_the_words(coded):
    world, frame, _answers = coded
    url = reverse("surveys:coding-texts", args=[world.case.public_id, frame.public_id])

    plain = browser().get(url, {"q": "画面"})
    caught = browser().get(url, {"q": "誰が 通報 した"})

    assert (plain.status_code, caught.status_code) == (200, 403)
    assert "画面に出ていた" in plain.content.decode()
    event = AuditEvent.objects.get(type="surveys.reporter_search_refused")
    assert event.detail == {"place": "coding", "length": 8}
    assert "通報" not in json.dumps(event.detail)


def test_the_trail_holds_no_text(coded):
    world, frame, answers = coded
    assign_codes(frame=frame, answer=answers["P-001"], codes=["order"], by=world.by)

    for event in AuditEvent.objects.filter(type__startswith="surveys.cod"):
        assert "上司" not in json.dumps([event.subject, event.detail], ensure_ascii=False)
