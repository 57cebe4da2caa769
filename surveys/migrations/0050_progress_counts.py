"""How far people come and how long they take, as counts of a wave."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0020_contradictions")]
    operations = [
        migrations.AddField("draft", "furthest", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("draft", "active_seconds", models.PositiveIntegerField(null=True)),
        migrations.CreateModel(
            name="ProgressCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reached", "Question reached"), ("minutes", "Minutes of answering")], max_length=8
                    ),
                ),
                ("key", models.CharField(max_length=20)),
                ("shard", models.PositiveSmallIntegerField()),
                ("n", models.PositiveIntegerField(default=0)),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="progress_counts", to="surveys.wave"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "progresscount",
            models.UniqueConstraint(fields=("wave", "kind", "key", "shard"), name="progress_count_once"),
        ),
    ]
