"""The commands with which an installation gets its users."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from casework.models import Membership
from tests.factories import make_world

pytestmark = pytest.mark.django_db


def run(name: str, *args: str) -> tuple[Any, str]:
    """(document, what was said)."""
    out, said = io.StringIO(), io.StringIO()
    call_command(name, *args, "--json", stdout=out, stderr=said)
    return json.loads(out.getvalue()), said.getvalue()


def test_the_first_user_is_made_changed_and_stopped() -> None:
    made, _said = run("create_user", "First@example.jp", "--name", "最初 の人", "--may-open-cases", "--language", "en")
    mailed, _said = run("create_user", "second@example.jp", "--name", "二人目", "--mail")

    assert (made["email"], made["may_open_cases"], made["language"]) == ("first@example.jp", True, "en")
    assert "/accounts/password/reset/key/" in made["link"]
    assert (mailed["link"], mailed["mailed"], mailed["may_open_cases"]) == (None, True, False)

    run("change_user", "second@example.jp", "--may-open-cases", "yes")
    run("change_user", "first@example.jp", "--active", "no", "--name", "最初の人")
    found, _said = run("list_users")
    assert [(one["email"], one["name"], one["active"], one["may_open_cases"]) for one in found] == [
        ("first@example.jp", "最初の人", False, True),
        ("second@example.jp", "二人目", True, True),
    ]
    with pytest.raises(CommandError):
        run("change_user", "first@example.jp", "--link")


@pytest.mark.parametrize("args", [(), ("a@example.jp",)])
def test_without_a_terminal_everything_has_to_be_named(args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError) as refusal:
        run("create_user", *args)

    assert (refusal.value.returncode, User.objects.exists()) == (2, False)


def test_at_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("a@example.jp\n青木\ny\n"))

    made, said = run("create_user")

    assert (made["email"], made["name"], made["may_open_cases"]) == ("a@example.jp", "青木", True)
    assert "y/n" in said


def test_only_a_case_without_an_officer_gets_one_from_outside() -> None:
    world = make_world()
    with pytest.raises(CommandError):
        run("case_officer", world.case.number, "chiba@example.jp")
    _document, first = run("change_user", "aoki@example.jp", "--active", "no")
    _document, second = run("change_user", "baba@example.jp", "--active", "no")

    assert (first, world.case.number in second) == ("", True)
    named, _said = run("case_officer", world.case.number, "chiba@example.jp")
    assert named == {"case": world.case.number, "officer": "chiba@example.jp"}
    assert Membership.objects.filter(case=world.case, user=world.chiba, role="officer").exists()
