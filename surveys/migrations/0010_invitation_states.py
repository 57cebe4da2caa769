from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='bounced_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='declined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='invitation',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='wave',
            name='allows_interview',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='wave',
            name='allows_proxy',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='state',
            field=models.CharField(choices=[('prepared', 'Prepared, not sent'), ('sent', 'Sent, not opened'), ('bounced', 'Mail came back'), ('opened', 'Link opened'), ('started', 'Identity confirmed'), ('part', 'Part answered'), ('submitted', 'Submitted'), ('declined', 'Declined'), ('unreachable', 'Cannot be reached'), ('withdrawn', 'Invitation withdrawn'), ('not_me', 'Reached the wrong person')], default='prepared', max_length=12),
        ),
        migrations.AlterField(
            model_name='wave',
            name='proof',
            field=models.CharField(choices=[('link_only', 'The personal link alone'), ('employee_number', 'The personal link and the employee number'), ('mailed_code', 'The personal link and a code mailed to the registered address')], default='link_only', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='invitation_withdrawn_why'),
        ),
    ]
