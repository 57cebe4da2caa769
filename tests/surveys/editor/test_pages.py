"""The editor's pages without JavaScript: every button, what is said beside a field, who may enter."""

import io
import re

import pytest
from django.urls import reverse

from surveys.editor import actions
from surveys.editor.actions import newest
from surveys.library import ENTRIES, entry
from surveys.logic import read_questionnaire
from surveys.logic.authoring.checking import same
from surveys.logic.authoring.places import question_named
from surveys.logic.definition import all_questions
from surveys.models import QuestionnaireDraft, QuestionnaireVersion
from tests.surveys.editor.test_sheet import KEPT
from tests.surveys.factories import make_version
from tests.surveys.logic.sheets import c, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, world):
    client.force_login(world.aoki)
    return client


@pytest.fixture
def draft(world):
    return actions.begin_draft(version=make_version(world.case, path=entry("F").path, code="f"), by=world.by)


def url(name, thing, *more):
    case = thing.questionnaire.case if hasattr(thing, "questionnaire") else thing
    key = [thing.public_id] if hasattr(thing, "questionnaire") else []
    return reverse(f"surveys:{name}", args=[case.public_id, *key, *more])


def hidden(page, name):
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.content.decode())
    return found[1] if found else ""


def now(draft):
    return newest(draft).definition


def fields(**facts):
    return {
        "type": "select_one",
        "name": "q1",
        "home": "part_1",
        "label-ja": "見ましたか。",
        "label-en": "Did you look?",
        "options": "2",
        "o0-label-ja": "はい",
        "o0-label-en": "Yes",
        "o1-label-ja": "いいえ",
        "o1-label-en": "No",
        "routing": "picked",
        "terms": "0",
        "limiting": "picked",
        "go": "save",
    } | facts


def test_a_questionnaire_is_written_from_nothing_to_a_version(officer, world):
    begun = officer.post(
        url("questionnaire-write", world.case),
        {"code": "mine", "title_ja": "調査", "title_en": "Survey", "languages": ["ja", "en"]},
    )
    draft = QuestionnaireDraft.objects.get()
    assert begun.headers["Location"] == url("draft-show", draft)
    assert officer.post(url("draft-question-new", draft), fields()).status_code == 302
    second = fields(
        name="q2",
        terms="1",
        **{"t0-question": "q1", "t0-compare": "any", "t0-values": ["a1"], "label-ja": "いつですか。", "type": "date"},
    )
    assert officer.post(url("draft-question-new", draft), second).status_code == 302
    assert question_named(now(draft), "q2")["relevant"] == "selected(${q1}, 'a1')"

    page = officer.get(url("draft-show", draft))
    kept = officer.post(url("draft-keep", draft), {"revision": hidden(page, "revision")})

    version = QuestionnaireVersion.objects.get()
    assert kept.headers["Location"] == reverse(
        "surveys:questionnaire-show", args=[world.case.public_id, version.public_id]
    )
    assert [q["name"] for q in version.definition["sections"][0]["questions"]] == ["q1", "q2"]
    assert [c["name"] for c in version.definition["sections"][0]["questions"][0]["choices"]] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"routing": "written", "relevant": "${nobody} = 'yes'"}, "「nobody」"),
        ({"name": "f2_noticed"}, "ほかの質問か部で使われています"),
        ({"name": "two words"}, "two words"),
        ({"options": "0"}, "選択肢を一つ以上"),
        ({"label-ja": "", "label-en": ""}, "少なくとも一つの言語で文を書いてください"),
        ({"terms": "1", "t0-question": "f1_displayed", "t0-compare": "any"}, "回答を一つ以上選ぶか"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(officer, draft, facts, sentence):
    page = officer.post(url("draft-question-new", draft), fields(home="screens", **facts))

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "はい" in page.content.decode() or facts.get("options") == "0"
    assert newest(draft).revision == 1


def test_opening_and_saving_every_question_of_the_library_changes_nothing(officer, draft):
    names = [q["name"] for s in now(draft)["sections"] for q in s["questions"] if "other_of" not in q]
    for name in names:
        page = officer.get(url("draft-question", draft, name)).content.decode()
        assert officer.post(url("draft-question", draft, name), posted_by(page) | {"go": "save"}).status_code == 302

    assert now(draft) == draft.base.definition


def test_opening_and_saving_keeps_what_only_a_workbook_gave(officer, world):
    definition = read(KEPT, c("a", "x", "y", area="x")).definition
    draft = actions.begin_questionnaire(case=world.case, code="kept", title={"ja": "x"}, languages=["ja"], by=world.by)
    actions.change_draft(draft=draft, change=lambda _now: definition, what="restored", by=world.by)

    for name in [q["name"] for q in all_questions(definition) if "other_of" not in q]:
        page = officer.get(url("draft-question", draft, name)).content.decode()
        assert officer.post(url("draft-question", draft, name), posted_by(page) | {"go": "save"}).status_code == 302

    assert same(now(draft), definition)


def posted_by(page):
    """What a browser would send for the form as it stands."""
    form = page[page.index('id="sheet"') : page.index("</form>", page.index('id="sheet"'))]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        facts = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
        if facts.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in facts:
            data.setdefault(facts["name"], []).append(unescape(facts.get("value", "on")))
    for head, body in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.S):
        name = re.search(r'name="([^"]*)"', head)[1]
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        data[name] = [unescape(chosen[1])]
    for head, body in re.findall(r"<textarea([^>]*)>\n?(.*?)</textarea>", form, re.S):
        data[re.search(r'name="([^"]*)"', head)[1]] = [unescape(body)]
    return data


