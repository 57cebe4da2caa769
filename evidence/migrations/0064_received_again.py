"""A file handed over once more. The database knows no choices, so the table and its triggers stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0063_pairs")]

    operations = [
        migrations.AlterField(
            model_name="custodyevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("received_again", "Received again"),
                    ("sealed", "Sealed"),
                    ("unlocked", "Opened with a password"),
                    ("used", "Used"),
                    ("derived", "Something was made of it"),
                    ("checked", "Hash checked"),
                    ("damaged", "Hash differs"),
                    ("handed_over", "Handed over"),
                    ("opening_asked", "Opening asked for"),
                    ("opening_granted", "Opening granted"),
                    ("opening_refused", "Opening refused"),
                    ("opened", "Original taken"),
                ],
                max_length=20,
            ),
        ),
    ]
