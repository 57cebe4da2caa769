"""The demo: loaded once, found again, refused where its known password would be dangerous."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from audit.models import AuditEvent
from casework.models import Case, Membership
from config.management.commands import demo
from surveys.models import Wave

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sample_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third example alone: the other two are loaded in the tests of tables and classes."""
    monkeypatch.setattr(demo, "EXAMPLES", ("mihon",))


def run() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_demo_is_refused_on_a_real_installation(settings: Any) -> None:
    settings.INSECURE_LOOPBACK = settings.DEBUG = False

    with pytest.raises(CommandError):
        run()

    assert User.objects.count() == 0


@pytest.mark.slow
def test_the_demo_makes_three_users_and_prints_how_to_sign_in(sample_only: None) -> None:
    said = run()

    roles = dict(Membership.objects.values_list("user__email", "role"))
    assert roles == {"officer@example.jp": "officer", "executive@example.jp": "executive"}
    assert User.objects.count() == 3
    assert all(email in said for email, _name, _role in demo.USERS)
    assert demo.PASSWORD in said


@pytest.mark.slow
def test_a_second_run_changes_nothing(sample_only: None) -> None:
    first = run()
    events = AuditEvent.objects.count()

    assert run() == first
    assert (Case.objects.count(), AuditEvent.objects.count()) == (1, events)


@pytest.mark.slow
@pytest.mark.acceptance("KY-25")
def test_the_printed_link_opens_the_landing_page(sample_only: None) -> None:
    said = run()
    link = re.search(r"http\S+/i/\S+", said)

    assert link is not None
    assert Wave.objects.get().state == "open"
    assert Client().get(link.group().replace("http://127.0.0.1:8000", "")).status_code == 200
