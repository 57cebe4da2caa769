"""Proof of identity: codes by mail, and tries counted in the database."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache

from core import outbox
from core.models import OutboxMail
from core.verdict import Refused
from surveys import actions
from surveys.models import Draft, IdentityTry
from surveys.tokens import code_for
from tests.surveys.factories import entered, invitation_of, make_wave

pytestmark = pytest.mark.django_db


def mailed_code():
    outbox.send_waiting()
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE).group()


def test_a_link_alone_does_not_get_in_where_a_code_is_asked_for(world):
    wave = make_wave(world.case, proof="mailed_code")
    client = entered(wave, confirm=False)

    assert client.post("/answer/", {"go": "me"}).status_code == 422
    assert client.get("/answer/review/").url == "/answer/"
    assert not Draft.objects.exists()


def test_the_code_goes_to_the_registered_address_and_works_once(world):
    wave = make_wave(world.case, proof="mailed_code")
    client = entered(wave, confirm=False)
    client.post("/answer/code/")
    code = mailed_code()
    assert mail.outbox[-1].to == ["saeki@example.jp"]
    assert "saeki@example.jp" not in client.get("/answer/").content.decode()

    assert client.post("/answer/", {"go": "me", "code": code}).status_code == 302
    other = entered(wave, confirm=False)
    assert other.post("/answer/", {"go": "me", "code": code}).status_code == 422


def test_the_code_lies_in_no_table(world):
    wave = make_wave(world.case, proof="mailed_code")
    made = actions.request_code(invitation=invitation_of(wave, "P-001"))

    rows = str(list(OutboxMail.objects.values())) + str(list(IdentityTry.objects.values()))
    assert code_for(made.public_id) not in re.findall(r"(?<!\d)\d{6}(?!\d)", rows)


def test_a_code_dies_after_ten_minutes_and_a_newer_one_replaces_it(world):
    wave = make_wave(world.case, proof="mailed_code")
    invitation = invitation_of(wave, "P-001")
    start = dt.datetime(2023, 4, 3, 1, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        first = actions.request_code(invitation=invitation)
    with time_machine.travel(start + dt.timedelta(minutes=5), tick=False):
        second = actions.request_code(invitation=invitation)
        with pytest.raises(Refused):
            actions.confirm_identity(invitation=invitation, code=code_for(first.public_id))
    with time_machine.travel(start + dt.timedelta(minutes=16), tick=False), pytest.raises(Refused):
        actions.confirm_identity(invitation=invitation, code=code_for(second.public_id))


def test_codes_are_mailed_three_times_an_hour_at_most(world):
    invitation = invitation_of(make_wave(world.case, proof="mailed_code"), "P-001")
    for _turn in range(3):
        actions.request_code(invitation=invitation)

    with pytest.raises(Refused):
        actions.request_code(invitation=invitation)


@pytest.mark.parametrize("proof", ["employee_number", "mailed_code"])
def test_after_five_wrong_tries_the_right_one_waits_an_hour_whichever_process_serves_it(world, proof):
    wave = make_wave(world.case, proof=proof)
    right = {"employee_number": "P-001"}
    for _turn in range(5):
        entered(wave, confirm=False).post("/answer/", {"go": "me", "employee_number": "X", "code": "000000"})
        cache.clear()  # another process knows nothing of this one's memory
    if proof == "mailed_code":
        right = {"code": code_for(actions.request_code(invitation=invitation_of(wave, "P-001")).public_id)}

    assert entered(wave, confirm=False).post("/answer/", {"go": "me"} | right).status_code == 422
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61)
    with time_machine.travel(later, tick=False):
        if proof == "mailed_code":
            right = {"code": code_for(actions.request_code(invitation=invitation_of(wave, "P-001")).public_id)}
        assert entered(wave, confirm=False).post("/answer/", {"go": "me"} | right).status_code == 302


def test_a_good_try_is_not_counted(world):
    wave = make_wave(world.case, proof="employee_number")
    for _turn in range(7):
        assert (
            entered(wave, confirm=False).post("/answer/", {"go": "me", "employee_number": "P-001"}).status_code == 302
        )
    assert not IdentityTry.objects.exists()
