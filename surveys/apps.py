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
        from surveys.actions import invite_late  # noqa: PLC0415 -- the same
        from surveys.interviews import panels as follow_ups  # noqa: PLC0415 -- the same
        from surveys.interviews.labels import AUDIT_TYPES  # noqa: PLC0415 -- the same
        from surveys.interviews.queries import waiting_count as follow_ups_waiting  # noqa: PLC0415 -- the same
        from surveys.mails import LISTENERS, RENDERERS  # noqa: PLC0415 -- the same
        from surveys.personal.mails import PERSONAL_RENDERERS  # noqa: PLC0415 -- the same
        from surveys.queries import waiting_count  # noqa: PLC0415 -- the same
        from surveys.signing_in import checks  # noqa: F401, PLC0415 -- importing it registers the check

        outbox.renderers.update(RENDERERS)
        outbox.renderers.update(PERSONAL_RENDERERS)
        outbox.listeners.update(LISTENERS)
        registries.panels.append(Panel("case-overview", "follow-ups", 25, follow_ups.panel_url))
        registries.rail_counts["interviews"] = follow_ups_waiting
        registries.vetoes.setdefault("case.close", []).append(follow_ups.nothing_under_way)
        registries.late_members.append(invite_late)
        registries.panels.append(Panel("case-overview", "surveys", 20, panels.panel_url))
        registries.figures.append((20, panels.response_figure))
        registries.panels.append(Panel("case-overview", "surveys-waiting", 5, panels.waiting_url))
        registries.rail_counts["surveys"] = waiting_count
        registries.homes.append(panels.home_of_delegate)
        registries.vetoes.setdefault("case.close", []).append(panels.no_open_wave)
        name_types(AUDIT_TYPES)
        name_types(
            {
                "surveys.coding_begun": _("Coding of a question begun"),
                "surveys.coding_frame_changed": _("Codes of a question changed"),
                "surveys.answers_coded": _("Answers coded"),
                "surveys.coding_decided": _("Difference between coders decided"),
                "surveys.coding_list_taken": _("Texts to be coded taken out"),
                "surveys.coding_restored": _("Coding brought in"),
                "surveys.review_asked": _("Review of a question asked for"),
                "surveys.review_agreed": _("Question agreed to by a second person"),
                "surveys.reviews_restored": _("Reviews of questions brought in"),
                "surveys.designation_made": _("Person named for the handling of reports"),
                "surveys.designation_accepted": _("Handling of reports accepted"),
                "surveys.designation_ended": _("Handling of reports ended"),
                "surveys.sealed_moved": _("Text passed on by an officer"),
                "surveys.sealed_marked": _("Text passed on by the person who wrote it"),
                "surveys.sealed_opened": _("Report opened"),
                "surveys.sealed_noted": _("Step noted in a report"),
                "surveys.pseudonym_asked": _("Opening of a pseudonym asked for"),
                "surveys.pseudonym_agreed": _("Opening of a pseudonym agreed to"),
                "surveys.pseudonym_looked_up": _("Name behind a pseudonym looked up"),
                "surveys.nameless_restored": _("Answers without names brought in"),
                "surveys.reporter_search_refused": _("Search for a person who reported refused"),
                "surveys.questionnaire_imported": _("Questionnaire imported"),
                "surveys.draft_begun": _("Draft of a questionnaire begun"),
                "surveys.draft_changed": _("Draft of a questionnaire changed"),
                "surveys.draft_kept": _("Draft kept as a version"),
                "surveys.draft_discarded": _("Draft of a questionnaire discarded"),
                "surveys.options_pooled": _("Options to be counted together changed"),
                "surveys.pooling_restored": _("Options to be counted together restored"),
                "surveys.contradictions_restored": _("Rules about answers restored"),
                "surveys.contradiction_defined": _("Rule about answers agreed"),
                "surveys.contradiction_lifted": _("Rule about answers laid aside"),
                "surveys.wave_prepared": _("Wave prepared"),
                "surveys.wave_changed": _("Wave changed"),
                "surveys.asked_systems_set": _("Systems that a wave asks about written down"),
                "surveys.wave_opened": _("Wave opened"),
                "surveys.wave_closed": _("Wave closed"),
                "surveys.wave_reopened": _("Wave opened again"),
                "surveys.drafts_deleted": _("Unsubmitted answers deleted"),
                "surveys.wave_extended": _("End of a wave changed"),
                "surveys.link_renewed": _("Personal link renewed"),
                "surveys.links_downloaded": _("List of personal links taken"),
                "surveys.invitations_mailed": _("Invitations mailed"),
                "surveys.reminders_mailed": _("Reminders mailed"),
                "surveys.reminders_planned": _("Reminders planned"),
                "surveys.invited_late": _("Person invited late"),
                "surveys.invitation_bounced": _("Mail of an invitation came back"),
                "surveys.invitation_unreachable": _("Person noted as not reachable"),
                "surveys.invitation_withdrawn": _("Invitation withdrawn"),
                "surveys.invitation_declined": _("Answering declined"),
                "surveys.late_allowed": _("Answering late allowed"),
                "surveys.late_ended": _("Answering late ended"),
                "surveys.participants_exported": _("Table of participants taken"),
                "surveys.participants_imported": _("Table of participants imported"),
                "surveys.letters_printed": _("Letters with personal links printed"),
                "surveys.hand_over_list_taken": _("List for handing over letters taken"),
                "surveys.offline_list_taken": _("Offline list taken"),
                "surveys.identity_code_mailed": _("Code for proof of identity mailed"),
                "surveys.sign_in_refused": _("Sign-in with another account not accepted"),
                "surveys.sign_in_refusal_seen": _("Sign-in that was not accepted looked at"),
                "surveys.delegate_appointed": _("Delegate appointed"),
                "surveys.delegate_ended": _("Delegate's access ended"),
                "surveys.correction_proposed": _("Correction of the roster proposed"),
                "surveys.correction_accepted": _("Correction of the roster accepted"),
                "surveys.correction_refused": _("Correction of the roster not accepted"),
                "surveys.proxy_declared": _("Answering for somebody declared"),
                "surveys.proxy_seconded": _("Answering by a supervisor seconded"),
                "surveys.objection_raised": _("Objection to answers raised"),
                "surveys.objection_settled": _("Objection to answers settled"),
                "surveys.answering_started": _("Answering started"),
                "surveys.identity_confirmed": _("Identity confirmed"),
                "surveys.not_me_reported": _("«This is not me» reported"),
                "surveys.own_copy_made": _("Copy of one's own answers made"),
                "surveys.answers_submitted": _("Answers submitted"),
                "surveys.answers_corrected": _("Answers corrected"),
                "surveys.answers_exported": _("Answers of a wave taken out"),
                "surveys.answers_recorded": _("Answers recorded for a person"),
                "surveys.responses_received": _("File with answers received"),
                "surveys.responses_imported": _("Answers imported"),
                "surveys.versions_restored": _("Versions of answers restored"),
            }
        )
