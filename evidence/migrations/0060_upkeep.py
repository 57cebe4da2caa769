"""Whether a case's comparison follows by itself."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables"), ("evidence", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("automatic", models.BooleanField(default=True)),
                ("by_label", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField(default=core.clock.now)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="upkeep", to="casework.case"
                    ),
                ),
            ],
        ),
    ]
