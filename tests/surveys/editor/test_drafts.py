"""Writing a questionnaire on screen: one shared draft, steps that nobody overwrites, versions that stay."""

import pytest

from audit.models import AuditEvent
from casework.models import Case
from core import clock
from core.verdict import Refused
from surveys.editor import actions
from surveys.editor.actions import FaultyChange, Overtaken, mark_of, newest
from surveys.editor.outline import question_seen
from surveys.library import entry
from surveys.logic.authoring import changes
from surveys.logic.authoring.places import question_named
from surveys.logic.definition import new_question
from surveys.models import DraftStep, Questionnaire, QuestionnaireDraft, QuestionnaireVersion
from tests.surveys.factories import make_version, make_wave

pytestmark = pytest.mark.django_db


def yes_no(name, **facts):
    made = new_question(name, "select_one", {"ja": f"{name}？", "en": f"{name}?"})
    made["choices"] = [{"name": code, "label": {"ja": code, "en": code}} for code in ("yes", "no")]
    made.update(facts)
    return made


@pytest.fixture
def draft(world):
    return actions.begin_questionnaire(
        case=world.case, code="mine", title={"ja": "閲覧の調査", "en": "Viewing"}, languages=["ja", "en"], by=world.by
    )


def put(draft, by, question, **more):
    return actions.change_draft(
        draft=draft,
        change=lambda now: changes.put_question(now, "part_1", question),
        what="question_added",
        subject=question["name"],
        by=by,
        **more,
    )


def reword(name, words):
    def change(now):
        question = dict(question_named(now, name))
        question["label"] = {"ja": words, "en": words}
        return changes.replace_question(now, name, question)

    return change


def seen(draft, name):
    return mark_of(question_seen(newest(draft).definition, name))


def test_a_questionnaire_is_written_and_kept_as_its_first_version(world, draft):
    put(draft, world.by, yes_no("q1"))

    version = actions.keep_version(draft=draft, by=world.by)

    assert (version.number, version.questionnaire.code, version.questionnaire.title) == (1, "mine", "閲覧の調査")
    assert [q["name"] for s in version.definition["sections"] for q in s["questions"]] == ["q1"]
    assert version.source.path.read_bytes()[:2] == b"PK"
    assert not QuestionnaireDraft.objects.exists()


def test_the_version_from_which_a_draft_was_begun_stays_as_it_is(world):
    version = QuestionnaireVersion.objects.get(pk=make_wave(world.case).version.pk)
    before = (version.content_hash, version.definition, version.frozen_at)
    version.questionnaire.case = world.case
    draft = actions.begin_draft(version=version, by=world.by)
    home = version.definition["sections"][0]["name"]
    actions.change_draft(
        draft=draft, change=lambda now: changes.put_question(now, home, yes_no("extra")), what="x", by=world.by
    )

    kept = actions.keep_version(draft=draft, by=world.by)

    version = QuestionnaireVersion.objects.get(pk=version.pk)
    assert (version.content_hash, version.definition, version.frozen_at) == before
    assert (kept.number, kept.frozen_at) == (2, None)


def test_the_same_content_is_no_new_version(world):
    version = make_version(world.case, path=entry("F").path, code="f")
    draft = actions.begin_draft(version=version, by=world.by)

    with pytest.raises(Refused, match="第1版と同じ"):
        actions.keep_version(draft=draft, by=world.by)

    assert QuestionnaireVersion.objects.count() == 1


def test_a_questionnaire_has_one_draft(world):
    version = make_version(world.case)
    actions.begin_draft(version=version, by=world.by)

    with pytest.raises(Refused, match="書きかけの下書き"):
        actions.begin_draft(version=version, by=world.by)


def test_what_others_did_to_other_questions_meanwhile_is_kept(world, draft):
    put(draft, world.by, yes_no("q1"))
    put(draft, world.by, yes_no("q2"))
    mark = seen(draft, "q1")

    actions.change_draft(draft=draft, change=reword("q2", "二"), what="question_changed", by=world.by)
    actions.change_draft(
        draft=draft,
        change=reword("q1", "一"),
        what="question_changed",
        by=world.by,
        seen=mark,
        of=lambda now: question_seen(now, "q1"),
    )

    now = newest(draft).definition
    assert [question_named(now, name)["label"]["ja"] for name in ("q1", "q2")] == ["一", "二"]


