"""Everything that is done to questionnaires, waves and answers."""

from surveys.actions.answering import (
    begin_correction,
    confirm_identity,
    report_not_me,
    save_page,
    start_answering,
    submit_answers,
)
from surveys.actions.delegates import appoint_delegate, decide_correction, end_delegate, propose_correction
from surveys.actions.proving import claim_try, forgive_try, request_code
from surveys.actions.proxies import declare_proxy, object_to, record_for_person, second_proxy, settle_objection
from surveys.actions.questionnaires import import_questionnaire
from surveys.actions.reaching import decline_invitation, settle_invitation
from surveys.actions.recording import Recorded, record_answers, record_many
from surveys.actions.reminders import plan_reminders, send_all_due, send_due_reminders, send_reminders
from surveys.actions.waves import (
    close_wave,
    export_links,
    extend_wave,
    invite_late,
    open_wave,
    prepare_wave,
    renew_link,
    send_invitations,
)

__all__ = [
    "Recorded",
    "appoint_delegate",
    "begin_correction",
    "claim_try",
    "close_wave",
    "confirm_identity",
    "decide_correction",
    "declare_proxy",
    "decline_invitation",
    "end_delegate",
    "export_links",
    "extend_wave",
    "forgive_try",
    "import_questionnaire",
    "invite_late",
    "object_to",
    "open_wave",
    "plan_reminders",
    "prepare_wave",
    "propose_correction",
    "record_answers",
    "record_for_person",
    "record_many",
    "renew_link",
    "report_not_me",
    "request_code",
    "save_page",
    "second_proxy",
    "send_all_due",
    "send_due_reminders",
    "send_invitations",
    "send_reminders",
    "settle_invitation",
    "settle_objection",
    "start_answering",
    "submit_answers",
]
