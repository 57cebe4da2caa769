"""Access logs, facts, reconciliation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class EvidenceApp(AppConfig):
    """Registers the job handlers and the names of its audit types."""

    name = "evidence"

    def ready(self) -> None:
        """Load what registers itself."""
        from core.outbox import renderers  # noqa: PLC0415 -- models must be loaded
        from core.registries import Panel, registries  # noqa: PLC0415 -- the same
        from evidence import deciding, ingestion, panels, reconciling  # noqa: F401, PLC0415 -- the same
        from evidence.explanations import effect  # noqa: F401, PLC0415 -- the same
        from evidence.notes import amending, reminding  # noqa: PLC0415 -- the same
        from evidence.scopes import effect as scope_effect  # noqa: F401, PLC0415 -- the same
        from evidence.twice import actions as twice  # noqa: F401, PLC0415 -- the same
        from evidence.twice import listing  # noqa: F401, PLC0415 -- the same

        renderers[reminding.MAIL_OVERDUE] = reminding.render_overdue
        registries.waiting += [reminding.waiting_for, deciding.waiting_for]
        registries.pending.append(deciding.pending_for)
        registries.panels.append(Panel("case-overview", "evidence", 30, panels.panel_url))
        registries.figures.append((30, panels.coverage_figure))
        registries.figures.append((40, panels.discrepancy_figure))
        registries.rail_counts["reconciliation"] = panels.rail_count
        registries.grounds["note"] = amending.whence
        registries.vetoes.setdefault("case.close", []).append(panels.no_open_note)
        name_types(
            {
                "evidence.source_added": _("Log source added"),
                "evidence.source_changed": _("Log source changed"),
                "evidence.log_received": _("Log file received"),
                "evidence.log_received_again": _("Log file received again"),
                "evidence.log_looked_at": _("Log file looked at in another reading"),
                "evidence.log_prepared": _("Reading of a log file prepared"),
                "evidence.ingest_started": _("Reading of a log file begun"),
                "evidence.ingest_stopped": _("Reading of a log file stopped"),
                "evidence.log_unlocked": _("Log file opened with its password"),
                "evidence.file_damaged": _("Evidence file damaged"),
                "evidence.file_handed_over": _("Evidence file handed over"),
                "evidence.opening_asked": _("Opening of a sealed original asked for"),
                "evidence.opening_granted": _("Opening of a sealed original granted"),
                "evidence.opening_refused": _("Opening of a sealed original refused"),
                "evidence.original_taken": _("Original of a log file taken"),
                "evidence.log_imported": _("Log file read in"),
                "evidence.overlap_found": _("Rows of two log files laid over each other"),
                "evidence.overlap_rows_read": _("Contradicting rows of two log files read"),
                "evidence.overlap_rows_taken": _("Contradicting rows of two log files taken"),
                "evidence.overlap_decided": _("Counting of equal rows decided"),
                "evidence.overlap_adopted": _("Counting of equal rows taken over from a case folder"),
                "evidence.scope_set": _("Scope of an incident set"),
                "evidence.explanation_proposed": _("Explanation proposed"),
                "evidence.explanation_approved": _("Explanation approved"),
                "evidence.explanation_refused": _("Explanation not approved"),
                "evidence.explanation_withdrawn": _("Explanation withdrawn"),
                "evidence.explanation_adopted": _("Explanation taken over from a case folder"),
                "evidence.identity_opinion": _("Opinion on the owner of an id"),
                "evidence.identity_accepted": _("Owner of an id accepted"),
                "evidence.identity_rejected": _("Owner of an id rejected"),
                "evidence.identity_rows_read": _("Rows of doubtful ids read"),
                "evidence.value_revealed": _("Encrypted value revealed"),
                "evidence.viewing_map_set": _("Reading of answers defined"),
                "evidence.reconciliation_started": _("Comparison of log and answers begun"),
                "evidence.population_made": _("Population made of people in the log"),
                "evidence.upkeep_set": _("Following of the comparison set"),
                "evidence.reconciled": _("Log and answers compared"),
                "evidence.rejects_downloaded": _("Rejected rows taken"),
                "evidence.dossier_read": _("Dossier read"),
                "evidence.note_opened": _("Note opened"),
                "evidence.note_asked": _("Explanation asked for"),
                "evidence.note_interview": _("Interview planned"),
                "evidence.note_explained": _("Explanation recorded"),
                "evidence.note_closed": _("Note closed"),
                "evidence.note_reopened": _("Note reopened"),
                "evidence.note_commented": _("Remark on a note"),
                "evidence.note_assigned": _("Owner of a note set"),
                "evidence.log_searched": _("Log searched"),
                "evidence.search_saved": _("Question to the log kept"),
                "evidence.search_concluded": _("Question put to the log again"),
                "evidence.search_laid_aside": _("Question to the log laid aside"),
                "evidence.row_pinned": _("Row of a log pinned"),
                "evidence.row_unpinned": _("Pin of a row taken away"),
                "evidence.notes_assigned": _("Notes handed over"),
                "evidence.note_due_set": _("Due day of a note set"),
                "evidence.note_led_to": _("Note led to a further step"),
                "evidence.findings_restored": _("Notes, questions and opinions taken over from a case folder"),
                "evidence.notes_followed": _("Notes brought in step with the comparison"),
            }
        )
