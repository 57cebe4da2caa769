"""No sequence of what people, officers and files can do loses or alters a version of anybody's answers.

The model is a list of versions per person that only ever gets longer. After every step the database is compared with it
row by row, every column; beside the actions the machine also tries the forbidden ways: the ORM and SQL as the
application's own role.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from audit.models import AuditEvent
from core import clock
from core.actor import Actor
from core.verdict import Refused
from surveys import actions
from surveys.actions.delegates import delegate_actor
from surveys.actions.recording import Recorded
from surveys.ending.actions import delete_unsubmitted, reopen_wave
from surveys.late.actions import allow_late, end_late
from surveys.letters import open_invitations
from surveys.models import Delegate, Invitation, Objection, Response, ResponseVersion, Wave
from surveys.queries import FINISHED, people_of_delegate
from tests.factories import World, make_person, make_world
from tests.surveys.factories import BY, entered, invitation_of, make_wave, stored

pytestmark = pytest.mark.django_db
PEOPLE = ("P-001", "P-002")
GIVEN: tuple[dict[str, Any], ...] = (
    {"q1_viewed": "no"},
    {"q1_viewed": "dont_remember"},
    {"q1_viewed": "no", "remarks": "特にありません"},
    {"q1_viewed": "yes"},  # not complete: a submission is refused
)
FORBIDDEN = (
    "UPDATE surveys_responseversion SET answers = '{}' WHERE id = %s",
    "UPDATE surveys_responseversion SET reason = 'x', mode = 'self' WHERE id = %s",
    "UPDATE surveys_responseversion SET ordinal = ordinal + 9 WHERE id = %s",
    "DELETE FROM surveys_responseversion WHERE id = %s",
)
WRITES_A_VERSION = ("surveys.answers_submitted", "surveys.answers_corrected", "surveys.answers_recorded")
people, given = st.sampled_from(PEOPLE), st.sampled_from(GIVEN)


class Answering(RuleBasedStateMachine):
    """Two people of a contractor, a delegate of their site, two officers, one wave."""

    world: World
    source: Any

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.wave = Wave.objects.select_related("case", "version").get()
        self.delegate = Delegate.objects.select_related("wave__case").get()
        self.seen: dict[int, dict[str, Any]] = {}
        self.order: list[int] = []
        self.receipts: dict[tuple[str, int], str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def invitation(self, no: str) -> Invitation:
        return invitation_of(self.wave, no)

    def attempt(self, deed: Any) -> Any:
        """A refusal is a fine outcome and changes nothing of the versions."""
        before = ResponseVersion.objects.count()
        try:
            with transaction.atomic():
                return deed()
        except Refused:
            assert ResponseVersion.objects.count() == before
            return None

    def versions(self, no: str) -> list[ResponseVersion]:
        return list(ResponseVersion.objects.filter(response__person__no=no).order_by("ordinal"))

    # What the person does.

    @initialize()
    def begin(self) -> None:
        for no in PEOPLE:
            actions.start_answering(invitation=self.invitation(no))

    @rule(no=people)
    def come_in(self, no: str) -> None:
        self.attempt(lambda: actions.confirm_identity(invitation=self.invitation(no)))

    @rule(no=people, answers=given)
    def save(self, no: str, answers: dict[str, Any]) -> None:
        self.attempt(lambda: actions.save_page(invitation=self.invitation(no), answers=dict(answers), cleared=set()))

    @rule(no=people, base=st.integers(0, 4), reason=st.sampled_from(["思い出した", ""]), times=st.integers(1, 3))
    def submit(self, no: str, base: int, reason: str, times: int) -> None:
        """Once, or as a double click: whoever repeats gets the first receipt."""
        for _n in range(times):
            version = self.attempt(
                lambda: actions.submit_answers(
                    invitation=self.invitation(no), base_ordinal=base, language="ja", reason=reason
                )
            )
            if version is not None:
                assert self.receipts.setdefault((no, base), version.receipt_code) == version.receipt_code

    @rule(no=people, answers=given)
    def submit_in_the_browser(self, no: str, answers: dict[str, Any]) -> None:
        with suppress(AssertionError):  # the link may be closed
            client = entered(self.wave, no)
            client.post(
                "/answer/section/viewing/",
                {"shown": ["q1_viewed"], "go": "next", "q-q1_viewed": answers["q1_viewed"]},
            )
            for _n in range(2):
                assert client.post("/answer/review/", {"base": "0"}).status_code in {302, 422}

    @rule(no=people)
    def correct(self, no: str) -> None:
        self.attempt(lambda: actions.begin_correction(invitation=self.invitation(no)))

    @rule(no=people)
    def decline(self, no: str) -> None:
        self.attempt(lambda: actions.decline_invitation(invitation=self.invitation(no)))

    @rule(no=people)
    def not_me(self, no: str) -> None:
        self.attempt(lambda: actions.report_not_me(invitation=self.invitation(no)))

    @rule(no=people)
    def object_to_the_newest(self, no: str) -> None:
        versions = self.versions(no)
        if versions:
            self.attempt(
                lambda: actions.object_to(invitation=self.invitation(no), version=versions[-1], text="わたしではない")
            )

    # What officers, delegates and files do.

    @rule(
        no=people,
        answers=given,
        mode=st.sampled_from(["proxy", "interview"]),
        relation=st.sampled_from(["office", "supervisor"]),
    )
    def record_for(self, no: str, answers: dict[str, Any], mode: str, relation: str) -> None:
        person = self.invitation(no).person

        def deed() -> None:
            declaration = actions.declare_proxy(
                wave=self.wave,
                person=person,
                mode=mode,
                giver="事務局",
                relation=relation,
                conflict="なし",
                by=self.world.by,
            )
            if relation == "supervisor":
                actions.second_proxy(
                    declaration=declaration, reason="ほかに人がいない", by=Actor.of_user(self.world.baba)
                )
            actions.record_for_person(declaration=declaration, answers=answers, by=self.world.by, reason="聞き取り")

        self.attempt(deed)

    @rule(
        no=people,
        answers=given,
        mode=st.sampled_from(["proxy", "interview", "import"]),
        reason=st.sampled_from(["紙", ""]),
    )
    def record(self, no: str, answers: dict[str, Any], mode: str, reason: str) -> None:
        person = self.invitation(no).person
        self.attempt(
            lambda: actions.record_answers(
                wave=self.wave, person=person, answers=answers, mode=mode, by=self.world.by, reason=reason
            )
        )

    @rule(answers=given, mode=st.sampled_from(["interview", "import"]))
    def import_file(self, answers: dict[str, Any], mode: str) -> None:
        rows = [
            Recorded(person_id=self.invitation(no).person_id, answers=answers, mode=mode, submitted_at=clock.now())
            for no in PEOPLE
        ]
        self.attempt(
            lambda: actions.record_many(wave=self.wave, rows=rows, by=BY, source=self.source, reason="ファイルの訂正")
        )

    @rule(no=people, move=st.sampled_from(["withdraw", "bounce", "give_up"]))
    def settle(self, no: str, move: str) -> None:
        self.attempt(
            lambda: actions.settle_invitation(
                invitation=self.invitation(no), move=move, reason="退職", by=self.world.by
            )
        )

    @rule(no=people)
    def renew(self, no: str) -> None:
        self.attempt(lambda: actions.renew_link(invitation=self.invitation(no), by=self.world.by))

    @rule(no=people)
    def delegate_corrects_the_roster(self, no: str) -> None:
        def deed() -> None:
            person = self.invitation(no).person
            found = actions.propose_correction(delegate=self.delegate, person=person, facts={"unit": "第二班"})
            actions.decide_correction(correction=found, accept=True, by=self.world.by)

        self.attempt(deed)

    @rule()
    def delegate_looks(self) -> None:
        finished = {one.person.no for one in people_of_delegate(self.delegate) if one.state in FINISHED}
        answered = set(Response.objects.values_list("person__no", flat=True))
        withdrawn = set(Invitation.objects.filter(state="withdrawn").values_list("person__no", flat=True))
        assert answered <= finished | withdrawn
        assert delegate_actor(self.delegate).label == "delegate"
        assert not {one.person.no for one in open_invitations(self.wave)} & answered

    @rule()
    def close(self) -> None:
        self.attempt(lambda: actions.close_wave(wave=self.wave, by=self.world.by))

    @rule()
    def reopen(self) -> None:
        self.attempt(lambda: reopen_wave(wave=self.wave, closes_at=None, reason="郵便の遅れ", by=self.world.by))

    @rule()
    def delete_what_nobody_submitted(self) -> None:
        with time_machine.travel(clock.now() + dt.timedelta(days=40), tick=False):
            delete_unsubmitted(by=BY)

    @rule(no=people)
    def reopen_late(self, no: str) -> None:
        self.attempt(
            lambda: allow_late(
                invitation=self.invitation(no),
                until=clock.now() + dt.timedelta(days=1),
                reason="出張",
                by=self.world.by,
            )
        )

    @rule(no=people)
    def end_late(self, no: str) -> None:
        self.attempt(lambda: end_late(invitation=self.invitation(no), by=self.world.by))

    # The forbidden ways.

    @rule(sql=st.sampled_from(FORBIDDEN), place=st.integers(0, 50))
    def sql_is_refused(self, sql: str, place: int) -> None:
        if not self.order:
            return
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [self.order[place % len(self.order)]])

    @rule(place=st.integers(0, 50))
    def the_orm_is_refused(self, place: int) -> None:
        if not self.order:
            return
        row = ResponseVersion.objects.get(pk=self.order[place % len(self.order)])
        row.answers = {"q1_viewed": "yes"}
        for deed in (row.save, row.delete, row.response.delete, ResponseVersion.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                deed()

    # What always holds.

    @invariant()
    def what_always_holds(self) -> None:
        rows = {row["id"]: row for row in ResponseVersion.objects.order_by("pk").values()}
        for pk, before in self.seen.items():
            assert rows[pk] == before
        self.seen, self.order = rows, sorted(rows)
        self.ordinals_have_no_gap_and_the_newest_counts()
        self.every_version_was_written_to_the_trail_once()
        self.who_has_a_version_has_submitted()

    def ordinals_have_no_gap_and_the_newest_counts(self) -> None:
        responses = Response.objects.values_list("pk", "person_id", "current_id", "current__ordinal")
        assert len({person for _pk, person, _current, _ordinal in responses}) == len(responses)
        for pk, _person, current, ordinal in responses:
            ordinals = sorted(row["ordinal"] for row in self.seen.values() if row["response_id"] == pk)
            assert ordinals == list(range(1, len(ordinals) + 1))
            assert self.seen[current]["ordinal"] == ordinal == len(ordinals)

    def every_version_was_written_to_the_trail_once(self) -> None:
        single = AuditEvent.objects.filter(type__in=WRITES_A_VERSION).count()
        files = AuditEvent.objects.filter(type="surveys.responses_imported").values_list("detail", flat=True)
        assert single + sum(detail["responses"] for detail in files) == len(self.seen)

    def who_has_a_version_has_submitted(self) -> None:
        answered = set(Response.objects.values_list("person_id", flat=True))
        states = dict(Invitation.objects.values_list("person_id", "state"))
        assert len(states) == len(PEOPLE)
        assert {person for person, state in states.items() if state == "submitted"} == answered
        assert not Objection.objects.filter(version__mode="self").exists()


@pytest.fixture
def machine(db: None) -> type[Answering]:
    world = make_world()
    for no in PEOPLE:
        make_person(world.case, no, affiliation="contractor", employer="港サービス", email=f"{no}@example.jp")
    wave = make_wave(world.case, duty="voluntary", allows_proxy=True, allows_interview=True)
    actions.appoint_delegate(wave=wave, name="現場 責任者", email="", employer="港サービス", by=BY)
    source = stored(b"person,q1_viewed\n", "answers.csv")
    return type("AnsweringHere", (Answering,), {"world": world, "source": source})


QUICK = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
def test_no_sequence_of_deeds_loses_or_alters_a_version(machine: type[Answering]) -> None:
    run_state_machine_as_test(machine, settings=QUICK)


@pytest.mark.heavy
def test_no_long_sequence_of_deeds_loses_or_alters_a_version(machine: type[Answering]) -> None:
    run_state_machine_as_test(
        machine, settings=settings(QUICK, max_examples=150, stateful_step_count=50, derandomize=False, print_blob=True)
    )
