"""What the editor says: kinds of questions, comparisons, conditions in words, faults and hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from surveys.logic.authoring import Condition, Fault, Term, condition_of
from surveys.logic.authoring.conditions import Compare
from surveys.logic.brought import HONEST_LABELS
from surveys.logic.definition import Question
from surveys.sentences import local, sentence

LONGEST = 34


def kinds() -> list[tuple[str, str]]:
    """The types in the order in which they are offered."""
    return [
        ("select_one", _("One answer from a list")),
        ("select_multiple", _("Several answers from a list")),
        ("text", _("Written in words")),
        ("integer", _("Whole number")),
        ("decimal", _("Number with decimals")),
        ("date", _("Date")),
        ("time", _("Time of day")),
        ("rank", _("Order of preference")),
        ("note", _("Text to read, no answer")),
        ("calculate", _("Computed, not shown")),
        ("repeat", _("Asked several times (repeat)")),
    ]


def kind_word(kind: str) -> str:
    return dict(kinds()).get(kind, kind)


def comparisons() -> dict[Compare, str]:
    return {
        "any": _("is one of these"),
        "none": _("is none of these"),
        "answered": _("has been answered"),
        "empty": _("has not been answered"),
        "eq": _("is equal to"),
        "ne": _("is not"),
        "lt": _("is less than"),
        "le": _("is at most"),
        "gt": _("is more than"),
        "ge": _("is at least"),
    }


def reasons_in_words(codes: Sequence[str]) -> str:
    """What may be said instead of an answer."""
    return " / ".join(local(HONEST_LABELS[code]) for code in codes)


def short(text: str, longest: int = LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def condition_words(text: str | None, asked: Mapping[str, Question]) -> str:
    """A condition as a sentence where picking could have made it, else as it is written."""
    if not text:
        return ""
    condition = condition_of(text, asked)
    return text if condition is None else spoken_condition(condition, asked)


def spoken_condition(condition: Condition, asked: Mapping[str, Question]) -> str:
    groups = [_(" or ").join(_term(term, asked) for term in group) for group in condition.groups]
    if len(groups) < 2:
        return "".join(groups)
    bracketed = [
        _("(%(terms)s)") % {"terms": said} if len(group) > 1 else said
        for said, group in zip(groups, condition.groups, strict=True)
    ]
    return _(" and ").join(bracketed)


def _term(term: Term, asked: Mapping[str, Question]) -> str:
    question = asked.get(term.question)
    labels = {c["name"]: local(c["label"]) for c in question["choices"]} if question else {}
    between = _("” or “")
    facts = {
        "question": term.question,
        "values": between.join(short(labels.get(value) or value, 30) for value in term.values),
    }
    sentences = {
        "any": _("%(question)s is “%(values)s”"),
        "none": _("%(question)s is not “%(values)s”"),
        "answered": _("%(question)s has been answered"),
        "empty": _("%(question)s has not been answered"),
        "eq": _("%(question)s is “%(values)s”"),
        "ne": _("%(question)s is not “%(values)s”"),
        "lt": _("%(question)s is less than %(values)s"),
        "le": _("%(question)s is at most %(values)s"),
        "gt": _("%(question)s is more than %(values)s"),
        "ge": _("%(question)s is at least %(values)s"),
    }
    return sentences[term.compare] % facts


def fault_sentence(fault: Fault) -> str:
    """In the words of a page, where the sentence for workbooks speaks of rows and sheets."""
    params = dict(fault.params)
    own = {
        "name_twice": _("Another question or part is called «%(name)s» already. Choose another short name."),
        "name_missing": _("Give the question a short name."),
        "label_missing": _("Write down the wording in at least one language."),
        "options_missing": _("Give at least one option."),
        "list_unknown": _("Give at least one option."),
        "choice_twice": _("The code «%(name)s» stands twice among the options."),
        "filter_column": _("No option says to which «%(name)s» it belongs. Write it beside the options."),
        "calculation_missing": _("Write down how it is computed."),
        "repeat_empty": _("The repeat «%(name)s» asks nothing yet. Add a question to it."),
        "no_questions": _("The questionnaire asks nothing yet. Add a question."),
        "sheet_empty": _("The questionnaire asks nothing yet. Add a question."),
        "section_empty": _("This part has no questions. It is left out when the version is kept."),
        "unreachable": _("No answers can bring this question up. Look at its condition."),
        "later": _("The condition names «%(name)s», which is asked only later."),
        "not_a_choice": _("The condition compares «%(value)s», which is not among the options."),
        "untranslated": _("Something is not worded in this language yet: %(language)s"),
        "uncounted": _("No table counts these options: %(options)s"),
        "condition_open": _("Choose at least one answer, or take the line away."),
        "value_open": _("Write down what to compare with."),
    }
    if fault.code in own:
        return own[fault.code] % params if params else own[fault.code]
    return sentence(fault.code, params or None)
