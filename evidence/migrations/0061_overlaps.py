"""Rows received twice: overlaps of files, decisions about them, and what is counted of a file."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("evidence", "0060_upkeep"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileOverlap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("same", models.BigIntegerField()),
                ("contradicting", models.BigIntegerField()),
                ("only_earlier", models.BigIntegerField()),
                ("only_later", models.BigIntegerField()),
                (
                    "default",
                    models.CharField(
                        choices=[("once", "The same extract: count once"), ("both", "Two happenings: count both")],
                        max_length=4,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("found_at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="OverlapDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "counting",
                    models.CharField(
                        choices=[("once", "The same extract: count once"), ("both", "Two happenings: count both")],
                        max_length=4,
                    ),
                ),
                ("reason", models.TextField()),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name="logfile",
            name="counted",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="logfile",
            name="twice",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="logfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("twice", 0),
                    models.Q(("counted__isnull", False), ("twice__gt", 0), ("twice__lte", models.F("accepted"))),
                    _connector="OR",
                ),
                name="log_file_twice_of_accepted",
            ),
        ),
        migrations.AddField(
            model_name="fileoverlap",
            name="earlier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="overlaps_later", to="evidence.logfile"
            ),
        ),
        migrations.AddField(
            model_name="fileoverlap",
            name="later",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="overlaps_earlier", to="evidence.logfile"
            ),
        ),
        migrations.AddField(
            model_name="fileoverlap",
            name="rows",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="overlapdecision",
            name="overlap",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="evidence.fileoverlap"
            ),
        ),
        migrations.AddConstraint(
            model_name="fileoverlap",
            constraint=models.UniqueConstraint(fields=("earlier", "later"), name="file_overlap_once"),
        ),
        migrations.AddConstraint(
            model_name="fileoverlap",
            constraint=models.CheckConstraint(
                condition=models.Q(("earlier", models.F("later")), _negated=True), name="file_overlap_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="fileoverlap",
            constraint=models.CheckConstraint(
                condition=models.Q(("same", 0), ("rows__isnull", False), _connector="OR"), name="file_overlap_has_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="overlapdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="overlap_decision_has_reason"
            ),
        ),
        AppendOnly("evidence_fileoverlap"),
        AppendOnly("evidence_overlapdecision"),
    ]
