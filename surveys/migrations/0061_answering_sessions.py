"""Respondents' sessions in a table of their own; unknown links counted for all processes together."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0030_follow_ups")]
    operations = [
        migrations.CreateModel(
            name="AnsweringSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("generation", models.PositiveSmallIntegerField()),
                ("confirmed", models.BooleanField(default=False)),
                ("shared", models.BooleanField(default=False)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="surveys.invitation"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["began_at"], name="answering_session_oldest")]},
        ),
        migrations.CreateModel(
            name="LinkMiss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minute", models.PositiveIntegerField()),
                ("address", models.CharField(max_length=32)),
                ("n", models.PositiveIntegerField(default=0)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("minute", "address"), name="link_miss_once")]},
        ),
    ]
