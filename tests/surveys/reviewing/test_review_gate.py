"""Questions that could name a person who reported are asked only after a second person has agreed."""

import pytest
from django.urls import reverse

from core.actor import Actor
from core.verdict import Refused
from surveys import actions
from surveys.logic.reporters import asks_who_told, seeks_reporter
from surveys.models import QuestionReview
from surveys.reviewing.actions import agree_review, ask_review
from surveys.reviewing.folder import restore_reviews, review_entries
from surveys.reviewing.rules import flagged_questions
from tests.surveys.coding.worlds import browser, make_text_version
from tests.surveys.factories import make_wave


@pytest.mark.parametrize(
    "text",
    [
        "誰が通報しましたか",
        "どなたから教わりましたか。",
        "この件を通報した人を知っていますか",
        "誰の指示で閲覧しましたか",
        "教えてくれた上司の名前を書いてください",
        "Who told you about it?",
        "Please name the person who reported it.",
        "By whom were you instructed?",
        "Do you know the whistle-blower?",
    ],
)
def test_wordings_that_ask_who_told_are_found(text):
    assert asks_who_told(text)


@pytest.mark.parametrize(
    "text",
    [
        "上司に報告しましたか",
        "閲覧した理由を教えてください",
        "お客さまに聞かれたことはありますか",
        "Did you report it?",
        "Why did you view it?",
        "Who is affected?",
        "To whom did you pass it on?",
    ],
)
def test_wordings_that_do_not_are_left_alone(text):
    assert not asks_who_told(text)


@pytest.mark.parametrize("words", ["通報者", "誰が通報", "内部　通報", "チクった", "whistleblower", "Who reported it"])
def test_searches_for_a_reporter_are_known(words):
    assert seeks_reporter(words)


@pytest.mark.parametrize("words", ["画面", "報告書", "上司", "report form", "informal"])
def test_other_searches_are_not(words):
    assert not seeks_reporter(words)


@pytest.fixture
def flagged_wave(world):
    version = make_text_version(world.case, asks_who="yes")
    return world, make_wave(world.case, version=version, open_it=False)


def test_a_wave_with_a_flagged_question_does_not_open_before_a_second_person_agrees(flagged_wave):
    world, wave = flagged_wave
    with pytest.raises(Refused) as caught:
        actions.open_wave(wave=wave, by=world.by)
    assert "そのときの事情" in str(caught.value)

    review = ask_review(version=wave.version, question="why", need="経緯の確認に必要", by=world.by)
    with pytest.raises(Refused):
        actions.open_wave(wave=wave, by=world.by)
    with pytest.raises(Refused):
        agree_review(review=review, reason="自分で同意", by=world.by)
    agree_review(review=review, reason="氏名は聞いていない", by=Actor.of_user(world.baba))

    assert actions.open_wave(wave=wave, by=world.by).state == "open"


def test_answers_collected_elsewhere_are_not_held_up(world):
    version = make_text_version(world.case, asks_who="yes")

    assert make_wave(world.case, version=version, mode="import").state == "open"


def test_the_page_takes_two_people(flagged_wave):
    world, wave = flagged_wave
    url = reverse("surveys:review-list", args=[world.case.public_id, wave.version.public_id])
    show = reverse("surveys:questionnaire-show", args=[world.case.public_id, wave.version.public_id])
    assert url in browser().get(show).content.decode()

    browser("aoki").post(url, {"question": "why", "reason": "必要", "go": "ask"})
    browser("aoki").post(url, {"question": "why", "reason": "自分", "go": "agree"})
    assert [one.is_agreed for one in flagged_questions(wave.version)] == [False]
    browser("baba").post(url, {"question": "why", "reason": "よい", "go": "agree"})

    assert [one.is_agreed for one in flagged_questions(wave.version)] == [True]
    assert browser("chiba").get(url).status_code == 404
    assert url not in browser().get(show).content.decode()


def test_the_case_folder_carries_reviews(flagged_wave):
    world, wave = flagged_wave
    review = ask_review(version=wave.version, question="why", need="必要", by=world.by)
    agree_review(review=review, reason="よい", by=Actor.of_user(world.baba))
    entries = review_entries(world.case)
    QuestionReview.objects.all().delete()

    assert restore_reviews(case=world.case, entries=entries, by=world.by) == 1
    assert review_entries(world.case) == entries
    assert actions.open_wave(wave=wave, by=world.by).state == "open"
