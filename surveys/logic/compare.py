"""What differs between two versions of a questionnaire, one line a difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.logic.brought import is_skip
from surveys.logic.definition import Choice, Definition, Question, Section, Text, all_questions

# In the order in which they are told.
KINDS = (
    "title",
    "section_removed",
    "section_added",
    "section_moved",
    "section_label",
    "question_removed",
    "question_added",
    "question_moved",
    "type",
    "label",
    "hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
    "appearance",
    "or_other",
    "asks_who",
    "skip_reasons",
    "choice_removed",
    "choice_added",
    "choices_order",
    "choice_label",
    "choice_columns",
)
_TEXTS = ("label", "hint", "required_message", "constraint_message")
_PLAIN = ("type", "required", "relevant", "constraint", "calculation", "choice_filter", "repeat_count")
_PLAIN_LATER = ("default", "appearance", "or_other", "asks_who", "skip_reasons")


@dataclass(frozen=True)
class Difference:
    """`question` is the name of a question or section, empty for the whole; `part` a language or the code of a choice."""

    kind: str
    question: str
    before: str
    after: str
    part: str = ""


def compare(before: Definition, after: Definition) -> list[Difference]:
    """Nothing for definitions equal in meaning. A question is known by its name.

    The question that `skip_reasons` brings follows from them, and is not told by itself.
    """
    return [
        *_text("title", "", before["title"], after["title"]),
        *_sections(before["sections"], after["sections"]),
        *_questions(before, after),
    ]


def _text(kind: str, name: str, before: Text, after: Text, part: str = "") -> Iterator[Difference]:
    for code in [*before, *(code for code in after if code not in before)]:
        if before.get(code, "") != after.get(code, ""):
            yield Difference(kind, name, before.get(code, ""), after.get(code, ""), f"{part}:{code}" if part else code)


def _sections(before: Sequence[Section], after: Sequence[Section]) -> Iterator[Difference]:
    old, new = {s["name"]: s for s in before}, {s["name"]: s for s in after}
    yield from (Difference("section_removed", name, _any(s["label"]), "") for name, s in old.items() if name not in new)
    yield from (Difference("section_added", name, "", _any(s["label"])) for name, s in new.items() if name not in old)
    yield from _moved("section_moved", [n for n in old if n in new], [n for n in new if n in old])
    for name in (name for name in new if name in old):
        yield from _text("section_label", name, old[name]["label"], new[name]["label"])


def _questions(before: Definition, after: Definition) -> Iterator[Difference]:
    old = {question["name"]: question for question in all_questions(before) if not is_skip(question)}
    new = {question["name"]: question for question in all_questions(after) if not is_skip(question)}
    yield from (
        Difference("question_removed", name, _any(q["label"]), "") for name, q in old.items() if name not in new
    )
    yield from (Difference("question_added", name, "", _any(q["label"])) for name, q in new.items() if name not in old)
    homes = _homes(before), _homes(after)
    kept = [name for name in new if name in old]
    stayed = [name for name in kept if homes[0][name] == homes[1][name]]
    for name in (name for name in kept if homes[0][name] != homes[1][name]):
        yield Difference("question_moved", name, homes[0][name], homes[1][name])
    yield from _moved("question_moved", [name for name in old if name in set(stayed)], stayed)
    for name in kept:
        yield from _question(old[name], new[name])


def _homes(definition: Definition) -> dict[str, str]:
    """Question → the section or repeat it stands in."""
    found: dict[str, str] = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            found[question["name"]] = section["name"]
            found |= {below["name"]: question["name"] for below in question.get("questions", [])}
    return found


def _moved(kind: str, before: list[str], after: list[str]) -> Iterator[Difference]:
    """As few as explain the new order: those outside the longest run that kept it."""
    place = {name: index for index, name in enumerate(before)}
    steady = _longest_rising([place[name] for name in after])
    for index, name in enumerate(after):
        if place[name] not in steady:
            yield Difference(kind, name, str(place[name] + 1), str(index + 1))


def _longest_rising(places: list[int]) -> set[int]:
    best: list[tuple[int, int]] = []  # (length, index of the one before)
    for index, place in enumerate(places):
        before = [(best[other][0], other) for other in range(index) if places[other] < place]
        length, other = max(before, default=(0, -1))
        best.append((length + 1, other))
    found: set[int] = set()
    index = max(range(len(best)), key=lambda at: best[at][0], default=-1)
    while index >= 0:
        found.add(places[index])
        index = best[index][1]
    return found


def _question(before: Question, after: Question) -> Iterator[Difference]:
    name = after["name"]
    yield from _plain(name, before, after, _PLAIN[:1])
    for column in _TEXTS:
        yield from _text(column, name, _words(before, column), _words(after, column))
    yield from _plain(name, before, after, _PLAIN[1:] + _PLAIN_LATER)
    yield from _choices(name, before["choices"], after["choices"])


def _words(question: Question, column: str) -> Text:
    value = question.get(column)
    return {str(code): str(words) for code, words in value.items()} if isinstance(value, dict) else {}


def _plain(name: str, before: Question, after: Question, columns: tuple[str, ...]) -> Iterator[Difference]:
    for column in columns:
        old, new = (_shown(question.get(column)) for question in (before, after))
        if old != new:
            yield Difference(column, name, old, new)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _choices(name: str, before: list[Choice], after: list[Choice]) -> Iterator[Difference]:
    old, new = {c["name"]: c for c in before}, {c["name"]: c for c in after}
    yield from (
        Difference("choice_removed", name, _any(c["label"]), "", code) for code, c in old.items() if code not in new
    )
    yield from (
        Difference("choice_added", name, "", _any(c["label"]), code) for code, c in new.items() if code not in old
    )
    kept = [code for code in old if code in new], [code for code in new if code in old]
    if kept[0] != kept[1]:
        yield Difference("choices_order", name, " ".join(kept[0]), " ".join(kept[1]))
    for code in kept[1]:
        yield from _text("choice_label", name, old[code]["label"], new[code]["label"], code)
        columns = _columns(old[code]), _columns(new[code])
        if columns[0] != columns[1]:
            yield Difference("choice_columns", name, columns[0], columns[1], code)


def _columns(choice: Choice) -> str:
    return " ".join(f"{column}={value}" for column, value in sorted(choice.get("columns", {}).items()))


def _any(text: Text) -> str:
    return next((words for words in text.values() if words), "")
