"""Snapshots and what was made from them only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [AppendOnly("reports_snapshot"), AppendOnly("reports_rendering")]
