"""What is wrong with a questionnaire workbook or with an answer: a code, its parameters, an English sentence.

This package cannot translate. The calling room passes `SENTENCES[code]` through gettext and fills the parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(text: str) -> str:
    """Marks a sentence for the catalogue without translating it here."""
    return text


SENTENCES: dict[str, str] = {
    # the workbook as a whole
    "unreadable": gettext_noop("The file could not be read as an Excel workbook: %(reason)s"),
    "sheet_missing": gettext_noop("The workbook has no sheet named «%(name)s». Add it, or check its spelling."),
    "sheet_unsupported": gettext_noop("The sheet «%(name)s» is not supported. Remove it, or ask without it."),
    "sheet_empty": gettext_noop("The sheet «%(name)s» has no rows. Add at least one question."),
    "too_many_questions": gettext_noop("There are more than %(limit)s questions. Divide the questionnaire."),
    "too_many_choices": gettext_noop("There are more than %(limit)s choices. Divide the questionnaire."),
    # columns
    "column_missing": gettext_noop("The column «%(name)s» is missing in the first row."),
    "column_twice": gettext_noop("The column «%(name)s» stands twice. Keep one of them."),
    "column_unsupported": gettext_noop("The column «%(name)s» is not supported. Empty the column or remove it."),
    "language_unsupported": gettext_noop(
        "The language «%(name)s» is not known. Write its code in brackets, for example «Français (fr)»."
    ),
    "setting_unsupported": gettext_noop("The setting «%(name)s» is not supported. Remove it."),
    "value_without_column": gettext_noop("This cell stands under no heading. Give the column a heading or empty it."),
    # rows of the survey sheet
    "type_missing": gettext_noop("The type is empty. Write for example «select_one yes_no» or «text»."),
    "type_unsupported": gettext_noop("The type «%(name)s» is not supported."),
    "or_other": gettext_noop(
        "«or_other» is only possible for select_one and select_multiple, and not with a choice_filter."
    ),
    "appearance_unsupported": gettext_noop("The appearance «%(name)s» is not supported for this type."),
    "calculation_missing": gettext_noop("A row of the type «calculate» needs an expression in the column calculation."),
    "default_bad": gettext_noop("«%(value)s» cannot be the default answer of this question."),
    "name_missing": gettext_noop("The name is empty. Give the row a short name in Latin letters."),
    "name_bad": gettext_noop(
        "«%(name)s» cannot be a name. Use Latin letters, digits and _ only, beginning with a letter."
    ),
    "name_reserved": gettext_noop("The name «%(name)s» is used by the tables themselves. Choose another."),
    "name_twice": gettext_noop("The name «%(name)s» is already used in row %(first)s."),
    "label_missing": gettext_noop("The wording is empty. Fill a label in Japanese or English."),
    "label_self": gettext_noop("A question cannot repeat its own answer in its wording."),
    "label_rows": gettext_noop("The wording repeats «%(name)s», which is asked several times in a repeat."),
    "yes_no": gettext_noop("«%(name)s» is not understood here. Write yes or no."),
    "skip_reason_unknown": gettext_noop(
        "«%(name)s» is no reason for not answering. Write yes, or some of these: %(known)s."
    ),
    "list_missing": gettext_noop("The type names no list of choices."),
    "list_unknown": gettext_noop("There is no list «%(name)s» on the sheet choices."),
    "not_for_type": gettext_noop("The column «%(name)s» has no meaning for the type «%(type)s»."),
    "group_open": gettext_noop("The group «%(name)s» is not closed. Add a row «end group»."),
    "group_close": gettext_noop("This «end group» closes nothing. Remove it or add «begin group» above."),
    "end_group_name": gettext_noop("This «end group» names «%(name)s», but the open group is «%(open)s»."),
    "repeat_open": gettext_noop("The repeat «%(name)s» is not closed. Add a row «end repeat»."),
    "repeat_close": gettext_noop("This «end repeat» closes nothing. Remove it or add «begin repeat» above."),
    "repeat_nested": gettext_noop("A repeat inside a repeat is not supported."),
    "repeat_empty": gettext_noop("The repeat «%(name)s» asks nothing. Add a question to it or remove it."),
    "crossed": gettext_noop("This row closes «%(name)s», but «%(open)s» was opened later and is still open."),
    "no_questions": gettext_noop("The questionnaire asks nothing. Add at least one question."),
    # rows of the choices sheet
    "choice_list": gettext_noop("The name of the list is empty."),
    "choice_bad": gettext_noop("«%(name)s» cannot be the code of a choice. Leave out spaces and semicolons."),
    "choice_twice": gettext_noop("The code «%(name)s» stands twice in the list «%(list)s» (first in row %(first)s)."),
    "filter_column": gettext_noop("The sheet choices has no column «%(name)s», which this choice_filter names."),
    # expressions
    "expression_long": gettext_noop("The condition is longer than %(limit)s signs. Shorten it."),
    "expression_deep": gettext_noop("The condition is nested too deeply. Simplify it."),
    "expression_token": gettext_noop("«%(token)s» is not allowed in a condition."),
    "expression_end": gettext_noop("The condition ends too early. Something is missing at its end."),
    "expression_unexpected": gettext_noop("«%(token)s» is not expected here in the condition."),
    "expression_function": gettext_noop("The function «%(name)s» is not supported."),
    "expression_arguments": gettext_noop("The function «%(name)s» has the wrong number of values."),
    "expression_name": gettext_noop("The condition names «%(name)s», but there is no such question."),
    "expression_no_value": gettext_noop("The condition names «%(name)s», which has no answer."),
    "expression_self": gettext_noop("The sign «.» can only be used in the column constraint."),
    "expression_circle": gettext_noop("The conditions depend on each other in a circle: %(names)s."),
    "expression_position": gettext_noop("position(..) is only possible inside a repeat, with two dots."),
    "expression_rows": gettext_noop(
        "«%(name)s» is asked several times in a repeat. Use sum, count, min, max or join outside of it."
    ),
    "expression_not_rows": gettext_noop("«%(function)s» needs a question of a repeat, or the repeat, in brackets."),
    "expression_own_rows": gettext_noop("Inside the repeat, its own rows cannot be counted or summed."),
    "expression_regex": gettext_noop("The pattern «%(pattern)s» is not allowed, because it could take very long."),
    # answers
    "required": gettext_noop("Please choose or write an answer."),
    "not_a_choice": gettext_noop("«%(value)s» is not one of the choices."),
    "one_choice": gettext_noop("Please choose one answer only."),
    "not_integer": gettext_noop("Please write a whole number, for example 12."),
    "not_a_date": gettext_noop("Please write a date such as 2023-01-31."),
    "not_decimal": gettext_noop("Please write a number, for example 12.5."),
    "not_a_time": gettext_noop("Please write a time such as 08:30."),
    "rank_twice": gettext_noop("Please give each place to a different entry."),
    "rank_incomplete": gettext_noop("Please give every entry a place, or leave all places empty."),
    "too_many_rows": gettext_noop("Please enter at most %(limit)s times."),
    "not_rows": gettext_noop("The entries of this repeated part could not be read."),
    "too_long": gettext_noop("Please write at most %(limit)s signs."),
    "constraint": gettext_noop("This answer does not fit the question. Please check it."),
    "unknown_question": gettext_noop("There is no question «%(name)s»."),
}


@dataclass(frozen=True)
class CellProblem:
    """`column` is the letter that Excel shows; row and column are empty when the whole sheet or file is meant."""

    code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return SENTENCES[self.code] % self.params if self.params else SENTENCES[self.code]


class ExpressionError(Exception):
    """A condition that cannot be understood or is not allowed."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)
