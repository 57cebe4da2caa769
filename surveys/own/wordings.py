"""Further languages of a questionnaire: the questions change, the pages around them stay Japanese or English."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.http import HttpRequest

from surveys.forms_of import form_of
from surveys.logic.definition import LANGUAGES
from surveys.models import QuestionnaireVersion

COOKIE = "answer_wording"
KEPT_SECONDS = 8 * 60 * 60


def further_languages(version: QuestionnaireVersion) -> list[tuple[str, str]]:
    """(code, name in the language itself) of what the questionnaire has beyond the languages of the pages."""
    codes = [code for code in form_of(version).definition["languages"] if code and code not in LANGUAGES]
    return [(code, str(LANG_INFO.get(code.lower(), {}).get("name_local", code))) for code in codes]


def chosen(request: HttpRequest, version: QuestionnaireVersion) -> str:
    """The further language that the reader has chosen, if the questionnaire has it; else empty."""
    told = request.COOKIES.get(COOKIE, "")
    return told if told and told in dict(further_languages(version)) else ""
