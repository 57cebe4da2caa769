"""Table specifications, editions of a report, their snapshots and what was rendered from them."""

from reports.models.acknowledgement import AcknowledgedKind, Acknowledgement
from reports.models.edition import Audience, Edition, EditionState, SectionKind
from reports.models.report_table import ReportTable
from reports.models.snapshot import Rendering, RenderingKind, Snapshot

__all__ = [
    "AcknowledgedKind",
    "Acknowledgement",
    "Audience",
    "Edition",
    "EditionState",
    "Rendering",
    "RenderingKind",
    "ReportTable",
    "SectionKind",
    "Snapshot",
]
