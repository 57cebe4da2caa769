"""The respondent's room: landing, identity, sections, review, receipt. Opening a page changes nothing."""

from surveys.views_respondent.arriving import landing, typed_code
from surveys.views_respondent.proof import identity, send_code
from surveys.views_respondent.review import review_page
from surveys.views_respondent.sections import autosave, go_on, section_page
from surveys.views_respondent.submitted import copy, correct, finish, finished, lock, object_page, receipt

__all__ = [
    "autosave",
    "copy",
    "correct",
    "finish",
    "finished",
    "go_on",
    "identity",
    "landing",
    "lock",
    "object_page",
    "receipt",
    "review_page",
    "section_page",
    "send_code",
    "typed_code",
]
