"""Runs, viewing maps and the threads of notes only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_profile_and_types")]
    operations = [
        AppendOnly("evidence_factrun"),
        AppendOnly("evidence_reconciliationrun"),
        AppendOnly("evidence_viewingmap"),
        AppendOnly("evidence_noteentry"),
    ]
