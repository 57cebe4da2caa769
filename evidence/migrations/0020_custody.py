"""Who had a file, when, and whole or not; sealed originals; copies of files that came locked."""

import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0100_population_rules'),
        ('core', '0001_initial'),
        ('evidence', '0003_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('columns', models.JSONField(default=list)),
                ('sealed_at', models.DateTimeField(default=core.clock.now)),
                ('log_file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='evidence.logfile')),
            ],
        ),
        migrations.CreateModel(
            name='UnlockedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('unlocked_at', models.DateTimeField(default=core.clock.now)),
                ('log_file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='unlocked', to='evidence.logfile')),
                ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='CustodyEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('received', 'Received'), ('sealed', 'Sealed'), ('unlocked', 'Opened with a password'), ('used', 'Used'), ('derived', 'Something was made of it'), ('checked', 'Hash checked'), ('damaged', 'Hash differs'), ('handed_over', 'Handed over'), ('opening_asked', 'Opening asked for'), ('opening_granted', 'Opening granted'), ('opening_refused', 'Opening refused'), ('opened', 'Original taken')], max_length=20)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('tool', models.CharField(blank=True, max_length=120)),
                ('detail', models.JSONField(default=dict)),
                ('by_kind', models.CharField(max_length=12)),
                ('by_id', models.CharField(blank=True, max_length=64)),
                ('by_label', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='custody_events', to='casework.case')),
                ('log_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody_events', to='evidence.logfile')),
            ],
            options={
                'indexes': [models.Index(fields=['log_file', 'at'], name='custody_event_of_file')],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('granted', 'Granted'), ('refused', 'Refused')], default='asked', max_length=10)),
                ('reason', models.TextField()),
                ('answer', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(default=core.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('log_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='evidence.logfile')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='opening_by_two_people', violation_error_message='Whoever asks cannot decide. Another officer has to.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='opening_decided_with_time'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('log_file', 'asked_by'), name='opening_asked_once')],
            },
        ),
        AppendOnly("evidence_custodyevent"),
        AppendOnly("evidence_seal"),
        AppendOnly("evidence_unlockedcopy"),
    ]
