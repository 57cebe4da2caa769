"""Surveys, one aggregate a file."""

from surveys.models.amendment import Amendment, AmendmentDecision
from surveys.models.anonymity import AnonymousAnswer, Participation, PseudonymOpening
from surveys.models.answer_query import AnswerQuery, QueryEntry
from surveys.models.asked_system import AskedSystem
from surveys.models.coding import CodeAssignment, CodeDecision, CodingFrame, FrameChange
from surveys.models.contradiction import ContradictionRule
from surveys.models.delegate import Delegate, RosterCorrection
from surveys.models.editing import DraftStep, QuestionnaireDraft
from surveys.models.identity import IdentityTry
from surveys.models.interview import Attendee, GuideCopy, GuideQuestion, Interview, InterviewGround
from surveys.models.interview_record import CourseEntry, InterviewExhibit, InterviewFile, InterviewRecord, RecordSignOff
from surveys.models.interview_rule import InterviewRule
from surveys.models.invitation import Draft, Invitation
from surveys.models.link_miss import LinkMiss
from surveys.models.mailing import InvitationMail, MailRules, ReminderPlan
from surveys.models.personal_link import PersonalLink
from surveys.models.pooling import PoolingVersion
from surveys.models.progress import ProgressCount, ProgressKind
from surveys.models.proxy import Objection, ProxyDeclaration
from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion
from surveys.models.response import Response, ResponseImport, ResponseVersion
from surveys.models.review import QuestionReview
from surveys.models.sealed import Designation, SealedAnswer, SealedHow, SealedNote, SealedStep
from surveys.models.sealed_copy import SealedCopy, SealedFile
from surveys.models.session import AnsweringSession
from surveys.models.sign_in import SignInAttempt, SignInRefusal
from surveys.models.wave import Wave

__all__ = [
    "Amendment",
    "AmendmentDecision",
    "AnonymousAnswer",
    "AnswerQuery",
    "AnsweringSession",
    "AskedSystem",
    "Attendee",
    "CodeAssignment",
    "CodeDecision",
    "CodingFrame",
    "ContradictionRule",
    "CourseEntry",
    "Delegate",
    "Designation",
    "Draft",
    "DraftStep",
    "FrameChange",
    "GuideCopy",
    "GuideQuestion",
    "IdentityTry",
    "Interview",
    "InterviewExhibit",
    "InterviewFile",
    "InterviewGround",
    "InterviewRecord",
    "InterviewRule",
    "Invitation",
    "InvitationMail",
    "LinkMiss",
    "MailRules",
    "Objection",
    "Participation",
    "PersonalLink",
    "PoolingVersion",
    "ProgressCount",
    "ProgressKind",
    "ProxyDeclaration",
    "PseudonymOpening",
    "QueryEntry",
    "QuestionReview",
    "Questionnaire",
    "QuestionnaireDraft",
    "QuestionnaireVersion",
    "RecordSignOff",
    "ReminderPlan",
    "Response",
    "ResponseImport",
    "ResponseVersion",
    "RosterCorrection",
    "SealedAnswer",
    "SealedCopy",
    "SealedFile",
    "SealedHow",
    "SealedNote",
    "SealedStep",
    "SignInAttempt",
    "SignInRefusal",
    "Wave",
]
