"""Outside the case: 404. Inside without the right: 403 with the reason. Excluded: as if it did not exist."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from casework import actions
from casework.access import Right, may, may_open_dossier
from casework.exclusions.actions import exclude_user
from casework.models import Role
from core.verdict import Refused
from tests.factories import make_person, make_user, make_world

pytestmark = pytest.mark.django_db
PAGES = ["case-show", "incident-list", "member-list", "trail"]


@pytest.mark.parametrize("where", PAGES)
def test_a_member_sees_the_page_and_nothing_is_cached(client: Client, where: str) -> None:
    world = make_world()
    client.force_login(world.aoki)

    response = client.get(reverse(f"casework:{where}", args=[world.case.public_id]))

    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("where", PAGES)
def test_an_outsider_finds_nothing(client: Client, where: str) -> None:
    world = make_world()
    client.force_login(world.chiba)

    assert client.get(reverse(f"casework:{where}", args=[world.case.public_id])).status_code == 404


def test_an_excluded_member_finds_nothing_and_no_hint(client: Client) -> None:
    world = make_world()
    url = reverse("casework:case-show", args=[world.case.public_id])
    client.force_login(world.baba)
    assert client.get(url).status_code == 200

    exclude_user(case=world.case, user=world.baba, reason="Named in an answer", by=world.by)

    assert client.get(url).status_code == 404
    assert world.case.number not in client.get("/").content.decode()


def test_without_signing_in_there_is_only_the_sign_in_page(client: Client) -> None:
    world = make_world()

    response = client.get(reverse("casework:case-show", args=[world.case.public_id]))

    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("role", "right", "allowed"),
    [
        (Role.OFFICER, Right.VIEW, True),
        (Role.OFFICER, Right.WORK, True),
        (Role.OFFICER, Right.EVIDENCE, True),
        (Role.OFFICER, Right.AUDIT, True),
        (Role.AUDITOR, Right.VIEW, True),
        (Role.AUDITOR, Right.WORK, False),
        (Role.AUDITOR, Right.EVIDENCE, True),
        (Role.AUDITOR, Right.AUDIT, True),
        (Role.EXECUTIVE, Right.VIEW, False),
        (Role.EXECUTIVE, Right.WORK, False),
        (Role.EXECUTIVE, Right.EVIDENCE, False),
        (Role.EXECUTIVE, Right.AUDIT, False),
    ],
)
def test_rights_follow_the_role(role: Role, right: Right, allowed: bool) -> None:
    world = make_world()
    member = make_user("dan")
    actions.set_member(case=world.case, user=member, role=role, by=world.by)

    verdict = may(member, world.case, right)

    assert (verdict.allowed, bool(str(verdict.reason))) == (allowed, not allowed)


def test_an_executive_is_refused_the_case_pages_with_a_reason(client: Client) -> None:
    world = make_world()
    executive = make_user("eto")
    actions.set_member(case=world.case, user=executive, role=Role.EXECUTIVE, by=world.by)
    client.force_login(executive)

    response = client.get(reverse("casework:case-show", args=[world.case.public_id]), headers={"accept-language": "en"})

    assert response.status_code == 403
    assert "Executives see the overview" in response.content.decode()


def test_nobody_opens_a_dossier_about_themselves() -> None:
    world = make_world()
    other = make_person(world.case, "P-1")
    oneself = make_person(world.case, "P-2", email="AOKI@example.jp")

    assert may_open_dossier(world.aoki, world.case, other).allowed
    assert not may_open_dossier(world.aoki, world.case, oneself).allowed


def test_an_expired_membership_is_none() -> None:
    world = make_world()
    actions.set_member(case=world.case, user=world.baba, role=Role.OFFICER, expires_on=date(2020, 1, 1), by=world.by)

    assert not may(world.baba, world.case, Right.VIEW).allowed


def test_the_last_officer_stays() -> None:
    world = make_world()
    actions.remove_member(case=world.case, user=world.baba, by=world.by)

    with pytest.raises(Refused):
        actions.remove_member(case=world.case, user=world.aoki, by=world.by)


def test_who_only_reads_gets_no_link_to_the_form_of_an_incident(client: Client) -> None:
    world = make_world()
    system = actions.add_system(case=world.case, code="x", name="顧客管理", by=world.by)
    incident = actions.record_incident(case=world.case, no="I-1", title="閲覧", systems=[system], by=world.by)
    auditor = make_user("auditor")
    actions.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    page, form = (
        reverse("casework:incident-list", args=[world.case.public_id]),
        reverse("casework:incident-edit", args=[world.case.public_id, incident.public_id]),
    )

    client.force_login(world.aoki)
    assert form in client.get(page).content.decode()
    client.force_login(auditor)
    assert form not in client.get(page).content.decode()


def test_the_company_is_named_in_the_language_of_the_reader(client: Client) -> None:
    world = make_world()
    world.case.organisation.name_en = "Minato Electric"
    world.case.organisation.save()
    client.force_login(world.aoki)

    pages = {
        language: client.get("/", headers={"accept-language": language}).content.decode() for language in ("ja", "en")
    }

    assert [world.case.organisation.name in pages["ja"], "Minato Electric" in pages["en"]] == [True, True]
    assert world.case.organisation.name not in pages["en"]
