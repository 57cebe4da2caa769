"""What differs between two versions, question by question, before and after beside each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from surveys.editor.words import condition_words, kind_word, reasons_in_words
from surveys.logic import Definition, Difference, compare
from surveys.logic.columns import LANGUAGE_NAMES
from surveys.logic.definition import Question, all_questions
from surveys.sentences import local

WORDED = {"title", "section_label", "label", "hint", "required_message", "constraint_message", "choice_label"}
ROUTED = {"relevant", "constraint", "calculation", "choice_filter", "repeat_count", "default"}

LIKE = 0.5
_UNIT = re.compile(r"[A-Za-z0-9_'-]+|.", re.DOTALL)  # whole words of Latin letters, else sign by sign


@dataclass(frozen=True)
class Piece:
    """A run of text; `changed` is what the other side does not have."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class DifferenceLine:
    what: str
    before: list[Piece]
    after: list[Piece]
    code: bool = False


@dataclass
class Group:
    """All that differs about one question, part, or the whole."""

    name: str
    label: str
    state: str  # added | removed | changed | moved
    lines: list[DifferenceLine] = field(default_factory=list)


def groups_of(before: Definition, after: Definition) -> list[Group]:
    """In the order of the newer version; what went stands where it is told first."""
    asked = [{q["name"]: q for q in all_questions(one)} for one in (before, after)]
    sections = {s["name"]: local(s["label"]) for one in (before, after) for s in one["sections"]}
    found: dict[tuple[str, str], Group] = {}
    for difference in compare(before, after):
        about = "section" if difference.kind.startswith("section") else "question" if difference.question else "whole"
        question = asked[1].get(difference.question) or asked[0].get(difference.question)
        label = sections.get(difference.question, "") if about == "section" else ""
        label = local(question["label"]) if about == "question" and question else label
        group = found.setdefault((about, difference.question), Group(difference.question, label, "changed"))
        _add(group, difference, asked)
    order = {name: place for place, name in enumerate([*sections, *asked[1]])}
    places = {"whole": 0, "section": 1, "question": 2}
    keys = sorted(found, key=lambda key: (places[key[0]], order.get(key[1], len(order))))
    return [found[key] for key in keys]


def counts_of(groups: list[Group]) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in groups:
        found[group.state] = found.get(group.state, 0) + 1
    return found


def _add(group: Group, difference: Difference, asked: list[dict[str, Question]]) -> None:
    kind = difference.kind
    if kind.endswith("_added") and not kind.startswith("choice"):
        group.state = "added"
    elif kind.endswith("_removed") and not kind.startswith("choice"):
        group.state = "removed"
    elif kind.endswith("_moved") and group.state == "changed" and not group.lines:
        group.state = "moved"
    elif group.state == "moved":
        group.state = "changed"
    before, after = difference.before, difference.after
    if kind == "relevant":
        before, after = condition_words(before, asked[0]), condition_words(after, asked[1])
    elif kind == "type":
        before, after = kind_word(before), kind_word(after)
    elif kind in {"required", "or_other", "asks_who"}:
        before, after = (_("yes") if said else _("no") for said in (before, after))
    elif kind == "skip_reasons":
        before, after = (reasons_in_words(said.split()) for said in (before, after))
    pieces = _pieces(before, after) if kind in WORDED else ([Piece(before)], [Piece(after)])
    code = kind in ROUTED and kind != "relevant"
    group.lines.append(DifferenceLine(_what(difference), *pieces, code=code))


def _pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """The same runs on both sides, and between them what was taken out and put in."""
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LIKE:  # islands of equal signs in another sentence tell nothing
        return ([Piece(before, changed=True)] if before else []), ([Piece(after, changed=True)] if after else [])
    left: list[Piece] = []
    right: list[Piece] = []
    for deed, a1, a2, b1, b2 in matcher.get_opcodes():
        same = deed == "equal"
        if a2 > a1:
            left.append(Piece("".join(old[a1:a2]), changed=not same))
        if b2 > b1:
            right.append(Piece("".join(new[b1:b2]), changed=not same))
    return left, right


def _what(difference: Difference) -> str:
    heads: Mapping[str, str] = {
        "title": _("Title"),
        "section_removed": _("Part"),
        "section_added": _("Part"),
        "section_moved": _("Place of the part"),
        "section_label": _("Heading"),
        "question_removed": _("Question"),
        "question_added": _("Question"),
        "question_moved": _("Place of the question"),
        "type": _("Kind of answer"),
        "label": _("Wording of the question"),
        "hint": _("Hint"),
        "required": _("An answer is required"),
        "required_message": _("When it is missing"),
        "relevant": _("Only if"),
        "constraint": _("Which answers are allowed"),
        "constraint_message": _("When it does not fit"),
        "calculation": _("How it is computed"),
        "choice_filter": _("Which options are shown"),
        "repeat_count": _("How often it is asked"),
        "default": _("Answer to begin with"),
        "appearance": _("Look"),
        "or_other": _("«Other» with a field"),
        "asks_who": _("Asks for a person who reported, taught or told"),
        "skip_reasons": _("What may be said instead of an answer"),
        "choice_removed": _("Option taken out"),
        "choice_added": _("Option added"),
        "choices_order": _("Order of the options"),
        "choice_label": _("Wording of an option"),
        "choice_columns": _("To what an option belongs"),
    }
    code, _between, language = difference.part.rpartition(":")
    if difference.part in LANGUAGE_NAMES:
        code, language = "", difference.part
    elif not language or language not in LANGUAGE_NAMES:
        code, language = difference.part, ""
    parts = [part for part in (code, LANGUAGE_NAMES.get(language, "").partition(" (")[0]) if part]
    return heads[difference.kind] + (f" ({', '.join(parts)})" if parts else "")
