"""`manage.py reconcile` of the first example puts everyone in the stated class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError

from tests.config.worlds import document, examples

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ORACLE = {
    "log_yes_answer_yes": 2250,
    "log_yes_answer_no": 1113,
    "log_yes_no_answer": 30,
    "answer_yes_period_unknown": 132,
    "log_no_answer_no": 519,
    "log_no_no_answer": 3,
}
LAST_RESORT = {
    "log_yes_answer_yes": 200,
    "log_yes_answer_no": 371,
    "log_yes_answer_unsure": 33,
    "log_yes_no_answer": 6,
    "answer_yes_period_unknown": 152,
    "log_no_answer_no": 3023,
    "log_no_answer_unsure": 235,
    "log_no_no_answer": 27,
}
FEED_IN = {
    "log_yes_answer_yes": 559,
    "log_yes_answer_no": 1585,
    "log_yes_answer_unsure": 130,
    "log_yes_no_answer": 17,
    "answer_yes_period_unknown": 66,
    "log_no_answer_no": 1540,
    "log_no_answer_unsure": 134,
    "log_no_no_answer": 16,
}


@pytest.fixture(scope="module", autouse=True)
def minato(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with examples(django_db_blocker, tmp_path_factory.mktemp("examples"), "minato"):
        yield


def incident(no: str, *args: str) -> dict[str, Any]:
    (found,) = document("reconcile", "M-2023-01", "--incident", no, *args)["incidents"]
    return dict(found)


def people_in(found: dict[str, int]) -> dict[str, int]:
    return {kind: count for kind, count in found.items() if count}


def test_the_main_incident_has_the_stated_classes_and_they_add_up() -> None:
    found = incident("I-1")

    assert people_in(found["classes"]) == ORACLE
    assert len(found["classes"]) == 13
    assert found["population"] == sum(ORACLE.values()) == 4047


@pytest.mark.acceptance("CB-10")
def test_the_1113_are_listed_with_their_first_and_last_line_inside_the_window() -> None:
    people = incident("I-1", "--people", "--class", "log_yes_answer_no")["people"]["log_yes_answer_no"]
    zone = ZoneInfo("Asia/Tokyo")
    days = [
        datetime.fromisoformat(one[key]).astimezone(zone).date().isoformat()
        for one in people
        for key in ("first", "last")
    ]

    assert len({one["person"] for one in people}) == 1113
    assert all(one["first"] <= one["last"] for one in people)
    assert "2022-11-20" <= min(days) <= max(days) <= "2023-01-20"


@pytest.mark.acceptance("CB-09", "CB-27")
def test_the_lent_id_leads_to_the_one_person_who_was_interviewed() -> None:
    found = incident("I-2", "--people", "--class", "log_yes_answer_yes")

    assert people_in(found["classes"]) == {"log_yes_answer_yes": 1, "log_no_not_asked": 4046}
    assert [(one["views"], one["contracts"]) for one in found["people"]["log_yes_answer_yes"]] == [(2, 1)]


def test_a_yes_about_either_system_is_a_yes_about_last_resort_customers() -> None:
    found = incident("I-3")

    assert people_in(found["classes"]) == LAST_RESORT
    assert found["population"] == sum(LAST_RESORT.values()) == 4047
    assert sum(people for kind, people in LAST_RESORT.items() if kind.startswith("log_yes")) == 610
    assert LAST_RESORT["log_yes_answer_yes"] + LAST_RESORT["answer_yes_period_unknown"] == 352


def test_who_left_the_feed_in_module_open_is_neither_yes_nor_no() -> None:
    found = incident("I-4")

    assert people_in(found["classes"]) == FEED_IN
    assert found["population"] == sum(FEED_IN.values()) == 4047
    assert sum(people for kind, people in FEED_IN.items() if kind.startswith("log_yes")) == 2291
    assert FEED_IN["log_yes_answer_yes"] + FEED_IN["answer_yes_period_unknown"] == 625
    assert FEED_IN["log_yes_answer_unsure"] + FEED_IN["log_no_answer_unsure"] == 4014 - 3750


def test_ids_that_stand_on_no_list_change_nothing_when_they_saw_own_customers_only() -> None:
    assert incident("I-1")["unmapped_ids"] == 0


def test_an_unknown_incident_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="I-9"):
        incident("I-9")


def test_naming_neither_a_case_nor_all_is_a_wrong_call() -> None:
    with pytest.raises(CommandError) as refusal:
        document("reconcile")

    assert refusal.value.returncode == 2


def test_verify_finds_everything_as_it_was() -> None:
    found = document("verify", "M-2023-01")

    assert found["ok"] is True
    assert (found["audit"]["first_bad"], found["evidence"]["first_bad"], found["snapshots"]["first_bad"]) == (
        None,
        None,
        None,
    )
    assert found["evidence"]["files"] == 15


def test_verify_names_the_first_damaged_file() -> None:
    from evidence.models import LogFile  # noqa: PLC0415

    stored = LogFile.objects.get(name="visit_records.tsv").stored
    whole = stored.path.read_bytes()
    stored.path.chmod(0o600)
    stored.path.write_bytes(whole + b" ")
    try:
        with pytest.raises(CommandError, match=r"M-2023-01 visit_records\.tsv"):
            document("verify", "M-2023-01")
    finally:
        stored.path.write_bytes(whole)


def test_a_log_read_before_is_not_counted_again(tmp_path: Any) -> None:
    from evidence.models import LogFile  # noqa: PLC0415

    log_file = LogFile.objects.get(name="pg_terminal_check.csv")
    again = tmp_path / "pg_terminal_check.csv"
    again.write_bytes(log_file.stored.path.read_bytes())

    found = document("log_import", "M-2023-01", "pg", str(again))

    assert (found["rows_in"], found["accepted"], found["rejected"], found["sha256"]) == (2, 2, 0, log_file.sha256)
    assert found["window"] == ["2022-12-14T06:42:10+00:00", "2022-12-14T06:42:58+00:00"]
    assert LogFile.objects.filter(case=log_file.case).count() == 4
