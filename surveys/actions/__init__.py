"""Everything that is done to questionnaires, waves and answers."""

from surveys.actions.answering import (
    begin_correction,
    confirm_identity,
    report_not_me,
    save_page,
    start_answering,
    submit_answers,
)
from surveys.actions.questionnaires import import_questionnaire
from surveys.actions.recording import Recorded, record_answers, record_many
from surveys.actions.waves import (
    close_wave,
    export_links,
    extend_wave,
    open_wave,
    prepare_wave,
    renew_link,
    send_invitations,
    send_reminders,
)

__all__ = [
    "Recorded",
    "begin_correction",
    "close_wave",
    "confirm_identity",
    "export_links",
    "extend_wave",
    "import_questionnaire",
    "open_wave",
    "prepare_wave",
    "record_answers",
    "record_many",
    "renew_link",
    "report_not_me",
    "save_page",
    "send_invitations",
    "send_reminders",
    "start_answering",
    "submit_answers",
]
