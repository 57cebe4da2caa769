"""The tables as they were first given to others, in one step; an installation that has the earlier steps keeps them."""

import core.clock
import datetime
import django.db.models.deletion
import remediation.models.deadline
import uuid
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly
from core.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("remediation", "0001_initial"),
        ("remediation", "0020_plan_in_full"),
        ("remediation", "0021_append_only"),
        ("remediation", "0030_saved_view"),
        ("remediation", "0010_deadlines"),
        ("remediation", "0032_cross_count"),
    ]

    dependencies = [
        ('accounts', '0003_second_check'),
        ('casework', '0001_tables'),
        ('core', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Cause',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('no', models.CharField(max_length=20)),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('heading', models.CharField(blank=True, max_length=200)),
                    ('axes', models.JSONField(blank=True, default=dict)),
                    ('text', models.TextField()),
                    ('situation', models.TextField(blank=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='causes', to='casework.case')),
                    ('incidents', models.ManyToManyField(blank=True, related_name='causes', to='casework.incident')),
                ],
            ),
            migrations.CreateModel(
                name='Digest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('send_at', models.DateTimeField()),
                    ('part', models.PositiveSmallIntegerField(default=1)),
                    ('mail', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.outboxmail')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='EscalationStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target', models.CharField(choices=[('owner', 'The owner'), ('manager', 'The manager'), ('executive', 'The executives')], max_length=10)),
                    ('after_days', models.PositiveSmallIntegerField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalation_steps', to='casework.case')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Measure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('no', models.CharField(max_length=20)),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('text', models.TextField()),
                    ('target', models.CharField(blank=True, max_length=200)),
                    ('audience', models.CharField(blank=True, max_length=400)),
                    ('category', models.CharField(blank=True, max_length=200)),
                    ('axes', models.JSONField(blank=True, default=dict)),
                    ('stage', models.CharField(blank=True, choices=[('taken', 'Already taken'), ('prompt', 'To be begun promptly'), ('final', 'Final form')], max_length=10)),
                    ('effect', models.TextField(blank=True)),
                    ('actor_name', models.CharField(blank=True, max_length=200)),
                    ('is_request', models.BooleanField(default=False)),
                    ('owner_name', models.CharField(blank=True, max_length=200)),
                    ('order_giver', models.CharField(blank=True, max_length=200)),
                    ('monitor_name', models.CharField(blank=True, max_length=200)),
                    ('author_id', models.CharField(blank=True, max_length=60)),
                    ('author_name', models.CharField(blank=True, max_length=200)),
                    ('status_text', models.CharField(blank=True, max_length=400)),
                    ('timing_text', models.CharField(blank=True, max_length=400)),
                    ('timing', models.JSONField(default=dict)),
                    ('timing_kind', models.CharField(blank=True, choices=[('done', 'Already done'), ('on', 'On a day'), ('in', 'In a month or year'), ('by', 'Until a day'), ('from', 'From a day on'), ('period', 'In a period'), ('fy', 'In a fiscal year'), ('fy_half', 'In half a fiscal year'), ('fy_quarter', 'In a fiscal quarter'), ('yearly', 'Every year'), ('half_yearly', 'Every half-year'), ('quarterly', 'Every quarter'), ('every_n', 'At an interval'), ('as_needed', 'As needed'), ('event', 'After an event'), ('considering', 'Timing under consideration'), ('ongoing', 'Going on'), ('asap', 'As soon as possible'), ('staged', 'Planned without a date'), ('interim', 'Provisional'), ('none', 'None written')], max_length=12)),
                    ('state', models.CharField(choices=[('not_started', 'Not started'), ('under_consideration', 'Under consideration'), ('planned', 'Planned'), ('in_progress', 'In progress'), ('partly_done', 'Partly done'), ('done', 'Done'), ('recurring', 'Runs regularly'), ('withdrawn', 'Withdrawn')], default='not_started', max_length=20)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('promised_on', models.DateField(blank=True, null=True)),
                    ('postponements', models.PositiveSmallIntegerField(default=0)),
                    ('done_on', models.DateField(blank=True, null=True)),
                    ('review_on', models.DateField(blank=True, null=True)),
                    ('check_after_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('check_on', models.DateField(blank=True, null=True)),
                    ('effective', models.BooleanField(blank=True, null=True)),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='casework.case')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='measures', to=settings.AUTH_USER_MODEL)),
                    ('verifier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='measures_to_verify', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='GroupLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('heading', models.CharField(max_length=200)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_links', to='casework.case')),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_links', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('claimed', 'Claimed as done'), ('confirmed', 'Confirmed as done'), ('returned', 'Returned'), ('effective', 'Found effective'), ('not_effective', 'Found not effective'), ('approved', 'Wording approved')], max_length=15)),
                    ('reason', models.TextField(blank=True)),
                    ('facts', models.JSONField()),
                    ('facts_hash', models.CharField(max_length=64)),
                    ('by_id', models.CharField(max_length=60)),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='DeadlineRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ordinal', models.PositiveSmallIntegerField()),
                    ('timing_before', models.CharField(blank=True, max_length=400)),
                    ('timing_after', models.CharField(blank=True, max_length=400)),
                    ('due_before', models.DateField(blank=True, null=True)),
                    ('due_after', models.DateField(blank=True, null=True)),
                    ('corrects', models.BooleanField(default=False)),
                    ('reason', models.TextField(blank=True)),
                    ('agreed_by', models.CharField(blank=True, max_length=200)),
                    ('agreed_on', models.DateField(blank=True, null=True)),
                    ('by_id', models.CharField(max_length=60)),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='CrossCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.CharField(max_length=200)),
                    ('counterpart', models.CharField(max_length=200)),
                    ('counted_on', models.DateField()),
                    ('ours_lent', models.PositiveIntegerField()),
                    ('ours_returned', models.PositiveIntegerField()),
                    ('theirs_lent', models.PositiveIntegerField()),
                    ('theirs_returned', models.PositiveIntegerField()),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cross_counts', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='Citation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('table', 'Table'), ('finding', 'Finding'), ('interview', 'Interview'), ('survey', 'Survey'), ('incident', 'Incident'), ('log', 'Log'), ('rule', 'Internal rule'), ('guideline', 'Official guideline'), ('checklist', 'Checklist'), ('document', 'Document')], max_length=20)),
                    ('target', models.CharField(max_length=300)),
                    ('note', models.TextField(blank=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='casework.case')),
                    ('cause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='remediation.cause')),
                    ('stored', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='CauseMeasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by_group', models.BooleanField(default=False)),
                    ('cause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='remediation.cause')),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='remediation.measure')),
                ],
            ),
            migrations.AddField(
                model_name='cause',
                name='measures',
                field=models.ManyToManyField(related_name='causes', through='remediation.CauseMeasure', to='remediation.measure'),
            ),
            migrations.CreateModel(
                name='MeasureNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('progress', 'Progress'), ('remark', 'Remark of the monitor')], max_length=10)),
                    ('text', models.TextField()),
                    ('by_id', models.CharField(max_length=60)),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='MeasureRelation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('final_form', 'Final form of'), ('needs', 'Waits for'), ('repeats', 'The same for another target as'), ('succeeds', 'Successor of')], max_length=20)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='remediation.measure')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='Occurrence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('planned_on', models.DateField()),
                    ('starts_on', models.DateField()),
                    ('due_on', models.DateField()),
                    ('state', models.CharField(choices=[('open', 'Still to be done this time'), ('snoozed', 'Put off for a while'), ('changed', 'Moved to another day'), ('done', 'Done this time')], default='open', max_length=8)),
                    ('snoozed_until', models.DateField(blank=True, null=True)),
                    ('done_on', models.DateField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=400)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('kind', models.CharField(choices=[('due', 'Due soon'), ('late', 'Overdue'), ('review', 'To be looked at again')], max_length=8)),
                    ('role', models.CharField(choices=[('owner', 'As owner'), ('officer', 'As officer, because no owner can be reached'), ('manager', 'As manager in the chain of escalation'), ('executive', 'As executive in the chain of escalation')], max_length=10)),
                    ('step', models.CharField(blank=True, choices=[('owner', 'The owner'), ('manager', 'The manager'), ('executive', 'The executives')], max_length=10)),
                    ('days', models.SmallIntegerField()),
                    ('rule_days', models.PositiveSmallIntegerField()),
                    ('due_on', models.DateField()),
                    ('day', models.DateField()),
                    ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='remediation.digest')),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='remediation.measure')),
                    ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('occurrence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='remediation.occurrence')),
                ],
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scheme', models.CharField(choices=[('own', "The company's own headings"), ('fraud_triangle', 'Fraud triangle: opportunity, motive, rationalisation')], default='own', max_length=20)),
                    ('heading_name', models.CharField(blank=True, max_length=60)),
                    ('category_name', models.CharField(blank=True, max_length=60)),
                    ('theory_note', models.TextField(blank=True)),
                    ('inputs_note', models.TextField(blank=True)),
                    ('order_giver', models.CharField(blank=True, max_length=200)),
                    ('monitor_name', models.CharField(blank=True, max_length=200)),
                    ('provisional', models.BooleanField(default=False)),
                    ('note', models.TextField(blank=True)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='PlanEdition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('ordinal', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('provisional', models.BooleanField(default=False)),
                    ('as_of', models.DateField()),
                    ('note', models.TextField(blank=True)),
                    ('content', models.JSONField()),
                    ('content_hash', models.CharField(max_length=64)),
                    ('by_id', models.CharField(max_length=60)),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_editions', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='Proof',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('part_no', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('title', models.CharField(max_length=200)),
                    ('revision', models.PositiveSmallIntegerField(default=1)),
                    ('sha256', models.CharField(max_length=64)),
                    ('effective_on', models.DateField()),
                    ('expires_on', models.DateField(blank=True, null=True)),
                    ('note', models.TextField(blank=True)),
                    ('by_id', models.CharField(max_length=60)),
                    ('by_label', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='remediation.measure')),
                    ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                ],
            ),
            migrations.CreateModel(
                name='ReminderRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_runs', to='casework.case')),
                ],
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('perspective', models.CharField(choices=[('list', 'List'), ('board', 'Board'), ('calendar', 'Calendar'), ('gantt', 'Gantt chart'), ('burn_up', 'Burn-up'), ('groups', 'Groups')], default='list', max_length=10)),
                    ('query', models.CharField(blank=True, max_length=1000)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to='casework.case')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='SubAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('no', models.PositiveSmallIntegerField()),
                    ('text', models.TextField()),
                    ('timing_text', models.CharField(blank=True, max_length=400)),
                    ('state', models.CharField(choices=[('not_started', 'Not started'), ('planned', 'Planned'), ('in_progress', 'In progress'), ('done', 'Done'), ('withdrawn', 'Withdrawn')], default='not_started', max_length=20)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('done_on', models.DateField(blank=True, null=True)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='remediation.measure')),
                ],
            ),
            migrations.CreateModel(
                name='Absence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_on', models.DateField()),
                    ('last_on', models.DateField()),
                    ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='absence_ends_after_it_begins', violation_error_message='The leave ends before it begins.'), models.CheckConstraint(condition=models.Q(('user', models.F('delegate')), _negated=True), name='absence_delegates_to_another', violation_error_message='Choose somebody else for the time of the leave.')],
                },
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='casework.case')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('case__isnull', True), ('revoked_at__isnull', True)), fields=('user',), name='feed_of_person_once'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user', 'case'), name='feed_of_case_once')],
                },
            ),
            migrations.CreateModel(
                name='ClosedDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('label', models.CharField(blank=True, max_length=100)),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closed_days', to='casework.case')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closed_days', to='accounts.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('organisation__isnull', True)), models.Q(('case__isnull', True), ('organisation__isnull', False)), _connector='OR'), name='closed_day_of_one'), models.UniqueConstraint(fields=('organisation', 'day'), name='closed_day_of_organisation_once'), models.UniqueConstraint(fields=('case', 'day'), name='closed_day_of_case_once')],
                },
            ),
            migrations.CreateModel(
                name='DeadlineRules',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day_rule', models.CharField(choices=[('keep', 'It stays as it is'), ('previous', 'The business day before'), ('next', 'The business day after')], default='keep', max_length=10)),
                    ('bank_days', models.BooleanField(default=False)),
                    ('reminder_days', models.JSONField(default=remediation.models.deadline.default_reminder_days)),
                    ('remind_at', models.TimeField(default=datetime.time(9, 0))),
                    ('quiet_from', models.TimeField(blank=True, null=True)),
                    ('quiet_to', models.TimeField(blank=True, null=True)),
                    ('only_business_days', models.BooleanField(default=False)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='deadline_rules', to='casework.case')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_to__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_to__isnull', False)), _connector='OR'), name='deadline_rules_quiet_has_two_ends', violation_error_message='Quiet hours need a beginning and an end.')],
                },
            ),
            migrations.AddConstraint(
                model_name='digest',
                constraint=models.UniqueConstraint(fields=('user', 'send_at', 'part'), name='digest_once'),
            ),
            migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.UniqueConstraint(fields=('case', 'target'), name='escalation_step_once', violation_error_message='Each link of the chain stands in it once.'),
            ),
            migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.CheckConstraint(condition=models.Q(('after_days__gte', 1)), name='escalation_step_after_the_day', violation_error_message='Nobody is told before the day after the due day.'),
            ),
            migrations.AddIndex(
                model_name='measure',
                index=models.Index(fields=['case', 'state', 'promised_on'], name='measure_overdue'),
            ),
            migrations.AddConstraint(
                model_name='measure',
                constraint=models.UniqueConstraint(fields=('case', 'no'), name='measure_no_once', violation_error_message='There is a measure with this number already.'),
            ),
            migrations.AddConstraint(
                model_name='measure',
                constraint=models.CheckConstraint(condition=models.Q(('done_on__isnull', True), ('state', 'done'), _connector='OR'), name='measure_done_on_when_done', violation_error_message='Only a measure that is done has a day of completion.'),
            ),
            migrations.AddConstraint(
                model_name='measure',
                constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('state', 'done'), _connector='OR'), name='measure_confirmed_when_done', violation_error_message='Only a measure that is done can be confirmed.'),
            ),
            migrations.AddConstraint(
                model_name='grouplink',
                constraint=models.UniqueConstraint(fields=('measure', 'heading'), name='group_link_once'),
            ),
            migrations.AddConstraint(
                model_name='deadlinerevision',
                constraint=models.UniqueConstraint(fields=('measure', 'ordinal'), name='deadline_revision_once'),
            ),
            migrations.AddConstraint(
                model_name='crosscount',
                constraint=models.UniqueConstraint(fields=('measure', 'item', 'counted_on', 'at'), name='cross_count_once'),
            ),
            migrations.AddConstraint(
                model_name='citation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('cause__isnull', True), ('measure__isnull', False)), models.Q(('cause__isnull', False), ('measure__isnull', True)), _connector='OR'), name='citation_of_cause_or_measure', violation_error_message='A citation belongs to one cause or to one measure.'),
            ),
            migrations.AddConstraint(
                model_name='causemeasure',
                constraint=models.UniqueConstraint(fields=('cause', 'measure'), name='cause_measure_once'),
            ),
            migrations.AddConstraint(
                model_name='cause',
                constraint=models.UniqueConstraint(fields=('case', 'no'), name='cause_no_once', violation_error_message='There is a cause with this number already.'),
            ),
            migrations.AddConstraint(
                model_name='measurerelation',
                constraint=models.UniqueConstraint(fields=('measure', 'other', 'kind'), name='measure_relation_once'),
            ),
            migrations.AddConstraint(
                model_name='measurerelation',
                constraint=models.CheckConstraint(condition=models.Q(('measure', models.F('other')), _negated=True), name='measure_relation_to_another'),
            ),
            migrations.AddIndex(
                model_name='occurrence',
                index=models.Index(fields=['due_on', 'state'], name='occurrence_due'),
            ),
            migrations.AddConstraint(
                model_name='occurrence',
                constraint=models.UniqueConstraint(fields=('measure', 'planned_on'), name='occurrence_once'),
            ),
            migrations.AddConstraint(
                model_name='occurrence',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_on__isnull', True)), _connector='OR'), name='occurrence_done_with_day'),
            ),
            migrations.AddConstraint(
                model_name='occurrence',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('snoozed_until__isnull', False), ('state', 'snoozed')), models.Q(models.Q(('state', 'snoozed'), _negated=True), ('snoozed_until__isnull', True)), _connector='OR'), name='occurrence_snoozed_until_a_day'),
            ),
            migrations.AddConstraint(
                model_name='occurrence',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['snoozed', 'changed']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='occurrence_moved_with_reason', violation_error_message='Write why. The reason stands in the history.'),
            ),
            migrations.AddConstraint(
                model_name='planedition',
                constraint=models.UniqueConstraint(fields=('case', 'ordinal'), name='plan_edition_ordinal_once'),
            ),
            migrations.AddConstraint(
                model_name='proof',
                constraint=models.UniqueConstraint(fields=('measure', 'title', 'revision'), name='proof_revision_once'),
            ),
            migrations.AddConstraint(
                model_name='proof',
                constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gte', models.F('effective_on')), _connector='OR'), name='proof_expires_after_effect', violation_error_message='A proof cannot expire before the day from which it holds.'),
            ),
            migrations.AddConstraint(
                model_name='reminderrun',
                constraint=models.UniqueConstraint(fields=('case', 'day'), name='reminder_run_once'),
            ),
            migrations.AddConstraint(
                model_name='savedview',
                constraint=models.UniqueConstraint(fields=('case', 'user', 'name'), name='saved_view_name_once', violation_error_message='You have a view of this name already.'),
            ),
            migrations.AddConstraint(
                model_name='subaction',
                constraint=models.UniqueConstraint(fields=('measure', 'no'), name='sub_action_no_once', violation_error_message='There is a sub-action with this number already.'),
            ),
            migrations.AddConstraint(
                model_name='subaction',
                constraint=models.CheckConstraint(condition=models.Q(('done_on__isnull', True), ('state', 'done'), _connector='OR'), name='sub_action_done_on_when_done', violation_error_message='Only a sub-action that is done has a day of completion.'),
            ),
        ]),
        AppendOnly("remediation_deadlinerevision"),
        AppendOnly("remediation_proof"),
        AppendOnly("remediation_measurenote"),
        AppendOnly("remediation_decision"),
        AppendOnly("remediation_planedition"),
        AppendOnly("remediation_crosscount"),
    ]
