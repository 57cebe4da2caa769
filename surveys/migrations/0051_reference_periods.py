"""The period that each person was asked about, and the systems that have one of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0100_population_rules"), ("surveys", "0050_progress_counts")]
    operations = [
        migrations.AddField("responseversion", "periods", models.JSONField(null=True)),
        migrations.CreateModel(
            name="AskedSystem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("questions", models.JSONField(default=list)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.system"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked_systems", to="surveys.wave"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "askedsystem", models.UniqueConstraint(fields=("wave", "system"), name="asked_system_once")
        ),
    ]
