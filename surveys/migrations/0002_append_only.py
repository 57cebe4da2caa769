"""Versions of answers only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]
    operations = [AppendOnly("surveys_responseversion")]
