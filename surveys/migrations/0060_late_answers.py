"""One person may answer after the end of a wave, for a reason."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("surveys", "0021_drafts_pooling")]
    operations = [
        migrations.AddField("invitation", "late_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("invitation", "late_reason", models.CharField(blank=True, max_length=300, default=""), preserve_default=False),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                condition=Q(("late_until__isnull", True)) | ~Q(("late_reason", "")), name="invitation_late_with_reason"
            ),
        ),
    ]
