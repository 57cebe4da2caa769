"""Modules of one questionnaire: bases of their own, and each person once over all."""

import pytest

from reports.counting import count_one
from reports.crossing.modules import module_specs, modules_of
from reports.crossing.source import sources_of
from reports.models import ReportTable
from surveys.models import QuestionnaireVersion
from tests.factories import make_person
from tests.reports.factories import make_answer, make_surveyed_world

pytestmark = pytest.mark.django_db
YES_NO = [{"name": "yes", "label": {"ja": "ある"}}, {"name": "no", "label": {"ja": "ない"}}]


def question(name, kind="select_one", relevant=None):
    return {"name": name, "type": kind, "label": {"ja": name}, "relevant": relevant, "choices": YES_NO}


@pytest.fixture
def world():
    world = make_surveyed_world()
    sections = [
        {"name": "np", "label": {"ja": "新電力"}, "questions": [question("np_seen")]},
        {
            "name": "np_more",
            "label": {"ja": "新電力の続き"},
            "questions": [question("np_why", relevant="${np_seen}='yes'")],
        },
        {"name": "fit", "label": {"ja": "FIT"}, "questions": [question("fit_a"), question("fit_b")]},
        {"name": "closing", "label": {"ja": "さいごに"}, "questions": [question("remarks", "text")]},
    ]
    QuestionnaireVersion.objects.update(definition={"title": {"ja": "x"}, "languages": ["ja"], "sections": sections})
    wave = world.case.waves.get(code="w1")
    for number, answers in enumerate(
        [
            {"np_seen": "yes", "fit_a": "no", "fit_b": "yes"},
            {"np_seen": "no", "fit_a": "yes"},
            {"np_seen": "yes"},
            {"remarks": "とくになし"},
        ]
    ):
        make_answer(wave, make_person(world.case, f"M-{number}"), **answers)
    world.case.waves.exclude(pk=wave.pk).delete()
    return world


def tables(world):
    source = sources_of(world.case)[0]
    return [count_one(world.case, spec) for spec in module_specs(world.case, source, modules_of(world.case, source))]


def test_a_module_begins_with_a_choice_that_everybody_is_asked(world):
    found = modules_of(world.case, sources_of(world.case)[0])

    assert [(module.id, module.filters) for module in found] == [("np", ("np_seen",)), ("fit", ("fit_a", "fit_b"))]


def test_each_module_has_the_base_of_those_who_answered_it(world):
    _answered, said_yes = tables(world)
    rows = {row.id: row.cells[-1] for row in said_yes.rows}

    assert [(rows[name].n, rows[name].base_n, str(rows[name].p)) for name in ("np", "fit")] == [
        (2, 3, "66.7"),
        (2, 2, "100"),
    ]
    assert len(said_yes.other_bases) == 3


def test_over_all_modules_each_person_counts_once(world):
    answered, said_yes = tables(world)

    assert [{row.id: row.cells[-1].n for row in table.rows if row.is_total} for table in (answered, said_yes)] == [
        {"sum": 5, "distinct": 3},
        {"sum": 4, "distinct": 3},
    ]
    assert answered.failed + said_yes.failed == ()


def test_the_page_shows_both_tables_and_keeps_one(client, world):
    page = f"/cases/{world.case.public_id}/reports/crossing/modules/"
    client.force_login(world.aoki)

    assert len(client.get(page).context["tables"]) == 2
    assert client.post(page, {"survey": "np", "table": "modules-np-yes"}).status_code == 302
    assert ReportTable.objects.filter(table_id="modules-np-yes").count() == 1


def test_outsiders_find_no_such_page(client, world):
    client.force_login(world.chiba)

    assert client.get(f"/cases/{world.case.public_id}/reports/crossing/modules/").status_code == 404
