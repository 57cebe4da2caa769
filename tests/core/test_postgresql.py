"""Kept connections to PostgreSQL: one that the server has closed is opened anew before it is used."""

from __future__ import annotations

import select
from datetime import UTC

import pytest
from django.db import DatabaseError, DataError, connection

if connection.vendor != "postgresql":
    pytest.skip("PostgreSQL alone", allow_module_level=True)

from django.db.backends.postgresql import psycopg_any
from psycopg.postgres import types
from psycopg.pq import Format

from audit.models import ChainHead
from core.postgresql import base
from core.prepared import PreparedRow
from surveys.ending.traces import write_anew

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


@pytest.fixture
def another_connection_each_time():
    """What a pooler in transaction mode does: outside a transaction each statement finds nothing of those before."""

    def forget(execute, sql, params, many, context):
        if not connection.in_atomic_block:
            connection.connection.execute(
                "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; EXECUTE 'CLOSE ALL'; EXECUTE 'RESET lock_timeout'; END $$",
                prepare=False,
            )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(forget):
        yield


def use_connections():
    """A prepared statement twice, a result set read in pieces between other statements, the drafts written anew."""
    for number in range(3):
        ChainHead.objects.create(chain=f"test:{number}")
    of_chain = PreparedRow(lambda chain: ChainHead.objects.filter(chain=chain).values_list("chain"))
    found = []
    for row in ChainHead.objects.filter(chain__startswith="test:").order_by("chain").iterator(chunk_size=1):
        found += of_chain.get(row.chain)
    write_anew()
    return found


def test_behind_a_pooler_nothing_is_kept_on_a_connection(monkeypatch, another_connection_each_time):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    assert use_connections() == ["test:0", "test:1", "test:2"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_without_the_setting_a_pooler_is_noticed(another_connection_each_time):
    of_chain = PreparedRow(lambda chain: ChainHead.objects.filter(chain=chain).values_list("chain"))
    of_chain.get("test:0")

    with pytest.raises(DatabaseError, match="prepared statement"):
        of_chain.get("test:1")
