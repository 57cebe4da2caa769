"""Which options tables count, told to the pages of questionnaires."""

import pytest
from django.urls import reverse

from reports.actions import set_tables
from reports.counted_options import counted_options
from surveys.library import entry
from tests.factories import make_world
from tests.surveys.factories import make_version

pytestmark = pytest.mark.django_db
TABLE = {
    "id": "routes",
    "title": "経路",
    "unit": "人",
    "from": "answers_a",
    "base": {"id": "b", "sentence": "母数", "from": "answers_a", "where": {"column": "a1_viewed", "eq": "yes"}},
    "columns": [{"id": "all", "label": "計"}],
    "options": {
        "question": "a3_routes",
        "kind": "multiple",
        "choices": [{"code": "self_found", "label": "発見"}, {"code": "boss", "label": "上司"}],
    },
    "where": {"column": "a4_told", "in": ["yes", "no"]},
}


@pytest.fixture
def world():
    world = make_world()
    make_version(world.case, path=entry("A").path, code="a")
    set_tables(case=world.case, tables=[TABLE], by=world.by)
    return world


def test_options_of_rows_and_conditions_are_counted(world):
    assert counted_options(world.case, "a") == {"a3_routes": {"self_found", "boss"}, "a4_told": {"yes", "no"}}
    assert counted_options(world.case, "b") == {}


def test_the_questionnaire_names_options_that_no_table_counts(world, client):
    version = world.case.questionnaires.get().versions.get()
    client.force_login(world.aoki)

    page = client.get(reverse("surveys:questionnaire-show", args=[world.case.public_id, version.public_id]))

    said = [words for name, words in page.context["hints"] if name == "a3_routes"]
    labels = {
        c["name"]: c["label"]["ja"] for q in entry("A").definition["sections"][1]["questions"] for c in q["choices"]
    }
    assert len(said) == 1
    assert "どの表でも数えていない選択肢があります" in said[0]
    assert labels["manual"] in said[0]
    assert labels["boss"] not in said[0]
    assert "a2_reason" not in [name for name, _words in page.context["hints"]]