def unescape(text):
    import html  # noqa: PLC0415 -- only here

    return html.unescape(text)


@pytest.mark.parametrize(
    ("go", "codes"),
    [
        ("option-up:1", ["no", "yes"]),
        ("option-down:0", ["no", "yes"]),
        ("option-drop:0", ["no"]),
        ("option-add", ["yes", "no", "", ""]),
        ("honest", ["yes", "no", "dont_remember", "prefer_interview"]),
    ],
)
def test_buttons_of_options_work_without_saving(officer, draft, go, codes):
    data = fields(go=go, home="screens", **{"o0-code": "yes", "o1-code": "no"})

    page = officer.post(url("draft-question-new", draft), data)

    assert [
        unescape(code) for code in re.findall(r'name="o\d+-code" id="[^"]*" value="([^"]*)"', page.content.decode())
    ] == codes
    assert newest(draft).revision == 1


def test_picking_a_question_offers_its_answers(officer, draft):
    page = officer.post(
        url("draft-question-new", draft), fields(go="refresh", terms="1", **{"t0-question": "f6_law_then"})
    )

    options = [c["name"] for c in question_named(now(draft), "f6_law_then")["choices"]]
    assert re.findall(r'name="t0-values" value="([^"]*)"', page.content.decode()) == options


def test_a_second_officer_is_told_and_loses_nothing(officer, draft, world):
    page = officer.get(url("draft-question", draft, "f3_read"))
    mine = posted_by(page.content.decode()) | {"label-ja": ["青木の文"], "go": "save"}
    theirs = posted_by(page.content.decode()) | {"label-ja": ["馬場の文"], "go": "save"}
    officer.force_login(world.baba)
    assert officer.post(url("draft-question", draft, "f3_read"), theirs).status_code == 302
    officer.force_login(world.aoki)

    told = officer.post(url("draft-question", draft, "f3_read"), mine)

    assert told.status_code == 409
    assert "青木の文" in told.content.decode()
    assert "馬場の文" in told.content.decode()
    again = posted_by(told.content.decode()) | {"go": "save"}
    assert officer.post(url("draft-question", draft, "f3_read"), again).status_code == 302
    assert question_named(now(draft), "f3_read")["label"]["ja"] == "青木の文"


def test_a_question_that_somebody_removed_is_not_lost(officer, draft, world):
    page = officer.get(url("draft-question", draft, "f17_remarks"))
    mine = posted_by(page.content.decode()) | {"label-ja": ["青木の文"], "go": "save"}
    officer.post(
        url("draft-question-step", draft, "f17_remarks"),
        {"deed": "remove", "seen": hidden(officer.get(url("draft-show", draft)), "seen")},
    )

    told = officer.post(url("draft-question", draft, "f17_remarks"), mine)

    assert told.status_code == 409
    again = posted_by(told.content.decode()) | {"go": "save"}
    assert officer.post(url("draft-question-new", draft), again).status_code == 302
    assert question_named(now(draft), "f17_remarks")["label"]["ja"] == "青木の文"


