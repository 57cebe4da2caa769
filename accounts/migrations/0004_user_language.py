"""In which language mails and pages reach a user; empty: not said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_second_check"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, choices=[("ja", "日本語"), ("en", "English")], default="", max_length=2),
            preserve_default=False,
        ),
    ]
