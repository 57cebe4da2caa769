"""Waves without names. In an anonymous wave nothing in the database leads from a person to an answer."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from casework.actions import record_incident
from config.casefolder.exporting import export_case
from core.actor import Actor
from core.models import OutboxMail
from core.verdict import Refused
from engines.columnar.door import Door
from evidence.actions import set_viewing_map
from reports.dataset import export
from surveys import actions
from surveys.coding.actions import begin_frame
from surveys.coding.answers import coded_texts
from surveys.enums import ReminderKind
from surveys.exports import response_table
from surveys.models import (
    AnonymousAnswer,
    AnsweringSession,
    Draft,
    Invitation,
    Participation,
    PseudonymOpening,
    Response,
    SealedAnswer,
    Wave,
)
from surveys.nameless.folder import restore_nameless
from surveys.nameless.pseudonyms import agree_opening, ask_opening, look_up, pseudonym_of
from surveys.queries import monitor, response_counts
from surveys.results.taking.columns import Scope
from surveys.results.taking.rows import columns_of, current_rows, wide
from tests.factories import make_person
from tests.surveys.coding.worlds import browser, make_text_version
from tests.surveys.factories import BY, invitation_of, link, make_wave
from tests.surveys.sealed.test_sealed import designate

URL = "/answer/without-name/"
PEOPLE = [f"P-{number:03d}" for number in range(1, 9)]
ORDER = [5, 2, 7, 0, 6, 1]  # who takes part, one after the other


def nameless_wave(world, identity="anonymous", **facts):
    for no in PEOPLE[2:]:
        make_person(world.case, no, email=f"{no.lower()}@example.jp", affiliation="contractor")
    return make_wave(world.case, version=make_text_version(world.case), identity=identity, **facts)


def started(wave, no):
    client = Client()
    reply = client.post(link(invitation_of(wave, no)), {"go": "start"})
    assert reply["Location"] == URL
    return client


def carried(page):
    """What the hidden field of a page holds."""
    return page.context["carried"]


def fill(client, text, **also):
    """One page of two questions, then the review."""
    page = client.get(URL)
    section = page.context["section_name"]
    data = {"carried": carried(page), "section": section, "shown": ["q1", "why"], "q-q1": "yes", "q-why": text}
    return client.post(URL, {**data, **also, "go": "next"})


def take_part(wave, no, text, **also):
    client = started(wave, no)
    return client.post(URL, {"carried": carried(fill(client, text, **also)), "go": "submit"})


def tables():
    """Every row of every table with what the database itself keeps beside it: SQLite the row number, PostgreSQL the
    transaction that wrote it (its place on a page says nothing about another table)."""
    hidden = "rowid" if connection.vendor == "sqlite" else "xmin::text"
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT {hidden}, * FROM "{table}"')
            found[table] = sorted(tuple(str(value) for value in row) for row in cursor.fetchall())
    return found


def test_a_submission_touches_nothing_that_belongs_to_the_person(world):
    wave = nameless_wave(world)
    take_part(wave, PEOPLE[3], "first")
    client = started(wave, PEOPLE[0])
    review = fill(client, "second")
    before = tables()

    assert client.post(URL, {"carried": carried(review), "go": "submit"}).status_code == 200

    after = tables()
    changed = {table for table in after if after[table] != before[table]} - {"sqlite_sequence"}
    assert changed == {
        AnonymousAnswer._meta.db_table,
        Participation._meta.db_table,
        AnsweringSession._meta.db_table,
    }
    assert AnsweringSession.objects.count() == 0


def test_starting_and_answering_leave_no_trace_of_time(world):
    wave = nameless_wave(world)
    events, invitations = AuditEvent.objects.count(), list(Invitation.objects.order_by("pk").values())

    take_part(wave, PEOPLE[0], "text")

    assert AuditEvent.objects.count() == events
    assert list(Invitation.objects.order_by("pk").values()) == invitations
    assert (Response.objects.count(), Draft.objects.count(), OutboxMail.objects.count()) == (0, 0, 0)


def test_no_value_and_no_order_joins_a_person_and_an_answer(world):
    wave = nameless_wave(world)
    for number, place in enumerate(ORDER):
        take_part(wave, PEOPLE[place], f"answer {number}")

    dumped = tables()
    answers = dumped.pop(AnonymousAnswer._meta.db_table)
    ours = {value for row in answers for value in row if len(value) > 3}
    shared_with_all = {value for value in ours if all(value in row for row in answers)}
    for table, rows in dumped.items():
        assert {value for row in rows for value in row} & (ours - shared_with_all) == set(), table
    keys = [Invitation.objects.get(wave=wave, person__no=PEOPLE[place]).pk for place in ORDER]
    assert Participation.objects.get().people == sorted(keys)
    assert Participation.objects.get().people != keys
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT rowid, id FROM surveys_anonymousanswer")
            assert all(hidden == key for hidden, key in cursor.fetchall())
        else:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_anonymousanswer")
            assert cursor.fetchone() == (1,)


def test_the_place_of_an_answer_is_not_the_order_in_which_it_came(world):
    wave = nameless_wave(world)
    keys = []
    for place in ORDER:
        take_part(wave, PEOPLE[place], "text")
        keys.append(max(set(AnonymousAnswer.objects.values_list("pk", flat=True)) - set(keys)))

    assert len(set(keys)) == len(ORDER)
    assert min(keys) > 1_000_000  # of 2**62 places
    assert [field.name for field in AnonymousAnswer._meta.fields] == ["id", "wave", "public_id", "pseudonym", "answers"]


def test_one_takes_part_once(world):
    wave = nameless_wave(world)
    late = started(wave, PEOPLE[0])
    review = fill(late, "from another device")
    take_part(wave, PEOPLE[0], "text")

    again = late.post(URL, {"carried": carried(review), "go": "submit"})

    assert "すでに" in again.content.decode()
    assert AnonymousAnswer.objects.count() == 1
    assert "すでに" in Client().get(link(invitation_of(wave, PEOPLE[0]))).content.decode()


def test_pages_carry_the_answers_and_store_nothing(world):
    wave = nameless_wave(world)
    client = started(wave, PEOPLE[0])

    review = fill(client, "only on the page")

    assert "only on the page" in review.content.decode()
    assert json.loads(carried(review))["answers"] == {"q1": "yes", "why": "only on the page"}
    assert "only on the page" not in str(tables())
    back = client.post(URL, {"carried": carried(review), "go": f"change:{review.context['last_section']}"})
    assert "only on the page" in back.content.decode()


def test_what_a_browser_sends_is_taken_for_nothing_but_answers(world):
    wave = nameless_wave(world)
    client = started(wave, PEOPLE[0])
    for text in ('{"answers": {"q1": ["yes"], "nobody": 1, "why": {"a": 1}}}', "[]", "{", "x" * 500_000):
        assert client.post(URL, {"carried": text, "go": "submit"}).status_code == 422
    assert AnonymousAnswer.objects.count() == 0


def test_the_other_pages_of_the_room_lead_back(world):
    wave = nameless_wave(world)
    client = started(wave, PEOPLE[0])

    for path in ("/answer/", "/answer/continue/", "/answer/review/", "/answer/receipt/"):
        assert client.get(path)["Location"] == URL
    assert Draft.objects.count() == 0


def test_the_landing_page_says_which_kind_of_wave_it_is(world):
    wave = nameless_wave(world)
    named = make_wave(world.case, code="w2", version=wave.version)
    hidden = make_wave(world.case, code="w3", version=wave.version, identity="pseudonymous")

    said = [Client().get(link(invitation_of(one, PEOPLE[0]))).content.decode() for one in (wave, named, hidden)]

    assert ["匿名です" in page for page in said] == [True, False, False]
    assert ["氏名とともに" in page for page in said] == [False, True, False]
    assert ["仮名" in page for page in said] == [False, False, True]


@pytest.mark.parametrize("identity", ["identified", "pseudonymous"])
def test_an_open_wave_cannot_be_loosened_even_with_sql(world, identity):
    wave = nameless_wave(world)
    with pytest.raises(Refused):
        actions.prepare_wave(
            case=world.case,
            wave=wave,
            code="w1",
            title="x",
            version=wave.version,
            population=wave.population,
            by=world.by,
            identity=identity,
        )
    for facts in ({"identity": identity}, {"state": "draft", "opened_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Wave.objects.filter(pk=wave.pk).update(**facts)
    assert Wave.objects.get(pk=wave.pk).identity == "anonymous"


@pytest.mark.parametrize(
    "facts", [{"mode": "import"}, {"proof": "employee_number"}, {"allows_proxy": True}, {"allows_interview": True}]
)
def test_a_wave_that_would_leave_names_does_not_open(world, facts):
    with pytest.raises(Refused):
        nameless_wave(world, **facts)


def test_a_handful_of_people_cannot_be_anonymous(world):
    with pytest.raises(Refused):
        make_wave(world.case, version=make_text_version(world.case), identity="anonymous")


def test_reminders_go_to_those_who_have_not_taken_part(world):
    wave = nameless_wave(world)
    actions.send_invitations(wave=wave, by=BY)
    for place in (0, 3):
        take_part(wave, PEOPLE[place], "text")

    count = actions.send_reminders(wave=wave, kind=ReminderKind.NOT_OPENED, by=BY)

    assert count == len(PEOPLE) - 2


def test_response_is_counted_and_answers_of_nobody_are_exported(world, tmp_path):
    wave = nameless_wave(world)
    for number, place in enumerate(ORDER):
        take_part(wave, PEOPLE[place], f"answer {number}")
    assert monitor(wave)[1].answered == len(ORDER)
    assert response_counts(world.case).total.answered == len(ORDER)
    actions.close_wave(wave=wave, by=BY)

    head, lines = response_table(Wave.objects.get(pk=wave.pk))
    rows = list(lines)
    export(world.case, tmp_path)

    assert head[:3] == ["person", "mode", "submitted_at"]
    assert {tuple(row[:3]) for row in rows} == {("", "anonymous", "")}
    with Door(directories=[tmp_path]) as door:
        door.register_parquet("answers", tmp_path / "answers_why.parquet")
        assert door.query("SELECT q1, count(DISTINCT person_no), count(affiliation) FROM answers GROUP BY 1") == [
            ("yes", len(ORDER), 0)
        ]


@pytest.mark.parametrize(("identity", "first"), [("anonymous", "wave"), ("pseudonymous", "pseudonym")])
def test_answers_are_taken_without_anything_that_belongs_to_a_person(world, identity, first):
    wave = nameless_wave(world, identity)
    take_part(wave, PEOPLE[0], "text")
    actions.close_wave(wave=wave, by=BY)
    wave = Wave.objects.get(pk=wave.pk)

    columns = columns_of(wave, Scope(people=False, text=True))
    (row,) = wide(columns, current_rows(wave, Scope(people=False, text=True)))

    named = dict(zip([column.name for column in columns], row, strict=True))
    assert next(iter(named)) == first
    assert set(named) == {"wave", "questionnaire", "questionnaire_version", "q1", "why"} | ({first} - {"wave"})
    assert (named["q1"], named["why"]) == ("yes", "text")


def test_texts_are_coded_without_a_person(world):
    wave = nameless_wave(world)
    take_part(wave, PEOPLE[0], "画面に出ていた")
    actions.close_wave(wave=wave, by=BY)
    frame = begin_frame(questionnaire=wave.version.questionnaire, question="why", by=world.by)

    assert [(one.text.text, one.text.person_id) for one in coded_texts(frame)] == [("画面に出ていた", None)]


def test_the_case_folder_carries_the_answers_and_not_who_took_part(world, tmp_path):
    wave = nameless_wave(world)
    for place in ORDER:
        take_part(wave, PEOPLE[place], f"text {place}")
    actions.close_wave(wave=wave, by=BY)
    export_case(world.case, tmp_path / "folder", by=BY)
    before = sorted(one["why"] for one in AnonymousAnswer.objects.values_list("answers", flat=True))
    again = make_wave(world.case, code="w9", version=wave.version, identity="anonymous")

    assert restore_nameless(wave=again, table=tmp_path / "folder/responses/w1.csv", by=BY) == len(ORDER)
    restored = AnonymousAnswer.objects.filter(wave=again).values_list("answers", flat=True)
    assert sorted(one["why"] for one in restored) == before
    assert Participation.objects.get(wave=again).people == []


def test_answers_without_names_are_not_compared_with_the_log(world):
    nameless_wave(world)
    incident = record_incident(case=world.case, no="I-1", title="閲覧", nature="defect", systems=[], by=world.by)

    with pytest.raises(Refused) as caught:
        set_viewing_map(incident=incident, waves=["w1"], question="q1", yes=["yes"], no=["no"], by=world.by)
    assert "w1" in str(caught.value)


def test_a_report_in_an_anonymous_wave_stands_alone(world):
    designate(world)
    wave = nameless_wave(world)

    take_part(wave, PEOPLE[0], "SEIRYU", **{"sealable": ["why"], "seal-why": "yes"})

    sealed = SealedAnswer.objects.get()
    assert AnonymousAnswer.objects.get().answers == {"q1": "yes"}
    assert (sealed.version_id, sealed.anonymous, sealed.moved_at, sealed.moved_by) == (None, None, None, "")
    assert "SEIRYU" not in str(tables())


def test_an_officer_passes_on_a_text_of_nobody(world):
    designate(world)
    wave = nameless_wave(world)
    take_part(wave, PEOPLE[0], "SEIRYU")
    actions.close_wave(wave=wave, by=BY)
    answer = AnonymousAnswer.objects.get()
    url = reverse("surveys:sealed-move", args=[world.case.public_id])

    assert browser().post(url, {"answer": answer.public_id, "question": "why"}).status_code == 302

    assert AnonymousAnswer.objects.get().answers == {"q1": "yes"}
    assert "SEIRYU" not in str(tables())


def test_the_database_keeps_answers_as_they_are(world):
    wave = nameless_wave(world)
    take_part(wave, PEOPLE[0], "text")

    for facts in ({"answers": {}}, {"pseudonym": "P-1"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AnonymousAnswer.objects.update(**facts)
    with pytest.raises(DatabaseError), transaction.atomic():
        AnonymousAnswer.objects.all()._raw_delete("default")


def test_a_pseudonym_is_opened_by_two_people_for_reasons(world):
    wave = nameless_wave(world, "pseudonymous")
    take_part(wave, PEOPLE[3], "text")
    person = invitation_of(wave, PEOPLE[3]).person
    pseudonym = AnonymousAnswer.objects.get().pseudonym
    second = Actor.of_user(world.baba)
    assert pseudonym == pseudonym_of(wave, person)
    assert pseudonym != pseudonym_of(make_wave(world.case, code="w2", version=wave.version), person)

    opening = ask_opening(wave=wave, pseudonym=pseudonym, need="危険の申告", by=world.by)
    for deed in (
        lambda: look_up(opening=opening, by=world.by),
        lambda: agree_opening(opening=opening, reason="自分", by=world.by),
        lambda: agree_opening(opening=opening, reason=" ", by=second),
    ):
        with pytest.raises(Refused):
            deed()
    opening = agree_opening(opening=opening, reason="緊急", by=second)

    assert look_up(opening=opening, by=second) == person
    with pytest.raises(Refused):
        look_up(opening=opening, by=Actor.of_user(world.chiba))
    events = AuditEvent.objects.filter(type__startswith="surveys.pseudonym").order_by("position")
    assert [event.type for event in events] == [
        "surveys.pseudonym_asked",
        "surveys.pseudonym_agreed",
        "surveys.pseudonym_looked_up",
    ]
    assert all(person.no not in json.dumps(event.detail) for event in events)


def test_officers_see_pseudonyms_and_no_page_shows_the_name_beside_an_answer(world):
    wave = nameless_wave(world, "pseudonymous")
    take_part(wave, PEOPLE[0], "text")
    actions.close_wave(wave=wave, by=BY)
    pseudonym = AnonymousAnswer.objects.get().pseudonym
    url = reverse("surveys:pseudonym-list", args=[world.case.public_id, wave.public_id])

    _head, lines = response_table(Wave.objects.get(pk=wave.pk))
    assert [row[:3] for row in lines] == [[pseudonym, "pseudonymous", ""]]
    aoki, baba = browser("aoki"), browser("baba")
    aoki.post(url, {"go": "ask", "pseudonym": pseudonym, "reason": "確認"})
    opening = PseudonymOpening.objects.get()
    aoki.post(url, {"go": "agree", "opening": opening.public_id, "reason": "自分"})
    assert PseudonymOpening.objects.get().agreed_at is None
    baba.post(url, {"go": "agree", "opening": opening.public_id, "reason": "同意"})
    assert "佐伯" not in baba.get(url).content.decode()
    assert "佐伯" in baba.post(url, {"go": "look", "opening": opening.public_id}).content.decode()
    assert browser("chiba").get(url).status_code == 404
