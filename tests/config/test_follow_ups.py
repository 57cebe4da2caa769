"""The funnel of the third example: asked, viewed without good reason, interviewed, confirmed; and that it travels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.models import Case
from config.casefolder.exporting import export_case
from config.casefolder.folder import CaseFolder
from config.casefolder.importing import import_case
from core.actor import Actor
from core.files import store_bytes
from surveys.interviews import listing
from surveys.interviews.folder import follow_up_lines
from surveys.models import Amendment, Interview, InterviewRule, Invitation, Response, ResponseVersion
from tests.config.worlds import examples

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BY = Actor.system()
WITHOUT_REASON = {"q1_viewed": "yes", "q2_reason": "no"}


@pytest.fixture(scope="module", autouse=True)
def one_example(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with examples(django_db_blocker, tmp_path_factory.mktemp("examples"), "yukishiro"):
        yield


@pytest.fixture
def case() -> Case:
    return Case.objects.get(number="Y-2023-01")


def without_reason(**versions: Any) -> int:
    rows = ResponseVersion.objects.filter(response__wave__code="s1", **versions).values_list("answers", flat=True)
    return sum(1 for answers in rows if WITHOUT_REASON.items() <= answers.items())


@pytest.mark.acceptance("TH-50")
def test_the_screening_question_has_the_published_wording(case: Case) -> None:
    question = case.waves.get(code="s1").version.definition["sections"][0]["questions"][0]

    assert (question["label"]["ja"], question["required"]) == ("新電力の顧客情報を閲覧したことがあるか", True)


@pytest.mark.acceptance("TH-51")
def test_of_2476_asked_163_viewed_without_good_reason_and_139_stay_after_interviews(case: Case) -> None:
    assert Invitation.objects.filter(wave__code="s1").count() == 2476
    assert without_reason(ordinal=1) == Interview.objects.filter(case=case, state="signed").count() == 163
    assert Amendment.objects.filter(state="accepted").count() == 24
    current = Response.objects.filter(wave__code="s1").values("current")
    assert without_reason(pk__in=current) == 139


def test_the_rule_lists_nobody_again(case: Case) -> None:
    rule = InterviewRule.objects.get(case=case)

    effect = listing.effect(rule, None)

    assert (effect.found, effect.listed, effect.fresh) == (139, 139, [])


@pytest.mark.acceptance("TH-52")
def test_contractors_answered_through_their_managers_and_stay_marked(case: Case) -> None:
    versions = ResponseVersion.objects.filter(response__wave__code="ct")

    assert set(versions.values_list("mode", flat=True)) == {"proxy"}
    assert sum(1 for answers in versions.values_list("answers", flat=True) if answers["viewed"] == "yes") == 75


@pytest.mark.on_one_database
def test_interviews_questions_and_changes_travel_with_their_files(case: Case, tmp_path: Path) -> None:
    interview = Interview.objects.get(case=case, no=1)
    stored = store_bytes(b"sketch", name="sketch.png", by=BY)
    interview.files.create(stored=stored, title="配置図", by_label="事務局")
    export_case(case, tmp_path / "out", by=BY)
    facts = tmp_path / "out" / "case.toml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("Y-2023-01", "Y-2023-02"), encoding="utf-8")

    copy = import_case(CaseFolder(tmp_path / "out"), by=BY, say=lambda _sentence: None).case

    def lines(of: Case) -> list[str]:
        return list(follow_up_lines(of, lambda file: file.sha256))

    assert lines(copy) == lines(case)
    assert len(lines(copy)) == 1 + 163 + 24
    versions = ResponseVersion.objects.filter(response__wave__case=copy, response__wave__code="s1", ordinal=2)
    assert (versions.count(), versions.filter(amendment_decision__decider="person").count()) == (24, 24)
