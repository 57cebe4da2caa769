"""Surveys, one aggregate a file."""

from surveys.models.asked_system import AskedSystem
from surveys.models.coding import CodeAssignment, CodeDecision, CodingFrame, FrameChange
from surveys.models.contradiction import ContradictionRule
from surveys.models.delegate import Delegate, RosterCorrection
from surveys.models.editing import DraftStep, QuestionnaireDraft
from surveys.models.identity import IdentityTry
from surveys.models.invitation import Draft, Invitation
from surveys.models.mailing import InvitationMail, MailRules, ReminderPlan
from surveys.models.pooling import PoolingVersion
from surveys.models.progress import ProgressCount, ProgressKind
from surveys.models.proxy import Objection, ProxyDeclaration
from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion
from surveys.models.response import Response, ResponseImport, ResponseVersion
from surveys.models.wave import Wave

__all__ = [
    "AskedSystem",
    "CodeAssignment",
    "CodeDecision",
    "CodingFrame",
    "ContradictionRule",
    "Delegate",
    "Draft",
    "FrameChange",
    "DraftStep",
    "IdentityTry",
    "Invitation",
    "InvitationMail",
    "MailRules",
    "Objection",
    "PoolingVersion",
    "ProgressCount",
    "ProgressKind",
    "ProxyDeclaration",
    "Questionnaire",
    "QuestionnaireDraft",
    "QuestionnaireVersion",
    "ReminderPlan",
    "Response",
    "ResponseImport",
    "ResponseVersion",
    "RosterCorrection",
    "Wave",
]
