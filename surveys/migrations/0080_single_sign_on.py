import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_second_check'),
        ('surveys', '0062_pseudonyms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='delegate',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='wave',
            name='proof',
            field=models.CharField(choices=[('link_only', 'The personal link alone'), ('employee_number', 'The personal link and the employee number'), ('mailed_code', 'The personal link and a code mailed to the registered address'), ('single_sign_on', 'The account of the company (single sign-on)')], default='link_only', max_length=20),
        ),
        migrations.CreateModel(
            name='SignInAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_hash', models.CharField(max_length=64, unique=True)),
                ('browser_hash', models.CharField(max_length=64)),
                ('shared', models.BooleanField(default=False)),
                ('began_at', models.DateTimeField(default=core.clock.now)),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.invitation')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.wave')),
            ],
            options={
                'indexes': [models.Index(fields=['began_at'], name='sign_in_attempt_oldest')],
            },
        ),
        migrations.CreateModel(
            name='SignInRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('mismatch', models.CharField(choices=[('other_person', 'Signed in as another person on the roster'), ('not_asked', 'Signed in as a person who is not asked in this wave'), ('unknown', 'Signed in with an account of nobody on the roster'), ('several', 'Several people on the roster have what the account says'), ('no_claim', 'The account says nothing to compare with the roster'), ('not_verified', "The account's e-mail address is not verified")], max_length=14)),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.invitation')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_in_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_in_refusals', to='surveys.wave')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='sign_in_refusal_seen_by_somebody')],
            },
        ),
    ]
