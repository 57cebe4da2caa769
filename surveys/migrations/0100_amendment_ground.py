"""A change of answers may come of what another room follows up."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("surveys", "0080_single_sign_on")]

    operations = [
        migrations.RemoveConstraint(model_name="amendment", name="amendment_of_interview_or_query"),
        migrations.AddField(model_name="amendment", name="ground", field=models.CharField(blank=True, max_length=80)),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=Q(interview__isnull=False, query__isnull=True, ground="")
                | Q(interview__isnull=True, query__isnull=False, ground="")
                | (Q(interview__isnull=True, query__isnull=True) & ~Q(ground="")),
                name="amendment_of_one_source",
            ),
        ),
    ]