@pytest.mark.parametrize("deed", ["up", "down", "copy", "remove"])
def test_buttons_of_questions(officer, draft, deed):
    page = officer.get(url("draft-show", draft))
    order = re.findall(r'data-name="([^"]*)"', page.content.decode())
    seen = re.search(r'id="drop".*?name="seen" value="([^"]*)"', page.content.decode(), re.S)[1]

    officer.post(url("draft-question-step", draft, "f17_remarks"), {"deed": deed, "seen": seen})

    after = re.findall(r'data-name="([^"]*)"', officer.get(url("draft-show", draft)).content.decode())
    place = order.index("f17_remarks")
    expected = {
        "up": [*order[: place - 1], "f17_remarks", order[place - 1]],
        "down": order,
        "copy": [*order, "f17_remarks_2"],
        "remove": order[:-1],
    }[deed]
    assert after == expected


def test_a_question_goes_where_it_was_dropped(officer, draft):
    page = officer.get(url("draft-show", draft)).content.decode()
    seen = re.search(r'id="drop".*?name="seen" value="([^"]*)"', page, re.S)[1]
    home = now(draft)["sections"][0]["name"]

    officer.post(
        url("draft-question-step", draft, "f17_remarks"), {"deed": "move", "home": home, "place": "0", "seen": seen}
    )

    assert now(draft)["sections"][0]["questions"][0]["name"] == "f17_remarks"


def test_a_move_over_somebody_elses_move_does_nothing(officer, draft):
    officer.post(url("draft-question-step", draft, "f17_remarks"), {"deed": "up", "seen": "of yesterday"})

    assert newest(draft).revision == 1


def test_a_question_that_others_name_stays(officer, draft):
    seen = hidden(officer.get(url("draft-show", draft)), "seen")

    page = officer.post(
        url("draft-question-step", draft, "f1_displayed"), {"deed": "remove", "seen": seen}, follow=True
    )

    assert "先にそちらを直すか" in page.content.decode()
    assert question_named(now(draft), "f1_displayed")


def test_parts_are_added_named_moved_copied_and_removed(officer, draft):
    officer.post(url("draft-section", draft), {"deed": "add", "label-ja": "終わりに", "label-en": "At last"})
    page = officer.get(url("draft-show", draft)).content.decode()
    name = now(draft)["sections"][-1]["name"]
    order = re.search(r'id="drop".*?name="seen" value="([^"]*)"', page, re.S)[1]
    officer.post(url("draft-section", draft), {"deed": "up", "name": name, "seen": order})

    assert [s["label"]["ja"] for s in now(draft)["sections"]][-2] == "終わりに"


def test_a_part_gets_a_condition_by_picking_and_the_list_routing_and_trial_show_it(officer, draft):
    address = url("draft-part", draft, "closing")
    picked = officer.post(address, {"routing": "picked", "terms": "1", "t0-question": "f6_law_then", "go": "refresh"})
    offered = re.findall(r'name="t0-values" value="([^"]*)"', picked.content.decode())
    assert offered == [c["name"] for c in question_named(now(draft), "f6_law_then")["choices"]]
    data = posted_by(picked.content.decode()) | {"t0-values": ["knew"], "go": "save"}

    assert officer.post(address, data).status_code == 302

    assert question_named(now(draft), "f17_remarks")["relevant"] == "selected(${f6_law_then}, 'knew')"
    for name in ("draft-show", "draft-graph"):
        assert "f6_law_then が「知っていた」" in officer.get(url(name, draft)).content.decode()
    question = officer.get(url("draft-question", draft, "f17_remarks")).content.decode()
    assert "部の全体に条件があります" in question
    saved = officer.post(url("draft-question", draft, "f17_remarks"), posted_by(question) | {"go": "save"})
    assert saved.status_code == 302
    assert question_named(now(draft), "f17_remarks")["relevant"] == "selected(${f6_law_then}, 'knew')"
    asked = ["f6_law_then", "f7_law_now", "f8_explained"]
    trial = {"section": "law", "shown": asked, "go": "next", "trial": "{}", "q-f7_law_now": "knew"}
    seen = {
        then: shown(officer.post(url("draft-try", draft), trial | {"q-f6_law_then": then, "q-f8_explained": "manual"}))
        for then in ("knew", "did_not_know")
    }
    assert seen == {"knew": ["f16_interview", "f17_remarks"], "did_not_know": []}


