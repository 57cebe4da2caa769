"""Keeping a user from a case: with a reason, by an officer, and without a word to the one excluded."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from casework import actions
from casework.exclusions.actions import exclude_user, lift_exclusion
from casework.models import Exclusion, LiftedExclusion, Membership, Role
from casework.queries import cases_of
from core.actor import Actor
from core.models import OutboxMail
from core.verdict import Refused
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db


def page(world: World) -> str:
    return reverse("casework:exclusion-list", args=[world.case.public_id])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_officer_excludes_a_member_and_lifts_it_again_each_with_a_reason() -> None:
    world = make_world()
    client, url = signed_in(world.aoki), page(world)
    case_page = reverse("casework:case-show", args=[world.case.public_id])

    without = client.post(url, {"email": "baba@example.jp", "reason": "  "})
    client.post(url, {"email": "baba@example.jp", "reason": "回答に名前がある"})
    shut = signed_in(world.baba).get(case_page).status_code
    members = client.get(reverse("casework:member-list", args=[world.case.public_id])).content.decode()
    client.post(url, {"user": world.baba.public_id, "reason": " "})
    still = Exclusion.objects.count()
    client.post(url, {"user": world.baba.public_id, "reason": "同姓の別人と分かった"})

    assert (without.status_code, shut, "除外中" in members, still) == (422, 404, True, 1)
    assert signed_in(world.baba).get(case_page).status_code == 200
    assert not Exclusion.objects.exists()
    [lifted] = LiftedExclusion.objects.all()
    assert (lifted.user, lifted.reason, lifted.lift_reason) == (world.baba, "回答に名前がある", "同姓の別人と分かった")
    shown = client.get(url).content.decode()
    assert "回答に名前がある" in shown
    assert "同姓の別人と分かった" in shown
    kinds = ["casework.user_excluded", "casework.exclusion_lifted"]
    deeds = AuditEvent.objects.filter(type__in=kinds).order_by("pk")
    assert [(deed.type, "回答" in str(deed.detail)) for deed in deeds] == [(kind, False) for kind in kinds]


def test_the_one_excluded_learns_of_nothing() -> None:
    world = make_world()
    client = signed_in(world.baba)
    assert world.case.number in client.get("/").content.decode()

    exclude_user(case=world.case, user=world.baba, reason="関係者", by=world.by)

    answers = [client.get(page(world)), client.post(page(world), {"user": world.baba.public_id, "reason": "x"})]
    nowhere = client.get(page(world).replace(str(world.case.public_id), "00000000-0000-0000-0000-000000000000"))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == nowhere.content
    assert world.case.number not in client.get("/").content.decode()
    assert not OutboxMail.objects.exists()
    assert Exclusion.objects.exists()


def test_somebody_who_is_no_member_can_be_excluded_and_then_not_be_added() -> None:
    world = make_world()

    signed_in(world.aoki).post(page(world), {"email": "CHIBA@example.jp", "reason": "関係者"})

    with pytest.raises(Refused):
        actions.set_member(case=world.case, user=world.chiba, role=Role.AUDITOR, by=world.by)
    exclusion = Exclusion.objects.get()
    lift_exclusion(exclusion=exclusion, reason="誤り", by=world.by)
    assert not cases_of(world.chiba).exists()
    with pytest.raises(Refused):
        lift_exclusion(exclusion=exclusion, reason="誤り", by=world.by)


def test_only_officers_open_the_page() -> None:
    world = make_world()
    auditor = make_user("dan")
    actions.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)

    answers = [signed_in(user).get(page(world)).status_code for user in (world.aoki, auditor, world.chiba)]

    assert answers == [200, 403, 404]
    assert "excluded/" not in signed_in(auditor).get(page(world).replace("excluded/", "")).content.decode()


def test_nobody_excludes_themselves_twice_or_the_last_officer_who_may_sign_in() -> None:
    world = make_world()
    with pytest.raises(Refused):
        exclude_user(case=world.case, user=world.aoki, reason="関係者", by=world.by)
    exclude_user(case=world.case, user=world.baba, reason="関係者", by=world.by)
    with pytest.raises(Refused):
        exclude_user(case=world.case, user=world.baba, reason="関係者", by=world.by)

    with pytest.raises(Refused):
        exclude_user(case=world.case, user=world.aoki, reason="関係者", by=Actor.system())
    with pytest.raises(Refused):
        actions.remove_member(case=world.case, user=world.aoki, by=world.by)

    assert Membership.objects.filter(case=world.case, user=world.aoki).exists()


def test_the_line_of_a_member_leads_to_the_page_with_their_address() -> None:
    world = make_world()
    client = signed_in(world.aoki)

    members = client.get(reverse("casework:member-list", args=[world.case.public_id])).content.decode()
    shown = client.get(f"{page(world)}?member={world.baba.public_id}").content.decode()

    assert members.count("?member=") == 1
    assert f"?member={world.baba.public_id}" in members
    assert 'value="baba@example.jp"' in shown
    assert "baba@example.jp" not in client.get(f"{page(world)}?member=x").content.decode()
