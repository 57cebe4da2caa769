"""The tables as they were first given to others, in one step; an installation that has the earlier steps keeps them."""

import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly
from core.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_append_only"),
        ("reports", "0031_acknowledgement"),
    ]

    dependencies = [
        ('casework', '0001_tables'),
        ('core', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Edition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('ordinal', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('title_en', models.CharField(blank=True, max_length=200)),
                    ('recipient', models.CharField(blank=True, max_length=200)),
                    ('as_of', models.DateField()),
                    ('audience', models.CharField(choices=[('internal', 'Within the company'), ('regulator', 'The regulator'), ('public', 'The public')], default='internal', max_length=12)),
                    ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English')], default='ja', max_length=2)),
                    ('suppress_below', models.PositiveSmallIntegerField(default=0)),
                    ('sections', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('frozen', 'Frozen')], default='draft', max_length=8)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='ReportTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('table_id', models.CharField(max_length=80)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('spec', models.JSONField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_tables', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='Snapshot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('sha256', models.CharField(db_index=True, max_length=64)),
                    ('verification_code', models.CharField(max_length=20)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='snapshot', to='reports.edition')),
                ],
            ),
            migrations.CreateModel(
                name='Rendering',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('pdf', 'PDF'), ('xlsx', 'Excel workbook')], max_length=6)),
                    ('sha256', models.CharField(max_length=64)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renderings', to='reports.snapshot')),
                ],
            ),
            migrations.CreateModel(
                name='Acknowledgement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('overview', 'The overview'), ('wording', 'A changed wording')], max_length=10)),
                    ('subject', models.CharField(blank=True, max_length=60)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='casework.case')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['case', 'kind', '-at'], name='acknowledgement_newest')],
                    'constraints': [models.UniqueConstraint(fields=('case', 'user', 'kind', 'subject', 'fingerprint'), name='acknowledgement_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='edition',
                constraint=models.UniqueConstraint(fields=('case', 'ordinal'), name='edition_ordinal_once', violation_error_message='There is an edition with this number already.'),
            ),
            migrations.AddConstraint(
                model_name='reporttable',
                constraint=models.UniqueConstraint(fields=('case', 'table_id'), name='report_table_once'),
            ),
            migrations.AddConstraint(
                model_name='rendering',
                constraint=models.UniqueConstraint(fields=('snapshot', 'kind'), name='rendering_once'),
            ),
        ]),
        AppendOnly("reports_snapshot"),
        AppendOnly("reports_rendering"),
        AppendOnly("reports_acknowledgement"),
    ]
