"""Copies of texts that were passed on lose them; received files that held them are encrypted.

Nothing is lost: what stood in a copy lies encrypted in `surveys_sealedcopy`, and only what stands there as remaining passes.
"""

import core.clock
import django.db.models.deletion
import uuid
from django.db import migrations, models

from core.append_only import AppendOnly


def withdrawn(table: str, column: str, others: list[str], *, is_json: bool = False) -> AppendOnly:
    """One column may become what the ledger says remains of it; every other one stays."""
    of_row = f"SELECT 1 FROM surveys_sealedcopy c WHERE c.place = '{table}' AND c.row_key = OLD.id"
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in others)
    remains = "c.remains::jsonb" if is_json else "c.remains"
    return AppendOnly(
        table,
        {
            "sqlite": f"{same} AND EXISTS ({of_row} AND NEW.{column} IS c.remains)",
            "postgresql": (
                f"to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}' "
                f"AND EXISTS ({of_row} AND NEW.{column} = {remains})"
            ),
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0110_holds"),
        ("core", "0001_initial"),
        ("surveys", "0110_drafts_kept_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sealed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.CharField(max_length=60)),
                ("row_key", models.BigIntegerField()),
                ("ciphertext", models.TextField()),
                ("remains", models.TextField()),
                ("moved_at", models.DateTimeField(default=core.clock.now)),
                (
                    "wave",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.wave"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "row_key"], name="sealed_copy_of_row")],
            },
        ),
        AppendOnly("surveys_sealedcopy"),
        AppendOnly("surveys_sealedfile"),
        withdrawn(
            "surveys_guidecopy",
            "content",
            ["id", "public_id", "interview_id", "version_id", "ordinal", "by_label", "at"],
            is_json=True,
        ),
        withdrawn(
            "surveys_interviewexhibit",
            "content",
            ["id", "public_id", "interview_id", "no", "title", "sha256", "by_kind", "by_id", "by_label", "placed_at"],
            is_json=True,
        ),
        withdrawn(
            "surveys_courseentry",
            "text",
            ["id", "public_id", "interview_id", "exhibit_id", "kind", "by_label", "at", "recorded_at"],
        ),
        withdrawn(
            "surveys_interviewrecord",
            "text",
            ["id", "public_id", "interview_id", "ordinal", "reason", "sha256", "by_kind", "by_id", "by_label", "at"],
        ),
        withdrawn("surveys_queryentry", "text", ["id", "query_id", "by_kind", "by_label", "for_office", "at"]),
    ]
