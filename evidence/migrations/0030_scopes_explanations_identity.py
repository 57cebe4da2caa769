"""Scopes of incidents, explanations, second checks of ids, values of encrypted columns."""

import core.clock
import django.db.models.deletion
import uuid
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_second_check"),
        ("casework", "0101_terminal_person"),
        ("core", "0001_initial"),
        ("evidence", "0020_custody"),
    ]

    operations = [
        migrations.AddField(
            model_name="logfile",
            name="revealable",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.CreateModel(
            name="ExplanationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("emergency", "Declared emergency"),
                            ("own_customer", "Own customers"),
                            ("entrusted", "Entrusted task"),
                            ("test", "Test by system staff"),
                        ],
                        max_length=14,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("order", models.PositiveIntegerField()),
                ("ground", models.TextField()),
                ("systems", models.JSONField(default=list)),
                ("screens", models.JSONField(default=list)),
                ("categories", models.JSONField(default=list)),
                ("actions", models.JSONField(default=list)),
                ("retailers", models.JSONField(default=list)),
                ("affiliations", models.JSONField(default=list)),
                ("people", models.JSONField(default=list)),
                ("logins", models.JSONField(default=list)),
                ("terminals", models.JSONField(default=list)),
                ("sites", models.JSONField(default=list)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=64)),
                ("by_label", models.CharField(max_length=300)),
                ("proposed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="explanations", to="casework.case"
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="casework.emergencywindow",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExplanationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("approved", "Approved"), ("refused", "Not approved"), ("withdrawn", "Taken back")],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("proposed_by", models.CharField(max_length=300)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=64)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="evidence.explanationrule"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdentityDoubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("system_code", models.CharField(max_length=40)),
                ("login", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name_variant", "Written with a variant of the id's or the name's signs"),
                            ("outside_period", "On the list, but used outside its period"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be checked"),
                            ("accepted", "Accepted by two people"),
                            ("rejected", "Turned down"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("confidence", models.PositiveSmallIntegerField()),
                ("candidates", models.PositiveSmallIntegerField(default=1)),
                ("known_as", models.CharField(blank=True, max_length=200)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("found_at", models.DateTimeField(default=core.clock.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identity_doubts", to="casework.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identity_doubts",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdentityOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepts", models.BooleanField()),
                ("reason", models.TextField()),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=64)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "doubt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="evidence.identitydoubt",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IncidentScope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("incident", "Follows the facts of the incident"), ("person", "Set by hand")],
                        default="person",
                        max_length=10,
                    ),
                ),
                ("systems", models.JSONField(default=list)),
                ("screens", models.JSONField(default=list)),
                ("categories", models.JSONField(default=list)),
                ("actions", models.JSONField(default=list)),
                ("minus", models.JSONField(default=list)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("log_from", models.DateField(blank=True, null=True)),
                ("log_to", models.DateField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("content_hash", models.CharField(max_length=64)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=64)),
                ("by_label", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scopes", to="casework.incident"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="explanationrule",
            index=models.Index(fields=["case", "order"], name="explanation_in_order"),
        ),
        migrations.AddConstraint(
            model_name="explanationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__isnull", True),
                    ("ends_at__isnull", True),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="explanation_ends_after_start",
                violation_error_message="The end lies before the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "emergency"), _negated=True),
                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="explanation_emergency_has_time",
                violation_error_message="An emergency has a beginning and an end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground", ""), _negated=True), name="explanation_has_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationstep",
            constraint=models.UniqueConstraint(fields=("rule", "kind"), name="explanation_step_once"),
        ),
        migrations.AddConstraint(
            model_name="explanationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "approved"), _negated=True),
                    models.Q(("by_label", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="explanation_by_two_people",
                violation_error_message="Whoever proposes a rule cannot approve it. Another officer has to.",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "approved"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="explanation_step_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="identitydoubt",
            index=models.Index(fields=["case", "state"], name="identity_doubt_state"),
        ),
        migrations.AddConstraint(
            model_name="identitydoubt",
            constraint=models.UniqueConstraint(
                fields=("case", "system_code", "login", "person", "kind"), name="identity_doubt_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitydoubt",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__gte", 1), ("confidence__lte", 99)), name="identity_doubt_is_doubt"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitydoubt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="identity_doubt_settled_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="identityopinion",
            constraint=models.UniqueConstraint(fields=("doubt", "by_label"), name="identity_opinion_once_each"),
        ),
        migrations.AddConstraint(
            model_name="identityopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="identity_opinion_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentscope",
            constraint=models.UniqueConstraint(fields=("incident", "number"), name="incident_scope_number_once"),
        ),
        migrations.AddConstraint(
            model_name="incidentscope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("log_from__isnull", True),
                    ("log_to__isnull", True),
                    ("log_to__gte", models.F("log_from")),
                    _connector="OR",
                ),
                name="incident_scope_window",
                violation_error_message="The window ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentscope",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="incident_scope_has_reason"
            ),
        ),
        AppendOnly("evidence_incidentscope"),
        AppendOnly("evidence_explanationrule"),
        AppendOnly("evidence_explanationstep"),
        AppendOnly("evidence_identityopinion"),
    ]
