"""What holds in every test: databases that can be emptied, no network but loopback, a record of what is proven."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from hypothesis import HealthCheck
from hypothesis import settings as examples

from config.translations import compile_language
from core import append_only

pytest_plugins = ["tests.acceptance_record", "tests.chromium"]

LOOPBACK = ("127.", "::1", "localhost")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "client", "admin_client", "django_db_setup"}


# A busy machine is no failure.
examples.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if examples.get_current_profile_name() != "ci":
    examples.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-tests-only",
        action="store_true",
        help="leave out what touches no database: it would show the same again",
    )


def touches_database(item: pytest.Item) -> bool:
    """Whether another database can change the outcome."""
    if item.get_closest_marker("on_one_database") is not None:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def pytest_configure(config: pytest.Config) -> None:
    """The compiled catalogue is not in the repository; pages are tested in Japanese."""
    if not hasattr(config, "workerinput"):
        compile_language(settings.BASE_DIR / "locale", "ja")
        translation_file_changed(None, settings.BASE_DIR / "locale" / "ja.mo")  # Django has read the old one already


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-tests-only"):
        return
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
    items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def tables_that_only_grow_can_be_emptied() -> Iterator[None]:
    """Django empties the tables after a transactional test; the append-only triggers step aside for that moment."""
    empty = TransactionTestCase._fixture_teardown

    def empty_with_triggers_lifted(self: TransactionTestCase) -> None:
        with append_only.suspended():
            empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_with_triggers_lifted)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_network_but_loopback() -> Iterator[None]:
    """A test that reaches out fails with the address it wanted."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"A test wanted to reach {address[0]}; tests stay on this machine.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def the_default_language() -> None:
    """A page that another test read in English leaves nothing behind."""
    translation.deactivate()
