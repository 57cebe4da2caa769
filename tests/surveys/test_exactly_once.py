"""Many posts at once: one submission each, and everybody gets the first receipt."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from surveys import actions
from surveys.models import Draft, Response, ResponseVersion
from tests.factories import make_person, make_world
from tests.surveys.factories import invitation_of, make_wave


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at_once", "people", "posts"),
    [(12, 4, 48), pytest.param(50, 200, 600, marks=pytest.mark.heavy)],
)
@pytest.mark.django_db(transaction=True)
def test_parallel_submissions_are_one_version_each(at_once, people, posts):
    world = make_world()
    for n in range(people):
        make_person(world.case, f"P-{n}")
    wave = make_wave(world.case)
    for n in range(people):
        invitation = actions.confirm_identity(invitation=invitation_of(wave, f"P-{n}"))
        actions.save_page(invitation=invitation, answers={"q1_viewed": "no"}, cleared=set())

    def submit(n):
        try:
            invitation = invitation_of(wave, f"P-{n % people}")
            version = actions.submit_answers(invitation=invitation, base_ordinal=0, language="ja")
            return n % people, version.receipt_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=at_once) as pool:
        receipts = list(pool.map(submit, range(posts)))

    assert Response.objects.count() == ResponseVersion.objects.count() == people
    assert len(set(receipts)) == people
    assert {code for _n, code in receipts} == set(ResponseVersion.objects.values_list("receipt_code", flat=True))
    assert not Draft.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_windows_do_not_lose_each_others_pages():
    world = make_world()
    make_person(world.case, "P-0")
    wave = make_wave(world.case)
    actions.confirm_identity(invitation=invitation_of(wave, "P-0"))

    def save(n):
        try:
            actions.save_page(invitation=invitation_of(wave, "P-0"), answers={f"field_{n}": "x"}, cleared=set())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(save, range(8)))

    assert set(Draft.objects.get().answers) == {f"field_{n}" for n in range(8)}
