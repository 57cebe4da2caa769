"""One change at a time: each takes a definition and gives another one; nothing is changed in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveys.logic.authoring.places import (
    ChangeError,
    container,
    containers,
    free_name,
    home_of,
    own,
    question_named,
    section_named,
)
from surveys.logic.brought import OTHER_LABEL, SUFFIXES, brought_by
from surveys.logic.definition import OTHER, Definition, Question, Section, Text, all_questions
from surveys.logic.expressions import PIPE, parse
from surveys.logic.parts import own_condition, own_question, part_condition, with_part
from surveys.logic.problems import ExpressionError

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "default")


def set_heading(definition: Definition, title: Text, languages: list[str]) -> Definition:
    """Title and languages. Wordings in a language that is left out go with it."""
    result = own(definition)
    result["title"] = title
    result["languages"] = languages
    for text in _texts(result):
        for code in [code for code in text if code not in languages]:
            del text[code]
    return result


def add_section(definition: Definition, label: Text, *, after: str = "") -> tuple[Definition, str]:
    """At the end, or after the section named; gives its name."""
    result = own(definition)
    name = free_name(result, f"part_{len(result['sections']) + 1}")
    places = [section["name"] for section in result["sections"]]
    place = places.index(after) + 1 if after in places else len(places)
    result["sections"].insert(place, {"name": name, "label": label, "questions": []})
    return result, name


def label_section(definition: Definition, name: str, label: Text) -> Definition:
    result = own(definition)
    section_named(result, name)["label"] = label
    return result


def condition_section(definition: Definition, name: str, condition: str) -> Definition:
    """The whole part is asked only if this holds; empty takes the condition away. Its questions keep their own."""
    result = own(definition)
    section = section_named(result, name)
    before, after = section.get("relevant"), condition or None
    section.pop("relevant", None)
    if after:
        section["relevant"] = after
    section["questions"] = [
        one
        for question in section["questions"]
        if "other_of" not in question
        for one in _with_brought(_held({**question, "relevant": own_condition(before, question["relevant"])}, after))
    ]
    return result


def move_section(definition: Definition, name: str, by: int) -> Definition:
    result = own(definition)
    sections = result["sections"]
    place = sections.index(section_named(result, name))
    target = max(0, min(len(sections) - 1, place + by))
    sections.insert(target, sections.pop(place))
    return result


def copy_section(definition: Definition, name: str) -> tuple[Definition, str]:
    """With all its questions under new names; conditions among them follow the copies."""
    result = own(definition)
    original = section_named(result, name)
    new: Section = own({"title": {}, "languages": [], "sections": [original]})["sections"][0]
    new["name"] = free_name(result, name)
    result["sections"].insert(result["sections"].index(original) + 1, new)
    _rename_copies(result, new["questions"])
    return result, new["name"]


def remove_section(definition: Definition, name: str) -> Definition:
    """With its questions. Raises ChangeError when others depend on them, or when it is the only section."""
    section = section_named(definition, name)
    if len(definition["sections"]) == 1:
        raise ChangeError("only_section")
    inside = {question["name"] for question in _with_inner(section["questions"])}
    _refuse_orphans(definition, inside)
    result = own(definition)
    result["sections"] = [one for one in result["sections"] if one["name"] != name]
    return result


def put_question(definition: Definition, home: str, question: Question, *, after: str = "") -> Definition:
    """A new question at the end of a section or repeat, or after the one named; with its own condition only."""
    result = own(definition)
    question = _held(question, part_condition(result, home))
    questions = container(result, home)
    place = next((at + 1 for at, one in enumerate(questions) if one["name"] == after), len(questions))
    while place < len(questions) and "other_of" in questions[place]:
        place += 1
    questions[place:place] = _with_brought(question)
    return result


def replace_question(definition: Definition, name: str, question: Question, *, home: str = "") -> Definition:
    """Another wording, type, condition … of a question. A new name goes into all conditions and wordings.

    Its condition is its own, without that of its part. With `home` it moves to the end of another section or repeat.
    """
    result = own(definition)
    old_home = home_of(result, name)
    question = own({"title": {}, "languages": [], "sections": [{"name": "", "label": {}, "questions": [question]}]})[
        "sections"
    ][0]["questions"][0]
    if question["name"] != name:
        _rename(result, name, question["name"])
        _rename_in([question], name, question["name"])
    current = question_named(result, question["name"] if question["name"] != name else name)
    if current.get("questions"):
        if question["type"] != "repeat":
            raise ChangeError("repeat_full")
        question["questions"] = current["questions"]
    questions = container(result, old_home)
    place = next(at for at, one in enumerate(questions) if one["name"] == current["name"])
    questions[place : place + _length(questions, place)] = _with_brought(
        _held(question, part_condition(result, old_home))
    )
    if home and home != old_home:
        return move_question(result, question["name"], home, place=None)
    return result


def step_question(definition: Definition, name: str, by: int) -> Definition:
    """One place up or down; at the edge into the neighbouring section or out of the repeat."""
    home = home_of(definition, name)
    questions = container(definition, home)
    tops = [at for at, one in enumerate(questions) if "other_of" not in one]
    place = next(at for at, one in enumerate(questions) if one["name"] == name)
    target = tops.index(place) + by
    if 0 <= target < len(tops):
        return move_question(definition, name, home, place=target)
    sections = [section["name"] for section in definition["sections"]]
    if home not in sections:  # out of the repeat
        outer = home_of(definition, home)
        names = [one["name"] for one in container(definition, outer) if "other_of" not in one]
        return move_question(definition, name, outer, place=names.index(home) + (1 if by > 0 else 0))
    other = sections.index(home) + by
    if not 0 <= other < len(sections):
        return own(definition)
    return move_question(definition, name, sections[other], place=0 if by > 0 else None)


def move_question(definition: Definition, name: str, home: str, *, place: int | None) -> Definition:
    """To a place (from 0, without the question itself; None is the end) in a section or repeat."""
    result = own(definition)
    old_home = home_of(result, name)
    questions = container(result, old_home)
    at = next(index for index, one in enumerate(questions) if one["name"] == name)
    if home == name or (questions[at]["type"] == "repeat" and home not in {s["name"] for s in result["sections"]}):
        raise ChangeError("repeat_nested")
    length = _length(questions, at)
    moved = questions[at : at + length]
    if home != old_home:
        moved = _with_brought(_held(own_question(result, old_home, moved[0]), part_condition(result, home)))
    del questions[at : at + length]
    target = container(result, home)
    tops = [index for index, one in enumerate(target) if "other_of" not in one]
    where = len(target) if place is None or place >= len(tops) else tops[max(0, place)]
    target[where:where] = moved
    return result


def copy_question(definition: Definition, name: str) -> tuple[Definition, str]:
    """Right after the original, under the next free name."""
    result = own(definition)
    original = question_named(result, name)
    copied = own({"title": {}, "languages": [], "sections": [{"name": "", "label": {}, "questions": [original]}]})[
        "sections"
    ][0]["questions"][0]
    copied["name"] = free_name(result, name)
    _rename_in([copied], name, copied["name"])
    home = home_of(result, name)
    result = put_question(result, home, own_question(result, home, copied), after=name)
    _rename_copies(result, copied.get("questions", []))
    return result, copied["name"]


def remove_question(definition: Definition, name: str) -> Definition:
    """Raises ChangeError when a condition or wording of another question names it."""
    question = question_named(definition, name)
    _refuse_orphans(definition, {one["name"] for one in _with_inner([question])} | {f"{name}_{s}" for s in SUFFIXES})
    result = own(definition)
    questions = container(result, home_of(result, name))
    place = next(at for at, one in enumerate(questions) if one["name"] == name)
    del questions[place : place + _length(questions, place)]
    return result


def references_to(definition: Definition, named: set[str]) -> dict[str, list[str]]:
    """Question or part → those of `named` that its conditions, wordings or options name."""
    found: dict[str, list[str]] = {}
    for section in definition["sections"]:
        if mentioned := sorted(set(PIPE.findall(section.get("relevant", ""))) & named):
            found[section["name"]] = mentioned
    for question in all_questions(definition):
        texts = [str(question.get(column) or "") for column in EXPRESSIONS]
        texts += [words for text in _texts_of(question) for words in text.values()]
        mentioned = sorted({name for text in texts for name in PIPE.findall(text)} & named)
        if mentioned:
            found[question["name"]] = mentioned
    return found


def _refuse_orphans(definition: Definition, going: set[str]) -> None:
    left = {name: using for name, using in references_to(definition, going).items() if name not in going}
    if left:
        raise ChangeError(
            "still_named", names=", ".join(left), by=sorted({n for using in left.values() for n in using})
        )


def _length(questions: list[Question], place: int) -> int:
    """The question with the one that it brought along."""
    following = questions[place + 1] if place + 1 < len(questions) else None
    return 2 if following is not None and following.get("other_of") == questions[place]["name"] else 1


def _with_brought(question: Question) -> list[Question]:
    if question.get("or_other") and OTHER not in {choice["name"] for choice in question["choices"]}:
        question = {**question, "choices": [*question["choices"], {"name": OTHER, "label": dict(OTHER_LABEL)}]}
    return [question, *brought_by(question)]


def _held(question: Question, part: str | None) -> Question:
    """With the condition of its part. A condition that cannot be read stays alone, so that it is told by itself."""
    own_text = question["relevant"]
    try:
        for text in (part, own_text):
            parse(text or "1")
    except ExpressionError:
        return question
    return {**question, "relevant": with_part(part, own_text)}


def _with_inner(questions: list[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from question.get("questions", [])


def _rename_copies(definition: Definition, copies: list[Question]) -> None:
    """New names for copied questions; what they say about each other follows."""
    mapping: list[tuple[str, str]] = []
    taken = own(definition)
    for question in [one for one in _with_inner(copies) if "other_of" not in one]:
        new = free_name(taken, question["name"])
        mapping.append((question["name"], new))
        taken["sections"][0]["questions"].append({**question, "name": new, "questions": []})
    for old, new in mapping:
        _rename_in(list(_with_inner(copies)), old, new)
        for question in _with_inner(copies):
            if question.get("other_of") == old:
                question["other_of"] = new
                question["name"] = new + question["name"].removeprefix(old)
            elif question["name"] == old:
                question["name"] = new


def _rename(definition: Definition, old: str, new: str) -> None:
    everything = list(all_questions(definition))
    _rename_in(everything, old, new)
    for section in definition["sections"]:
        if "relevant" in section:
            section["relevant"] = _naming(old).sub(lambda _found: f"${{{new}}}", section["relevant"])
    for question in everything:
        if question["name"] == old:
            question["name"] = new
        if question.get("other_of") == old:
            brought = question["name"]
            question["other_of"] = new
            question["name"] = new + brought.removeprefix(old)
            _rename_in(everything, brought, question["name"])


def _naming(name: str) -> re.Pattern[str]:
    return re.compile(r"\$\{\s*" + re.escape(name) + r"\s*\}")


def _rename_in(questions: list[Question], old: str, new: str) -> None:
    pattern = _naming(old)
    put = f"${{{new}}}"
    for question in questions:
        for column in EXPRESSIONS:
            value = question.get(column)
            if isinstance(value, str):
                question[column] = pattern.sub(lambda _found: put, value)  # type: ignore[literal-required]
        for text in _texts_of(question):
            for code, words in text.items():
                text[code] = pattern.sub(lambda _found: put, words)


def _texts_of(question: Question) -> Iterator[Text]:
    yield from (question["label"], question["hint"], question["constraint_message"])
    yield question.get("required_message", {})
    yield from (choice["label"] for choice in question["choices"])


def _texts(definition: Definition) -> Iterator[Text]:
    yield from (section["label"] for section in definition["sections"])
    for question in all_questions(definition):
        yield from _texts_of(question)


__all__ = [
    "ChangeError",
    "add_section",
    "condition_section",
    "containers",
    "copy_question",
    "copy_section",
    "label_section",
    "move_question",
    "move_section",
    "put_question",
    "references_to",
    "remove_question",
    "remove_section",
    "replace_question",
    "set_heading",
    "step_question",
]
