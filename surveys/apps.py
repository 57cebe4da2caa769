"""Questionnaires, waves, answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class SurveysApp(AppConfig):
    """Owns what people were asked and what they answered; knows nothing of logs."""

    name = "surveys"

    def ready(self) -> None:
        """Hand down what the pages of a case, the outbox and the job queue need."""
        from core import outbox  # noqa: PLC0415 -- models must be loaded
        from core.registries import Panel, registries  # noqa: PLC0415 -- the same
        from surveys import jobs, panels  # noqa: F401, PLC0415 -- the same; importing jobs registers their handlers
        from surveys.mails import RENDERERS  # noqa: PLC0415 -- the same

        outbox.renderers.update(RENDERERS)
        registries.panels.append(Panel("case-overview", "surveys", 20, panels.panel_url))
        registries.figures.append((20, panels.response_figure))
        registries.rail_counts["surveys"] = panels.open_wave_count
        registries.vetoes.setdefault("case.close", []).append(panels.no_open_wave)
        name_types(
            {
                "surveys.questionnaire_imported": _("Questionnaire imported"),
                "surveys.wave_prepared": _("Wave prepared"),
                "surveys.wave_changed": _("Wave changed"),
                "surveys.wave_opened": _("Wave opened"),
                "surveys.wave_closed": _("Wave closed"),
                "surveys.wave_extended": _("End of a wave changed"),
                "surveys.link_renewed": _("Personal link renewed"),
                "surveys.links_downloaded": _("List of personal links taken"),
                "surveys.invitations_mailed": _("Invitations mailed"),
                "surveys.reminders_mailed": _("Reminders mailed"),
                "surveys.answering_started": _("Answering started"),
                "surveys.identity_confirmed": _("Identity confirmed"),
                "surveys.not_me_reported": _("«This is not me» reported"),
                "surveys.answers_submitted": _("Answers submitted"),
                "surveys.answers_corrected": _("Answers corrected"),
                "surveys.answers_recorded": _("Answers recorded for a person"),
                "surveys.responses_received": _("File with answers received"),
                "surveys.responses_imported": _("Answers imported"),
                "surveys.versions_restored": _("Versions of answers restored"),
            }
        )
