"""Pages of populations."""

import pytest

from casework.actions import define_population, freeze_population, set_member
from casework.models import Population, Role
from tests.factories import make_person, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    make_person(world.case, "P-1", unit="料金")
    make_person(world.case, "P-2", affiliation="contractor")
    return world


def base(world):
    return f"/cases/{world.case.public_id}/populations/"


def test_a_rule_is_counted_before_it_is_saved(world, client):
    client.force_login(world.aoki)
    wishes = {"code": "p", "title": "自社", "affiliations": ["own"]}

    page = client.post(f"{base(world)}new/", wishes | {"go": "count"})
    assert page.context["count"].members == 1
    assert not Population.objects.exists()

    saved = client.post(f"{base(world)}new/", wishes | {"go": "save"})
    population = Population.objects.get()
    assert saved.url == f"{base(world)}{population.public_id}/"
    assert client.get(saved.url).status_code == 200


def test_what_was_chosen_stands_in_the_form_until_the_population_is_frozen(world, client):
    client.force_login(world.aoki)
    make_person(world.case, "P-3", affiliation="contractor")
    make_person(world.case, "P-4", unit="料金")
    chosen = {"code": "p", "title": "自社", "affiliations": ["own"], "units": ["料金"], "since": "2020-04-01"}
    wishes = chosen | {"listed": "P-2", "leave_out": "P-4, 調査の期間に勤務なし"}
    client.post(f"{base(world)}new/", wishes | {"go": "save"})
    page = f"{base(world)}{Population.objects.get().public_id}/"
    assert "?of=p" in client.get(page).content.decode()

    form = client.get(f"{base(world)}new/?of=p").context["form"]
    again = {name: form[name].value() for name in (*wishes, "employment", "systems")}
    assert again | {"since": str(again["since"])} == wishes | {"employment": [], "systems": []}

    client.post(f"{base(world)}new/?of=p", wishes | {"listed": "P-2 P-3", "go": "save"})
    population = Population.objects.get()
    assert set(population.members.values_list("person__no", flat=True)) == {"P-1", "P-2", "P-3"}
    freeze_population(population=population, by=world.by)
    assert "?of=p" not in client.get(page).content.decode()


def test_an_empty_rule_is_not_everybody(world, client):
    client.force_login(world.aoki)

    page = client.post(f"{base(world)}new/", {"code": "p", "title": "x", "go": "save"})

    assert page.status_code == 200
    assert not Population.objects.exists()


def test_somebody_is_added_late_by_those_who_work_in_the_case_only(world, client):
    population = define_population(case=world.case, code="p", title="自社", affiliations=["own"], by=world.by)
    freeze_population(population=population, by=world.by)
    auditor = make_user("auditor")
    set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    address = f"{base(world)}{population.public_id}/"
    facts = {"person": "P-2", "reason": "名簿もれ"}

    client.force_login(world.chiba)
    assert client.get(address).status_code == 404
    client.force_login(auditor)
    assert client.get(address).status_code == 200
    assert client.post(address, facts).status_code == 403
    client.force_login(world.aoki)
    assert client.post(address, facts).status_code == 302

    assert [(m.person.no, m.late) for m in population.members.order_by("pk")] == [("P-1", False), ("P-2", True)]
