"""Kept connections to PostgreSQL: one that the server has closed is opened anew before it is used."""

from __future__ import annotations

import select

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone"),
]


def begin_request():
    """As Django does at the end of the request before."""
    connection.close_if_unusable_or_obsolete()
    connection.health_check_enabled = True


def number_of_server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_connection_that_the_server_has_closed_is_opened_anew():
    before = number_of_server_process()
    begin_request()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])
    other.close()
    select.select([connection.connection], [], [], 10)  # the server's last words have come

    assert not connection.is_usable()
    assert number_of_server_process() != before


def test_a_living_connection_is_kept_and_asked_nothing(monkeypatch):
    before = number_of_server_process()
    begin_request()
    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.is_usable", lambda _self: False)

    assert number_of_server_process() == before


def test_a_connection_on_which_something_failed_is_asked(monkeypatch):
    before = number_of_server_process()
    connection.errors_occurred = True
    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.is_usable", lambda _self: False)
    begin_request()

    assert number_of_server_process() != before
