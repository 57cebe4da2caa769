"""Notes with ground, due day and reason; kept searches and pinned rows; more questions in the viewing map."""

import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people_file"),
        ("casework", "0100_population_rules"),
        ("evidence", "0030_scopes_explanations_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RowPin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_row", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("facts", models.JSONField(default=dict)),
                ("remark", models.TextField(blank=True)),
                ("by_label", models.CharField(max_length=300)),
                ("row_at", models.DateTimeField()),
                ("pinned_at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("question", models.CharField(max_length=300)),
                ("filters", models.JSONField(default=dict)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=64)),
                ("by_label", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("laid_aside_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("data_hash", models.CharField(max_length=64)),
                ("rows_hash", models.CharField(max_length=64)),
                ("figures", models.JSONField(default=dict)),
                ("conclusion", models.TextField(blank=True)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="discrepancynote",
            name="discrepancy_note_open_once",
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="about",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="automatic",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="gone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="ground",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="led_to",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("rightful_work", "Work that the person was charged with"),
                    ("emergency", "Work during a declared emergency"),
                    ("no_intent", "The screen opened without being looked for"),
                    ("remembered", "Remembered later; the answer is corrected by the person"),
                    ("other_user", "Somebody else used the id"),
                    ("wrong_mapping", "The id had been mapped to the wrong person"),
                    ("question_read_otherwise", "The question was understood otherwise"),
                    ("other_period", "The answer speaks of another period or system"),
                    ("log_incomplete", "The log is incomplete or wrong here"),
                    ("answer_stands", "Both stand: log and answer stay different"),
                    ("not_to_be_cleared", "It cannot be cleared up any more"),
                    ("no_longer_found", "A later comparison no longer finds it"),
                    ("other", "Another reason"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="discrepancynote",
            name="seen_in",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.reconciliationrun",
            ),
        ),
        migrations.AddField(
            model_name="reconciliationrun",
            name="parts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="viewingmap",
            name="emergency_reasons",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="viewingmap",
            name="reason_question",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="viewingmap",
            name="system_question",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="viewingmap",
            name="systems",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="discrepancynote",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="discrepancy_notes",
                to="accounts.person",
            ),
        ),
        migrations.AlterField(
            model_name="discrepancynote",
            name="type",
            field=models.CharField(
                choices=[
                    ("denied_though_logged", "In the log, but answered «no»"),
                    ("reported_though_not_logged", "Answered «yes», but not in the log"),
                    ("no_answer", "In the log, without an answer"),
                    ("unsure", "In the log, does not remember"),
                    ("not_asked", "In the log, not asked"),
                    ("period_unclear", "Answered «yes», the period is unclear"),
                    ("unmapped_id", "Log-in id that belongs to nobody known"),
                    ("shared_id", "Log-in id used by several people"),
                    ("contradiction", "Contradiction inside the answers"),
                    ("volume_outlier", "Far more rows than comparable people"),
                    ("other", "Other"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="discrepancynote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False), models.Q(("state", "closed"), _negated=True)),
                fields=("incident", "person", "type"),
                name="discrepancy_note_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="discrepancynote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True), models.Q(("state", "closed"), _negated=True)),
                fields=("incident", "about", "type"),
                name="discrepancy_note_of_id_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="discrepancynote",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", False), models.Q(("about", ""), _negated=True), _connector="OR"),
                name="discrepancy_note_about_somebody",
                violation_error_message="A note is about a person or about a log-in id.",
            ),
        ),
        migrations.AddField(
            model_name="rowpin",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="row_pins", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="rowpin",
            name="log_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pins", to="evidence.logfile"
            ),
        ),
        migrations.AddField(
            model_name="rowpin",
            name="note",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pins",
                to="evidence.discrepancynote",
            ),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="saved_searches", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="rowpin",
            name="search",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="pins", to="evidence.savedsearch"
            ),
        ),
        migrations.AddField(
            model_name="searchrun",
            name="fact_run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.factrun"
            ),
        ),
        migrations.AddField(
            model_name="searchrun",
            name="search",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="evidence.savedsearch"
            ),
        ),
        migrations.AddConstraint(
            model_name="rowpin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note__isnull", False)),
                fields=("note", "log_file", "file_row"),
                name="row_pinned_once_per_note",
                violation_error_message="This row is pinned to the note already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rowpin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note__isnull", True), ("search__isnull", False)),
                fields=("search", "log_file", "file_row"),
                name="row_pinned_once_per_search",
                violation_error_message="This row is pinned to the search already.",
            ),
        ),
        migrations.AddIndex(
            model_name="searchrun",
            index=models.Index(fields=["search", "at"], name="search_run_of_search"),
        ),
        AppendOnly("evidence_searchrun"),
        AppendOnly("evidence_viewingmap"),
        AppendOnly("evidence_reconciliationrun"),
    ]
