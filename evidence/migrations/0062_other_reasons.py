"""Reasons besides emergencies that a log can be held against."""

from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("evidence", "0061_overlaps")]

    operations = [
        migrations.AddField(model_name="viewingmap", name="other_reasons", field=models.JSONField(default=dict)),
        AppendOnly("evidence_viewingmap"),
    ]
