import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_people_file'),
        ('accounts', '__first__'),
        ('core', '0001_initial'),
        ('surveys', '0014_delegates'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(blank=True)),
                ('raised_at', models.DateTimeField(default=core.clock.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.CharField(blank=True, max_length=300)),
                ('outcome', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='ProxyDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('mode', models.CharField(choices=[('proxy', 'Entered for the person'), ('interview', 'In an interview')], max_length=12)),
                ('giver', models.CharField(max_length=200)),
                ('relation', models.CharField(choices=[('supervisor', 'Direct supervisor'), ('colleague', 'Colleague'), ('office', 'Survey office'), ('lawyer', 'Lawyer'), ('other', 'Other')], max_length=12)),
                ('conflict', models.CharField(max_length=500)),
                ('second_reason', models.CharField(blank=True, max_length=500)),
                ('declared_at', models.DateTimeField(default=core.clock.now)),
                ('second_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='objection',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='surveys.responseversion'),
        ),
        migrations.AddField(
            model_name='proxydeclaration',
            name='declared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proxydeclaration',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='proxydeclaration',
            name='second_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proxydeclaration',
            name='version',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declaration', to='surveys.responseversion'),
        ),
        migrations.AddField(
            model_name='proxydeclaration',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proxy_declarations', to='surveys.wave'),
        ),
        migrations.AddConstraint(
            model_name='proxydeclaration',
            constraint=models.CheckConstraint(condition=models.Q(('conflict', ''), _negated=True), name='proxy_conflict_declared'),
        ),
        migrations.AddConstraint(
            model_name='proxydeclaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_at__isnull', True), ('second_by__isnull', True), ('second_reason', '')), models.Q(('second_at__isnull', False), ('second_by__isnull', False), models.Q(('second_reason', ''), _negated=True)), _connector='OR'), name='proxy_second_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='proxydeclaration',
            constraint=models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('second_by', models.F('declared_by')), _negated=True), _connector='OR'), name='proxy_second_is_another', violation_error_message='The second officer must be somebody else.'),
        ),
    ]
