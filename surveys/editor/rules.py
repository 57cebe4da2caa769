"""When a questionnaire can be written on and kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core.verdict import ALLOWED, Verdict, refuse
from surveys.logic import content_hash
from surveys.logic.definition import Definition
from surveys.models import Questionnaire, QuestionnaireDraft


def can_write(draft: QuestionnaireDraft) -> Verdict:
    """As long as the case is open."""
    return can_work(draft.questionnaire.case)


def can_begin(questionnaire: Questionnaire) -> Verdict:
    """One draft at a time, so that two officers work on the same one."""
    if QuestionnaireDraft.objects.filter(questionnaire=questionnaire).exists():
        return refuse(_("A draft of this questionnaire is being written already. Go on with that one."))
    return can_work(questionnaire.case)


def can_keep(draft: QuestionnaireDraft, definition: Definition) -> Verdict:
    """Something must have changed: the same content is the same version."""
    value = content_hash(definition)
    same = draft.questionnaire.versions.filter(content_hash=value).first()
    if same is not None:
        return refuse(
            _("The draft says the same as version %(number)s, so there is nothing to keep.") % {"number": same.number}
        )
    return can_write(draft)


__all__ = ["ALLOWED", "can_begin", "can_keep", "can_write"]
