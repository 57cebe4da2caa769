import core.clock
import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_people_file'),
        ('accounts', '__first__'),
        ('core', '0001_initial'),
        ('surveys', '0011_part_answered'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvitationMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('not_opened', 'Who have not opened the link'), ('half_way', 'Who stopped half-way')], max_length=12)),
                ('queued_at', models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='MailRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_hour', models.TimeField(default=datetime.time(9, 0))),
                ('until_hour', models.TimeField(default=datetime.time(18, 0))),
                ('business_days_only', models.BooleanField(default=True)),
                ('most_per_day', models.PositiveIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReminderPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('not_opened', 'Who have not opened the link'), ('half_way', 'Who stopped half-way')], max_length=12)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('after_days', models.PositiveSmallIntegerField(default=5)),
                ('every_days', models.PositiveSmallIntegerField(default=5)),
                ('most', models.PositiveSmallIntegerField(default=2)),
                ('is_active', models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name='invitationmail',
            name='invitation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='surveys.invitation'),
        ),
        migrations.AddField(
            model_name='invitationmail',
            name='mail',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.outboxmail'),
        ),
        migrations.AddField(
            model_name='mailrules',
            name='wave',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_rules', to='surveys.wave'),
        ),
        migrations.AddField(
            model_name='reminderplan',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_plans', to='surveys.wave'),
        ),
        migrations.AddConstraint(
            model_name='mailrules',
            constraint=models.CheckConstraint(condition=models.Q(('until_hour__gt', models.F('from_hour'))), name='mail_hours_in_order', violation_error_message='The hours for mails end before they begin.'),
        ),
        migrations.AddConstraint(
            model_name='reminderplan',
            constraint=models.UniqueConstraint(fields=('wave', 'kind'), name='reminder_plan_once'),
        ),
        migrations.AddConstraint(
            model_name='reminderplan',
            constraint=models.CheckConstraint(condition=models.Q(('after_days__gte', 1), ('every_days__gte', 1)), name='reminder_plan_days', violation_error_message='Between two mails there is at least one day.'),
        ),
    ]
