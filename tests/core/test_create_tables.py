"""Tables made in one step of a migration have all that their models say."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.append_only import AppendOnly, protected_tables

ROOMS = ("casework", "surveys", "evidence", "remediation", "reports")


@pytest.mark.django_db
def test_every_table_has_the_columns_and_constraints_of_its_model() -> None:
    with connection.cursor() as cursor:
        for model in (model for room in ROOMS for model in apps.get_app_config(room).get_models()):
            table = model._meta.db_table
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            assert columns == {field.column for field in model._meta.local_concrete_fields}, table
            named = set(connection.introspection.get_constraints(cursor, table))
            wanted = {one.name for one in (*model._meta.constraints, *model._meta.indexes)}
            assert wanted <= named, table


@pytest.mark.django_db
def test_every_table_that_a_migration_made_append_only_is_still_so_after_all_migrations() -> None:
    steps = MigrationLoader(connection).disk_migrations.values()
    wanted = {one.table for step in steps for one in step.operations if isinstance(one, AppendOnly)}
    assert len(wanted) >= 40
    assert set(protected_tables(connection)) == wanted


@pytest.mark.django_db
def test_an_opened_wave_is_guarded_in_the_database_after_all_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'wave_identity_kept'"
            if connection.vendor == "sqlite"
            else "SELECT count(*) FROM pg_trigger WHERE tgname = 'wave_identity_kept'"
        )
        assert cursor.fetchone() == (1,)
