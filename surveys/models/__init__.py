"""Surveys, one aggregate a file."""

from surveys.models.invitation import Draft, Invitation
from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion
from surveys.models.response import Response, ResponseImport, ResponseVersion
from surveys.models.wave import Wave

__all__ = [
    "Draft",
    "Invitation",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "ResponseImport",
    "ResponseVersion",
    "Wave",
]
