"""What is wrong with a definition, beside the question and field that it is about.

The definition is written out as the sheets of a workbook and read by the reader of workbooks: what one of them refuses,
the other refuses too, and every version can be taken out and brought in again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.sheets import OutSheet, Sheet, column_letters
from surveys.logic import expressions
from surveys.logic.columns import CHOICE_PLAIN, CHOICE_TRANSLATED, PLAIN, TRANSLATED, column_name
from surveys.logic.definition import SELECTS, UNASKED, Definition, Question, all_questions, canonical
from surveys.logic.export import sheets
from surveys.logic.graph import unreachable
from surveys.logic.problems import CellProblem, ExpressionError
from surveys.logic.routing import RoutingCircleError, conditions, routing_order
from surveys.logic.workbook import Reading, read_sheets

UNFINISHED = frozenset({"no_questions", "repeat_empty", "sheet_empty"})
"""Allowed while writing; a version cannot be kept with them."""


@dataclass(frozen=True)
class Fault:
    """`subject` is a question or section, `column` one of its columns («label::en», «relevant», «choices»)."""

    code: str
    subject: str
    column: str = ""
    option: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def faults(definition: Definition) -> list[Fault]:
    """All that would make the reader refuse it. Without one that is not `UNFINISHED` the definition can be worked with."""
    broken = list(_broken_expressions(definition))
    if broken:
        return broken
    written = sheets(definition)
    reading = _read(written)
    found = [_placed(problem, written, definition) for problem in reading.problems]
    if all(fault.code in UNFINISHED for fault in found):
        found += list(_circles(definition))
    return found


def finished(definition: Definition) -> Reading:
    """The definition as a version keeps it; `definition` is None while something is missing."""
    return _read(sheets(definition))


def hints(definition: Definition) -> list[Fault]:
    """What is allowed and yet hardly meant. Only for a definition without faults other than `UNFINISHED`."""
    found = [fault for fault in faults(definition) if fault.code in UNFINISHED - {"sheet_empty"}]
    found += [Fault("section_empty", s["name"]) for s in definition["sections"] if not s["questions"]]
    found += [Fault("unreachable", name, "relevant") for name in unreachable(definition)]
    written = sheets(definition)
    found += [_placed(warning, written, definition) for warning in _read(written).warnings]
    found += _untranslated(definition)
    found += _looks_ahead(definition)
    return _unique(found)


def _unique(found: list[Fault]) -> list[Fault]:
    kept: dict[tuple[str, ...], Fault] = {}
    for fault in found:
        kept.setdefault(_key(fault), fault)
    return list(kept.values())


def _key(fault: Fault) -> tuple[str, ...]:
    return (fault.code, fault.subject, fault.column, fault.option, str(sorted(fault.params.items())))


def _untranslated(definition: Definition) -> Iterator[Fault]:
    languages = definition["languages"]
    for question in all_questions(definition):
        if question["type"] == "calculate" or "other_of" in question:
            continue
        missing = [code for code in languages if not question["label"].get(code)]
        missing += [code for code in languages if question["hint"] and not question["hint"].get(code)]
        missing += [code for code in languages for c in question["choices"] if not c["label"].get(code)]
        for code in dict.fromkeys(missing):
            yield Fault("untranslated", question["name"], f"label::{code}", params={"language": code})


def _looks_ahead(definition: Definition) -> Iterator[Fault]:
    """A condition that asks for an answer which is given only later on."""
    place = {question["name"]: at for at, question in enumerate(all_questions(definition))}
    for question in all_questions(definition):
        for column, text in conditions(question).items():
            if column == "calculation":
                continue
            named = expressions.references(expressions.parse(text, columns=column == "choice_filter"))
            for name in sorted(named - {"."}):
                if place.get(name, -1) > place[question["name"]]:
                    yield Fault("later", question["name"], column, params={"name": name})


def _broken_expressions(definition: Definition) -> Iterator[Fault]:
    for section in definition["sections"]:
        try:
            if "relevant" in section:
                expressions.parse(section["relevant"])
        except ExpressionError as error:
            yield Fault(error.code, section["name"], "relevant", params=error.params)
    for question in all_questions(definition):
        texts = conditions(question) | {"constraint": question["constraint"] or ""}
        for column, text in texts.items():
            try:
                if text:
                    expressions.parse(text, columns=column == "choice_filter")
            except ExpressionError as error:
                yield Fault(error.code, question["name"], column, params=error.params)
        if question["type"] not in SELECTS:
            continue
        if not question["choices"]:
            yield Fault("options_missing", question["name"], "choices")
        yield from _filters(question)


def _filters(question: Question) -> Iterator[Fault]:
    """Columns that a choice_filter compares and no option fills."""
    filled = {"name"} | {column for choice in question["choices"] for column in choice.get("columns", {})}
    try:
        named = expressions.columns(expressions.parse(question.get("choice_filter") or "1", columns=True))
    except ExpressionError:
        return  # already said
    for name in sorted(named - filled):
        yield Fault("filter_column", question["name"], "choice_filter", params={"name": name})


def _circles(definition: Definition) -> Iterator[Fault]:
    groups = [[q for section in definition["sections"] for q in section["questions"]]]
    groups += [question["questions"] for question in groups[0] if "questions" in question]
    for group in groups:
        try:
            routing_order(group)
        except RoutingCircleError as circle:
            names = " → ".join(circle.names)
            yield Fault("expression_circle", circle.names[0], "relevant", params={"names": names})


def _read(written: tuple[OutSheet, OutSheet, OutSheet]) -> Reading:
    return read_sheets([_sheet(one) for one in written])


def _sheet(one: OutSheet) -> Sheet:
    rows = [tuple(one.head), *(tuple(row) for row in one.rows)]
    return Sheet(one.name, rows, len(one.head))  # type: ignore[arg-type]  # only texts are written


def _placed(problem: CellProblem, written: tuple[OutSheet, OutSheet, OutSheet], definition: Definition) -> Fault:
    """The cell again as the question and field from which it was written."""
    page = next((one for one in written if one.name == problem.sheet), None)
    if page is None or problem.row is None or problem.row < 2:
        return Fault(problem.code, "", params=problem.params)
    is_choices = page.name == "choices"
    plain, translated = (CHOICE_PLAIN, CHOICE_TRANSLATED) if is_choices else (PLAIN, TRANSLATED)
    keys = [column_name(head, plain, translated, "ja") or head for head in page.head]
    cells = dict(zip(keys, list(page.rows)[problem.row - 2], strict=True))
    letters = {column_letters(place + 1): key for place, key in enumerate(keys)}
    where = letters.get(problem.column, "")
    if is_choices:
        return Fault(problem.code, str(cells["list_name"]), "choices", str(cells["name"]), problem.params)
    return Fault(problem.code, str(cells["name"]), where, params=problem.params)


def asked_count(definition: Definition) -> int:
    """Questions that somebody answers."""
    return sum(1 for question in all_questions(definition) if question["type"] not in UNASKED)


def same(one: Definition, other: Definition) -> bool:
    """Equal in meaning."""
    return canonical(one) == canonical(other)