def test_a_part_loses_its_condition(officer, draft):
    page = officer.get(url("draft-part", draft, "details")).content.decode()
    data = posted_by(page) | {"terms": ["0"], "go": "save"}

    assert officer.post(url("draft-part", draft, "details"), data).status_code == 302

    assert "relevant" not in now(draft)["sections"][2]
    assert question_named(now(draft), "f9_frequency")["relevant"] is None


def test_opening_and_saving_the_condition_of_a_part_changes_nothing(officer, draft):
    page = officer.get(url("draft-part", draft, "details")).content.decode()

    officer.post(url("draft-part", draft, "details"), posted_by(page) | {"go": "save"})

    assert now(draft) == draft.base.definition


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"routing": "written", "relevant": "${nobody} = 'yes'"}, "「nobody」"),
        ({"routing": "written", "relevant": "${f9_frequency} = 'once'"}, "輪になって"),
        ({"terms": "1", "t0-question": "f1_displayed", "t0-compare": "any", "t0-values": []}, "回答を一つ以上選ぶか"),
    ],
)
def test_a_condition_of_a_part_that_cannot_be_is_not_saved(officer, draft, facts, sentence):
    page = officer.get(url("draft-part", draft, "details")).content.decode()

    told = officer.post(url("draft-part", draft, "details"), posted_by(page) | facts | {"go": "save"})

    assert (told.status_code, newest(draft).revision) == (422, 1)
    assert sentence in told.content.decode()


def test_a_second_officer_is_told_of_another_condition_of_the_part(officer, draft, world):
    address = url("draft-part", draft, "closing")
    page = posted_by(officer.get(address).content.decode())
    asked = {"terms": "1", "t0-question": "f4_used", "t0-compare": "any", "go": "save"}
    officer.force_login(world.baba)
    assert officer.post(address, page | asked | {"t0-values": ["yes"]}).status_code == 302
    officer.force_login(world.aoki)

    told = officer.post(address, page | asked | {"t0-values": ["no"]})

    assert told.status_code == 409
    assert "f4_used が「ある」" in told.content.decode()
    assert officer.post(address, posted_by(told.content.decode()) | {"go": "save"}).status_code == 302
    assert question_named(now(draft), "f17_remarks")["relevant"] == "selected(${f4_used}, 'no')"


@pytest.mark.parametrize("code", [one.code for one in ENTRIES])
def test_every_questionnaire_of_the_library_can_be_looked_at_and_tried(officer, world, code):
    for name in ("library-show", "library-preview", "library-try", "library-use"):
        assert officer.get(url(name, world.case, code)).status_code == 200

    page = officer.get(url("library", world.case)).content.decode()
    assert page.count("わかっている弱点") == 5


def test_a_questionnaire_of_the_library_is_used_in_the_case(officer, world):
    page = officer.post(url("library-use", world.case, "F"), {"code": "f"})

    version = QuestionnaireVersion.objects.get()
    assert (version.questionnaire.code, version.number) == ("f", 1)
    assert str(version.public_id) in page.headers["Location"]


def test_using_it_under_a_code_that_is_there_shows_the_differences_first(officer, world):
    make_version(world.case, path=entry("A").path, code="a")

    page = officer.post(url("library-use", world.case, "B"), {"code": "a"}, follow=True)

    assert QuestionnaireVersion.objects.count() == 1
    assert "b1_viewed" in page.content.decode()
    officer.post(page.request["PATH_INFO"], {"accept": hidden(page, "accept")})
    assert QuestionnaireVersion.objects.count() == 2


