"""Promises, proofs, decisions and editions are added, never rewritten."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("remediation", "0020_plan_in_full")]

    operations = [
        AppendOnly("remediation_deadlinerevision"),
        AppendOnly("remediation_proof"),
        AppendOnly("remediation_measurenote"),
        AppendOnly("remediation_decision"),
        AppendOnly("remediation_planedition"),
    ]
