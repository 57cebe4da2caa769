"""The tables as they were first given to others, in one step; an installation that has the earlier steps keeps them."""

import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("casework", "0001_initial"),
        ("casework", "0100_population_rules"),
        ("casework", "0101_terminal_person"),
    ]

    dependencies = [
        ('accounts', '0003_second_check'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('number', models.CharField(max_length=40, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('title_en', models.CharField(blank=True, max_length=200)),
                    ('time_zone', models.CharField(default='Asia/Tokyo', max_length=60)),
                    ('language', models.CharField(choices=[('ja', 'Japanese'), ('en', 'English')], default='ja', max_length=2)),
                    ('fiscal_year_start', models.PositiveSmallIntegerField(default=4)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                    ('opened_at', models.DateTimeField(default=core.clock.now)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='accounts.organisation')),
                    ('roster', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='accounts.roster')),
                ],
            ),
            migrations.CreateModel(
                name='Exclusion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('added_at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='casework.case')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_exclusions', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('officer', 'Compliance officer'), ('executive', 'Executive'), ('auditor', 'Auditor')], max_length=12)),
                    ('expires_on', models.DateField(blank=True, null=True)),
                    ('added_at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='casework.case')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Population',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('code', models.CharField(max_length=40)),
                    ('title', models.CharField(max_length=200)),
                    ('rule', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('frozen_at', models.DateTimeField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='populations', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='PopulationExclusion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=200)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='population_exclusions', to='accounts.person')),
                    ('population', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='casework.population')),
                ],
            ),
            migrations.CreateModel(
                name='PopulationMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('late', models.BooleanField(default=False)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('added_at', models.DateTimeField(default=core.clock.now)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='population_memberships', to='accounts.person')),
                    ('population', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='casework.population')),
                ],
            ),
            migrations.AddField(
                model_name='population',
                name='people',
                field=models.ManyToManyField(related_name='populations', through='casework.PopulationMember', to='accounts.person'),
            ),
            migrations.CreateModel(
                name='System',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('code', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=200)),
                    ('name_en', models.CharField(blank=True, max_length=200)),
                    ('log_kept', models.BooleanField(default=True)),
                    ('log_identifies', models.CharField(choices=[('person', 'The person (by log-in id)'), ('terminal', 'The terminal only'), ('none', 'Neither')], default='person', max_length=10)),
                    ('introduced_on', models.DateField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='systems', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='Incident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('no', models.CharField(max_length=20)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('title', models.CharField(max_length=300)),
                    ('title_en', models.CharField(blank=True, max_length=300)),
                    ('nature', models.CharField(choices=[('defect', 'Could be viewed by mistake'), ('permission', 'Was permitted, later judged improper')], default='defect', max_length=12)),
                    ('category', models.CharField(blank=True, max_length=40)),
                    ('summary', models.TextField(blank=True)),
                    ('viewable_from', models.DateField(blank=True, null=True)),
                    ('viewable_to', models.DateField(blank=True, null=True)),
                    ('viewable_note', models.CharField(blank=True, max_length=300)),
                    ('log_from', models.DateField(blank=True, null=True)),
                    ('log_to', models.DateField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='casework.case')),
                    ('systems', models.ManyToManyField(blank=True, related_name='incidents', to='casework.system')),
                ],
            ),
            migrations.CreateModel(
                name='EmergencyWindow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('area', models.CharField(blank=True, max_length=200)),
                    ('items', models.TextField(blank=True)),
                    ('approved_by', models.CharField(blank=True, max_length=200)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='emergency_windows', to='casework.case')),
                    ('systems', models.ManyToManyField(blank=True, related_name='emergency_windows', to='casework.system')),
                ],
            ),
            migrations.CreateModel(
                name='Terminal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('no', models.CharField(max_length=80)),
                    ('kind', models.CharField(blank=True, max_length=80)),
                    ('site', models.CharField(blank=True, max_length=200)),
                    ('affiliation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terminals', to='accounts.affiliation')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terminals', to='casework.case')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='terminals', to='accounts.person')),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terminals', to='casework.system')),
                ],
            ),
            migrations.CreateModel(
                name='UnitSpell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('unit', models.CharField(max_length=200)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unit_spells', to='accounts.person')),
                ],
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('fiscal_year_start__gte', 1), ('fiscal_year_start__lte', 12)), name='case_fiscal_month'),
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(('closed_at__isnull', True), ('state', 'open')), _connector='OR'), name='case_closed_with_time'),
            ),
            migrations.AddConstraint(
                model_name='exclusion',
                constraint=models.UniqueConstraint(fields=('case', 'user'), name='exclusion_once'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.UniqueConstraint(fields=('case', 'user'), name='membership_once'),
            ),
            migrations.AddConstraint(
                model_name='populationexclusion',
                constraint=models.UniqueConstraint(fields=('population', 'person'), name='population_exclusion_once'),
            ),
            migrations.AddConstraint(
                model_name='populationmember',
                constraint=models.UniqueConstraint(fields=('population', 'person'), name='population_member_once'),
            ),
            migrations.AddConstraint(
                model_name='population',
                constraint=models.UniqueConstraint(fields=('case', 'code'), name='population_code_once'),
            ),
            migrations.AddConstraint(
                model_name='system',
                constraint=models.UniqueConstraint(fields=('case', 'code'), name='system_code_once'),
            ),
            migrations.AddConstraint(
                model_name='incident',
                constraint=models.UniqueConstraint(fields=('case', 'no'), name='incident_no_once', violation_error_message='There is an incident with this number already.'),
            ),
            migrations.AddConstraint(
                model_name='incident',
                constraint=models.CheckConstraint(condition=models.Q(('viewable_from__isnull', True), ('viewable_to__isnull', True), ('viewable_to__gte', models.F('viewable_from')), _connector='OR'), name='incident_viewable_period', violation_error_message='The viewable period ends before it begins.'),
            ),
            migrations.AddConstraint(
                model_name='incident',
                constraint=models.CheckConstraint(condition=models.Q(('log_from__isnull', True), ('log_to__isnull', True), ('log_to__gte', models.F('log_from')), _connector='OR'), name='incident_log_window', violation_error_message='The log window ends before it begins.'),
            ),
            migrations.AddConstraint(
                model_name='emergencywindow',
                constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='emergency_ends_after_start', violation_error_message='The end lies before the start.'),
            ),
            migrations.AddConstraint(
                model_name='terminal',
                constraint=models.UniqueConstraint(fields=('system', 'no'), name='terminal_no_once'),
            ),
            migrations.AddIndex(
                model_name='unitspell',
                index=models.Index(fields=['unit', 'ends_on'], name='unit_spell_by_unit'),
            ),
            migrations.AddConstraint(
                model_name='unitspell',
                constraint=models.UniqueConstraint(fields=('person', 'unit', 'starts_on'), name='unit_spell_once'),
            ),
            migrations.AddConstraint(
                model_name='unitspell',
                constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='unit_spell_in_order', violation_error_message='The stay in the department ends before it begins.'),
            ),
        ]),
    ]
