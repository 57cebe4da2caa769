"""Holds: what keeps things of a case from being deleted."""

import core.clock
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_second_check'),
        ('casework', '0101_terminal_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reason', models.CharField(max_length=500)),
                ('placed_by_label', models.CharField(max_length=300)),
                ('placed_at', models.DateTimeField(default=core.clock.now)),
                ('lift_reason', models.CharField(blank=True, max_length=500)),
                ('lifted_by_label', models.CharField(blank=True, max_length=300)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='casework.case')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='accounts.person')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'lifted_at'], name='hold_in_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('lift_reason', ''), ('lifted_at__isnull', True), ('lifted_by_label', '')), models.Q(('lifted_at__isnull', False), models.Q(('lift_reason', ''), _negated=True), models.Q(('lifted_by_label', ''), _negated=True)), _connector='OR'), name='hold_lifted_why'), models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True), ('person__isnull', True)), fields=('case',), name='hold_of_case_once'), models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('case', 'person'), name='hold_of_person_once')],
            },
        ),
    ]
