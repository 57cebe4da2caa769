"""What a person does at work, in the company's own words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_user_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="role",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
