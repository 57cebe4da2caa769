"""How long unsubmitted answers are kept after the end of a wave."""

from django.db import migrations, models

from surveys.wave_identity import WaveIdentityKept


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0110_holds'),
        ('surveys', '0100_amendment_ground'),
    ]

    operations = [
        migrations.AddField(
            model_name='wave',
            name='drafts_kept_days',
            field=models.PositiveSmallIntegerField(default=14),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.CheckConstraint(condition=models.Q(('drafts_kept_days__gte', 1), ('drafts_kept_days__lte', 365)), name='wave_drafts_kept_a_year_at_most', violation_error_message='Unsubmitted answers are kept for 1 to 365 days.'),
        ),
        WaveIdentityKept(),
    ]