def test_two_who_change_the_same_question_are_told_and_nothing_is_lost(world, draft):
    put(draft, world.by, yes_no("q1"))
    mark = seen(draft, "q1")
    actions.change_draft(draft=draft, change=reword("q1", "青木"), what="question_changed", by=world.by)

    with pytest.raises(Overtaken) as overtaken:
        actions.change_draft(
            draft=draft,
            change=reword("q1", "馬場"),
            what="question_changed",
            by=world.by,
            seen=mark,
            of=lambda now: question_seen(now, "q1"),
        )

    assert question_named(overtaken.value.step.definition, "q1")["label"]["ja"] == "青木"
    assert newest(draft).revision == 3


def test_two_steps_cannot_take_the_same_place(world, draft, monkeypatch):
    first = newest(draft)
    put(draft, world.by, yes_no("q1"))
    answers = iter([first, *[newest(draft)] * 9])  # the first look was too early
    monkeypatch.setattr(actions, "newest", lambda _draft: next(answers))

    put(draft, world.by, yes_no("q2"))

    kept = draft.steps.order_by("-revision")[0]
    assert kept.revision == 3
    assert [q["name"] for q in kept.definition["sections"][0]["questions"]] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (yes_no("q2", relevant="${nobody} = 'yes'"), "expression_name"),
        (yes_no("q2", relevant="${q2} = 'yes'"), "expression_circle"),
        (yes_no("q1"), "name_twice"),
        (yes_no("q2", choices=[]), "options_missing"),
        (yes_no("q2", label={}), "label_missing"),
    ],
)
def test_what_the_reader_of_workbooks_refuses_is_not_saved(world, draft, question, code):
    put(draft, world.by, yes_no("q1"))

    with pytest.raises(FaultyChange) as faulty:
        put(draft, world.by, question)

    assert faulty.value.faults[0].code == code
    assert newest(draft).revision == 2


def test_a_circle_over_two_questions_is_not_saved(world, draft):
    put(draft, world.by, yes_no("q1"))
    put(draft, world.by, yes_no("q2", relevant="${q1} = 'yes'"))

    with pytest.raises(FaultyChange) as faulty:
        actions.change_draft(
            draft=draft,
            change=lambda now: changes.replace_question(now, "q1", yes_no("q1", relevant="${q2} = 'yes'")),
            what="question_changed",
            by=world.by,
        )

    assert faulty.value.faults[0].params["names"] == "q1 → q2 → q1"


def test_an_unfinished_draft_is_not_kept(world, draft):
    with pytest.raises(Refused, match="まだ完成していません"):
        actions.keep_version(draft=draft, by=world.by)

    assert QuestionnaireDraft.objects.get() == draft


def test_going_back_is_a_step_of_its_own(world, draft):
    put(draft, world.by, yes_no("q1"))
    put(draft, world.by, yes_no("q2"))

    actions.restore_step(draft=draft, revision=2, by=world.by)

    assert [q["name"] for q in newest(draft).definition["sections"][0]["questions"]] == ["q1"]
    assert list(draft.steps.order_by("revision").values_list("revision", "what")) == [
        (1, "begun"),
        (2, "question_added"),
        (3, "question_added"),
        (4, "restored"),
    ]


def test_a_change_that_changes_nothing_is_no_step(world, draft):
    actions.change_draft(draft=draft, change=lambda now: now, what="x", by=world.by)

    assert newest(draft).revision == 1


def test_discarding_leaves_the_versions_and_takes_a_questionnaire_without_any(world, draft):
    version = make_version(world.case)
    other = actions.begin_draft(version=version, by=world.by)

    actions.discard_draft(draft=draft, by=world.by)
    actions.discard_draft(draft=other, by=world.by)

    assert list(Questionnaire.objects.values_list("code", flat=True)) == ["np"]
    assert not DraftStep.objects.exists()


def test_nothing_is_written_in_a_closed_case(world, draft):
    Case.objects.filter(pk=world.case.pk).update(state="closed", closed_at=clock.now())
    draft = QuestionnaireDraft.objects.select_related("questionnaire__case").get()

    with pytest.raises(Refused, match="案件は終了"):
        put(draft, world.by, yes_no("q1"))


def test_each_deed_is_one_line_of_the_trail_without_wordings(world, draft):
    put(draft, world.by, yes_no("q1"))
    actions.keep_version(draft=draft, by=world.by)

    rows = AuditEvent.objects.filter(chain=world.case.chain, type__startswith="surveys.draft").order_by("position")
    assert [(row.type, row.detail.get("name"), row.detail.get("number")) for row in rows] == [
        ("surveys.draft_begun", None, None),
        ("surveys.draft_changed", "q1", None),
        ("surveys.draft_kept", None, 1),
    ]
