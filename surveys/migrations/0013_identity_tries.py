import core.clock
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_people_file'),
        ('accounts', '__first__'),
        ('core', '0001_initial'),
        ('surveys', '0012_mail_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('wrong', 'wrong'), ('code', 'code')], max_length=8)),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='identitytry',
            name='invitation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identity_tries', to='surveys.invitation'),
        ),
        migrations.AddIndex(
            model_name='identitytry',
            index=models.Index(fields=['invitation', 'kind', 'at'], name='identity_try_newest'),
        ),
    ]