def shown(page):
    return re.findall(r'name="shown" value="([^"]*)"', page.content.decode())


def test_routing_reacts_to_trial_answers(officer, world):
    version = make_version(world.case, path=entry("A").path, code="a")
    address = url("version-try", version)
    first = officer.get(address)
    data = {"section": hidden(first, "section"), "trial": "{}", "shown": shown(first), "go": "next"}

    yes = officer.post(address, data | {"q-a1_viewed": "yes"})
    no = officer.post(address, data | {"q-a1_viewed": "no"})
    empty = officer.post(address, data)

    assert shown(first) == ["a1_viewed"]
    assert shown(yes)[0] == "a2_reason"
    assert "最初からやり直す" in no.content.decode()
    assert shown(no) == []
    assert "is-missing" in empty.content.decode()


def test_routing_reacts_on_the_page_itself(officer, draft):
    address = url("draft-try", draft)
    page = officer.post(
        address, {"section": "screens", "trial": "{}", "shown": ["f1_displayed"], "q-f1_displayed": "yes", "go": "x"}
    )
    data = {"trial": unescape(hidden(page, "trial")), "go": "live"}
    following = officer.post(address, data | {"section": "details", "q-f10_period": "known", "shown": ["f10_period"]})

    assert "f10_from" in shown(following)


def test_trial_answers_of_no_shape_are_nothing(officer, world):
    version = make_version(world.case, path=entry("F").path, code="f")
    for carried in ("[", "[1]", '{"f1_displayed": {"a": 1}}', '{"nobody": "x"}', "9" * 200_000):
        page = officer.post(url("version-try", version), {"section": "", "trial": carried, "go": "live"})
        assert hidden(page, "trial") == "{}"


def test_the_trial_may_be_framed_by_our_pages_only(officer, world):
    version = make_version(world.case, path=entry("F").path, code="f")

    framed = officer.get(url("version-try", version))
    page = officer.get(url("version-preview", version))

    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_workbook_of_a_version_gives_the_version_again(officer, world, tmp_path):
    version = make_version(world.case, path=entry("F").path, code="f")

    response = officer.get(url("version-workbook", version))

    target = tmp_path / "f.xlsx"
    target.write_bytes(b"".join(response.streaming_content))
    assert read_questionnaire(target).hash == version.content_hash


def test_a_received_workbook_is_shown_before_it_is_accepted(officer, world):
    version = make_version(world.case, path=entry("A").path, code="a")
    upload = io.BytesIO(entry("B").path.read_bytes())
    upload.name = "b.xlsx"

    page = officer.post(url("version-upload", version), {"file": upload}, follow=True)

    assert "a1_viewed" in page.content.decode()
    assert QuestionnaireVersion.objects.count() == 1
    officer.post(page.request["PATH_INFO"], {"accept": hidden(page, "accept")})
    assert list(QuestionnaireVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    differences = officer.get(url("version-compare", QuestionnaireVersion.objects.get(number=2))).content.decode()
    assert "<h2" in differences
    assert "b1_viewed" in differences


def test_nobody_can_name_another_file(officer, world):
    version = make_version(world.case)
    address = reverse("surveys:version-received", args=[world.case.public_id, version.questionnaire.public_id])

    assert officer.get(f"{address}?file=made-up").status_code == 404


def test_a_part_that_is_not_there_has_no_condition(officer, draft):
    assert officer.get(url("draft-part", draft, "nowhere")).status_code == 404


DRAFT_PAGES = (
    "draft-show",
    "draft-preview",
    "draft-try",
    "draft-graph",
    "draft-history",
    "draft-heading",
    "draft-discard",
)


@pytest.mark.parametrize("name", [*DRAFT_PAGES, "draft-question-new", "draft-compare"])
def test_outsiders_find_nothing(client, draft, world, name):
    client.force_login(world.aoki)
    assert client.get(url(name, draft)).status_code == 200

    client.force_login(world.chiba)

    assert client.get(url(name, draft)).status_code == 404


def test_the_list_of_a_draft_asks_the_database_the_same_for_three_questions_and_for_thirty(
    officer, world, draft, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        officer.get(url("draft-show", draft))
