"""A log-in id may come from a second check."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people_file"),
    ]

    operations = [
        migrations.AlterField(
            model_name="loginid",
            name="origin",
            field=models.CharField(
                choices=[
                    ("roster", "From the roster"),
                    ("file", "From a list of log-in ids"),
                    ("interview", "Found out in an interview"),
                    ("second_check", "Accepted in the second check"),
                ],
                default="roster",
                max_length=12,
            ),
        ),
    ]
