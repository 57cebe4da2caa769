"""Interviews, questions about single answers, proposed changes, and the personal page for all three."""

import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_second_check"),
        ("casework", "0101_terminal_person"),
        ("core", "0001_initial"),
        ("surveys", "0041_protected_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="responseversion",
            name="mode",
            field=models.CharField(
                choices=[
                    ("self", "Answered personally"),
                    ("proxy", "Entered for the person"),
                    ("interview", "In an interview"),
                    ("import", "Imported"),
                    ("correction", "Corrected after a question was asked"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="AnswerQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("no", models.PositiveIntegerField()),
                ("question", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unclear", "Unclear"),
                            ("contradictory", "Contradicts another answer"),
                            ("explain", "Please explain"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the person"),
                            ("answered", "Waiting for the officer"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("resolution", models.CharField(blank=True, max_length=500)),
                ("opened_at", models.DateTimeField(default=core.clock.now)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answer_queries", to="casework.case"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queries",
                        to="surveys.responseversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("no", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("arranged", "Arranged"),
                            ("held", "Held"),
                            ("sent", "Record given to the person"),
                            ("signed", "Record confirmed"),
                            ("refused", "Record not confirmed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                (
                    "meeting",
                    models.CharField(
                        blank=True,
                        choices=[("in_person", "In person"), ("online", "Online"), ("phone", "By telephone")],
                        max_length=12,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=300)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("voluntary_told", models.BooleanField(default=False)),
                (
                    "recording",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "Nothing was recorded"),
                            ("agreed", "Recorded; the person agreed"),
                            ("refused", "Asked for; the person did not agree, so nothing was recorded"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmed", "The answers are confirmed"),
                            ("changed", "Answers change"),
                            ("unclear", "It stays unclear"),
                            ("nothing", "Nothing came of it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("outcome_note", models.CharField(blank=True, max_length=500)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                ("proposed_at", models.DateTimeField(default=core.clock.now)),
                ("arranged_at", models.DateTimeField(blank=True, null=True)),
                ("held_from", models.DateTimeField(blank=True, null=True)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.responseversion",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interviews", to="casework.case"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interviews", to="accounts.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GuideQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=500)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="surveys.interview"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GuideCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.responseversion",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guides", to="surveys.interview"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("interviewer", "Interviewer"),
                            ("notes", "Takes notes"),
                            ("lawyer", "Lawyer"),
                            ("companion", "Accompanies the person"),
                            ("interpreter", "Interpreter"),
                            ("observer", "Observer"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "represents",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "The person interviewed"),
                            ("company", "The company"),
                            ("investigation", "The investigation"),
                            ("other", "Somebody else"),
                        ],
                        max_length=14,
                    ),
                ),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendees", to="surveys.interview"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("changes", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("evidence_shown", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for the person"),
                            ("accepted", "Accepted"),
                            ("refused", "Not accepted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=80)),
                ("by_label", models.CharField(max_length=300)),
                ("proposed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="surveys.responseversion",
                    ),
                ),
                (
                    "query",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="surveys.answerquery",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="surveys.interview",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewExhibit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("no", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=80)),
                ("by_label", models.CharField(max_length=300)),
                ("placed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exhibits", to="surveys.interview"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CourseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recall", "Free recall"),
                            ("exhibit", "Exhibit shown"),
                            ("statement", "Statement"),
                            ("break", "Break"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="course", to="surveys.interview"
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="showings",
                        to="surveys.interviewexhibit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="surveys.interview"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewGround",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grounds", to="surveys.interview"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("sha256", models.CharField(max_length=64)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=80)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="surveys.interview"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.SlugField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answers", "By certain answers"),
                            ("wish", "Would rather explain in an interview"),
                            ("queries", "Answers marked unclear or contradictory, still open"),
                            ("contradictions", "Answers that contradict each other"),
                            ("population", "Everybody of a population (a cause examined by interview only)"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("conditions", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interview_rules", to="casework.case"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.incident",
                    ),
                ),
                (
                    "population",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.population",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interview_rules",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonalLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("generation", models.PositiveSmallIntegerField(default=1)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="personal_links", to="casework.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="personal_links", to="accounts.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_kind", models.CharField(max_length=12)),
                ("by_label", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("for_office", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "query",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="surveys.answerquery"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("link", "Confirmed by personal link"),
                            ("paper", "Confirmed on paper"),
                            ("refused", "Not confirmed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=1000)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_off",
                        to="surveys.interviewrecord",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AmendmentDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted", models.BooleanField()),
                (
                    "decider",
                    models.CharField(
                        choices=[
                            ("person", "The person"),
                            ("second_officer", "A second officer, because the person could not"),
                        ],
                        max_length=14,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.CharField(blank=True, max_length=80)),
                ("by_label", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "amendment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="surveys.amendment"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendment_decision",
                        to="surveys.responseversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", True), ("version__isnull", False)),
                            models.Q(("accepted", False), ("version__isnull", True)),
                            _connector="OR",
                        ),
                        name="amendment_decision_has_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decider", "person"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="amendment_decision_second_with_reason",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="answerquery",
            index=models.Index(fields=["case", "state", "due_on"], name="answer_query_by_state"),
        ),
        migrations.AddConstraint(
            model_name="answerquery",
            constraint=models.UniqueConstraint(fields=("case", "no"), name="answer_query_no_once"),
        ),
        migrations.AddConstraint(
            model_name="answerquery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=("version", "question", "kind"),
                name="answer_query_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerquery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False), ("state", "closed"), models.Q(("resolution", ""), _negated=True)
                    ),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                    _connector="OR",
                ),
                name="answer_query_closed_with_time",
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(fields=["case", "state"], name="interview_by_state"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(fields=("case", "no"), name="interview_no_once"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "arranged"])),
                fields=("case", "person"),
                name="interview_under_way_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "arranged"), _negated=True),
                    models.Q(("starts_at__isnull", False), models.Q(("meeting", ""), _negated=True)),
                    _connector="OR",
                ),
                name="interview_arranged_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["held", "sent", "signed", "refused"]), _negated=True),
                    models.Q(
                        ("held_from__isnull", False),
                        ("voluntary_told", True),
                        models.Q(("recording", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="interview_held_as_told",
                violation_error_message="Say when it was held, that it was voluntary, and whether it was recorded.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_until__isnull", True), ("held_until__gte", models.F("held_from")), _connector="OR"
                ),
                name="interview_ends_after_beginning",
                violation_error_message="The interview ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["cancelled", "refused"]), _negated=True),
                    models.Q(("end_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="interview_ended_with_reason",
                violation_error_message="Please give a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["signed", "refused", "cancelled"])),
                    models.Q(
                        models.Q(("state__in", ["signed", "refused", "cancelled"]), _negated=True),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="interview_ended_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="guidequestion",
            constraint=models.UniqueConstraint(fields=("interview", "position"), name="guide_question_position_once"),
        ),
        migrations.AddConstraint(
            model_name="guidecopy",
            constraint=models.UniqueConstraint(fields=("interview", "ordinal"), name="guide_copy_once"),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "lawyer"), _negated=True),
                    models.Q(("represents", ""), _negated=True),
                    _connector="OR",
                ),
                name="attendee_lawyer_of_whom",
                violation_error_message="Say whom the lawyer represents.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(fields=("interview", "name", "role"), name="attendee_once"),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="amendment_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("interview__isnull", False), ("query__isnull", True)),
                    models.Q(("interview__isnull", True), ("query__isnull", False)),
                    _connector="OR",
                ),
                name="amendment_of_interview_or_query",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("base",), name="amendment_waiting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewexhibit",
            constraint=models.UniqueConstraint(fields=("interview", "no"), name="interview_exhibit_no_once"),
        ),
        migrations.AddIndex(
            model_name="courseentry",
            index=models.Index(fields=["interview", "at"], name="course_of_interview"),
        ),
        migrations.AddConstraint(
            model_name="courseentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exhibit__isnull", False), ("kind", "exhibit")),
                    models.Q(
                        models.Q(("kind", "exhibit"), _negated=True),
                        ("exhibit__isnull", True),
                        models.Q(("kind", "break"), models.Q(("text", ""), _negated=True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="course_entry_says_something",
            ),
        ),
        migrations.AddIndex(
            model_name="interviewground",
            index=models.Index(fields=["ground"], name="interview_by_ground"),
        ),
        migrations.AddConstraint(
            model_name="interviewground",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ground", ""), _negated=True),
                fields=("interview", "ground"),
                name="interview_ground_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewground",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="interview_ground_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewrecord",
            constraint=models.UniqueConstraint(fields=("interview", "ordinal"), name="interview_record_once"),
        ),
        migrations.AddConstraint(
            model_name="interviewrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="interview_record_change_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewrule",
            constraint=models.UniqueConstraint(
                fields=("case", "code"),
                name="interview_rule_code_once",
                violation_error_message="There is a rule with this code already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "population"), ("population__isnull", False), ("wave__isnull", True)),
                    models.Q(
                        models.Q(("kind", "population"), _negated=True),
                        ("population__isnull", True),
                        ("wave__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="interview_rule_of_wave_or_population",
                violation_error_message="Choose the wave, or for a whole population the population.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personallink",
            constraint=models.UniqueConstraint(fields=("case", "person"), name="personal_link_once"),
        ),
        migrations.AddConstraint(
            model_name="recordsignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("how", "paper"), _negated=True), ("scan__isnull", False), _connector="OR"),
                name="sign_off_paper_kept",
                violation_error_message="Attach the signed paper.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordsignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "refused"), _negated=True),
                    models.Q(("remark", ""), _negated=True),
                    _connector="OR",
                ),
                name="sign_off_refused_with_reason",
                violation_error_message="Please give a reason.",
            ),
        ),
        AppendOnly("surveys_interviewground"),
        AppendOnly("surveys_guidecopy"),
        AppendOnly("surveys_interviewexhibit"),
        AppendOnly("surveys_courseentry"),
        AppendOnly("surveys_interviewrecord"),
        AppendOnly("surveys_recordsignoff"),
        AppendOnly("surveys_interviewfile"),
        AppendOnly("surveys_queryentry"),
        AppendOnly("surveys_amendmentdecision"),
    ]
