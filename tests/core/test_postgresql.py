"""Kept connections to PostgreSQL: one that the server has closed is opened anew before it is used."""

from __future__ import annotations

import select
from datetime import UTC

import pytest
from django.db import DataError, connection

if connection.vendor != "postgresql":
    pytest.skip("PostgreSQL alone", allow_module_level=True)

from django.db.backends.postgresql import psycopg_any
from psycopg.postgres import types
from psycopg.pq import Format

from core.postgresql import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _new_connection():
    """One kept from earlier tests may be as old as a connection may grow, and would be closed for that."""
    connection.close()


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


TIMES = [
    "2023-02-01 09:00:00+09",
    "2023-02-01 00:00:00.5+00",
    "0001-01-01 00:00:00.000001+00",
    "9999-12-31 23:59:59+00",
]


def test_times_are_read_as_django_reads_them():
    connection.ensure_connection()
    read = []
    for loader in (base.InUtc, type("OfDjango", (psycopg_any.BaseTzLoader,), {"timezone": UTC})):
        with connection.connection.cursor() as cursor:
            cursor.adapters.register_loader("timestamptz", loader)
            cursor.execute("SELECT unnest(%s::text[])::timestamptz", [TIMES])
            read.append([time for (time,) in cursor.fetchall()])

    assert read[0] == read[1]
    assert [time.tzinfo for time in read[0]] == [UTC] * len(TIMES)
    assert connection.connection.adapters.get_loader(types["timestamptz"].oid, Format.TEXT) is base.InUtc


def test_a_time_that_python_has_no_day_for_is_refused_as_ever():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")

        with pytest.raises(DataError):
            cursor.fetchone()
