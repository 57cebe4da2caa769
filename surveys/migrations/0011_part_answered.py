"""What was called «started» until now is «part»: at least one page is saved. The way back is the same with the words changed."""

from django.db import migrations


def rename(old, new):
    def run(apps, editor):
        apps.get_model("surveys", "Invitation").objects.filter(state=old).update(state=new)

    return run


class Migration(migrations.Migration):
    dependencies = [("surveys", "0010_invitation_states")]
    operations = [migrations.RunPython(rename("started", "part"), rename("part", "started"))]
