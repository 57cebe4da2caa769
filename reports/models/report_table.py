"""What a table of the case counts."""

from __future__ import annotations

from django.db import models

from casework.models import Case


class ReportTable(models.Model):
    """One specification, complete in itself (see engines.tables.reading.resolve)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="report_tables")
    table_id = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    spec = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "table_id"], name="report_table_once")]

    def __str__(self) -> str:
        return self.table_id
