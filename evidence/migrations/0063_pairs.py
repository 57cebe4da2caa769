"""Contradicting rows of two files, side by side."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("evidence", "0062_other_reasons"),
    ]

    operations = [
        migrations.CreateModel(
            name="OverlapPairs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("basis", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                (
                    "overlap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairs", to="evidence.fileoverlap"
                    ),
                ),
                (
                    "rows",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("overlap", "basis"), name="overlap_pairs_once")],
            },
        ),
        AppendOnly("evidence_overlappairs"),
    ]
