"""A terminal may have been given to one person."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_second_check"),
        ("casework", "0100_population_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="terminal",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="terminals",
                to="accounts.person",
            ),
        ),
    ]
