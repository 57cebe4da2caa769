"""A draft as its page shows it: parts, questions with their routing in words, hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from casework.models import Case
from core.registries import registries
from surveys.editor.actions import mark_of, newest
from surveys.editor.words import condition_words, fault_sentence, kind_word, reasons_in_words
from surveys.logic import Definition
from surveys.logic.authoring import Fault, hints
from surveys.logic.authoring.places import home_of, question_named, section_named
from surveys.logic.definition import Question, Section, all_questions
from surveys.logic.graph import uncounted
from surveys.logic.parts import own_condition
from surveys.models import DraftStep, QuestionnaireDraft
from surveys.sentences import local


@dataclass(frozen=True)
class Line:
    """One question in the list."""

    name: str
    label: str
    kind: str
    kind_word: str
    required: bool
    options: list[str]
    condition: str
    other: bool
    reasons: str
    inner: list[Line] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One section; `mark` is what its wording looked like."""

    name: str
    label: str
    heading: str
    texts: list[tuple[str, str]]
    condition: str
    lines: list[Line]
    mark: str
    first: bool
    last: bool
    hints: list[str] = field(default_factory=list)


@dataclass
class Open:
    """A draft that a page works on."""

    draft: QuestionnaireDraft
    step: DraftStep

    @property
    def definition(self) -> Definition:
        return cast("Definition", self.step.definition)

    @property
    def languages(self) -> list[str]:
        return self.definition["languages"]

    def has(self, name: str) -> bool:
        return any(question["name"] == name for question in all_questions(self.definition))

    def question(self, name: str) -> Question:
        """Raises Http404."""
        found = next((q for q in all_questions(self.definition) if q["name"] == name), None)
        if found is None or "other_of" in found:
            raise Http404
        return found


def open_draft(case: Case, draft_id: object) -> Open:
    draft = get_object_or_404(
        QuestionnaireDraft.objects.select_related("questionnaire__case", "base"),
        questionnaire__case=case,
        public_id=draft_id,
    )
    return Open(draft, newest(draft))


def parts_of(definition: Definition, found: list[Fault]) -> list[Part]:
    asked = {q["name"]: q for q in all_questions(definition)}
    said: dict[str, list[str]] = {}
    for fault in found:
        said.setdefault(fault.subject, []).append(fault_sentence(fault))
    sections = definition["sections"]
    return [
        Part(
            name=section["name"],
            label=local(section["label"]),
            heading=local(section["label"]) or str(place),
            texts=[(code, section["label"].get(code, "")) for code in definition["languages"]],
            condition=condition_words(section.get("relevant"), asked),
            lines=list(_lines(section["questions"], asked, said, part=section.get("relevant"))),
            mark=mark_of(section_seen(section)),
            first=place == 1,
            last=place == len(sections),
            hints=said.get(section["name"], []),
        )
        for place, section in enumerate(sections, start=1)
    ]


def _lines(
    questions: list[Question], asked: Mapping[str, Question], said: Mapping[str, list[str]], *, part: str | None = None
) -> Iterator[Line]:
    for question in questions:
        if "other_of" in question:
            continue
        yield Line(
            name=question["name"],
            label=local(question["label"]) or question["name"],
            kind=question["type"],
            kind_word=kind_word(question["type"]),
            required=question["required"],
            options=[local(choice["label"]) for choice in question["choices"]],
            condition=condition_words(own_condition(part, question["relevant"]), asked),
            other=bool(question.get("or_other")),
            reasons=reasons_in_words(question.get("skip_reasons", [])),
            inner=list(_lines(question.get("questions", []), asked, said)),
            hints=said.get(question["name"], []),
        )


def section_seen(section: Section) -> object:
    """What the page shows of a section beside its questions."""
    return section["label"]


def condition_seen(definition: Definition, name: str) -> object:
    """When a part is asked."""
    return section_named(definition, name).get("relevant", "")


def heading_seen(definition: Definition) -> object:
    return [definition["title"], definition["languages"]]


def question_seen(definition: Definition, name: str) -> object:
    """A question with the place where it stands."""
    return [question_named(definition, name), home_of(definition, name)]


def order_seen(definition: Definition) -> object:
    """The order of everything, which moving relies on."""
    return [[s["name"], [[q["name"], [b["name"] for b in q.get("questions", [])]] for q in s["questions"]]]
            for s in definition["sections"]]  # fmt: skip


def hints_of(definition: Definition, case: Case, questionnaire: str) -> list[Fault]:
    """What is hardly meant, also what the case's tables make of the options."""
    counted: dict[str, set[str]] = {}
    for count in registries.counted_options:
        for question, codes in count(case, questionnaire).items():
            counted.setdefault(question, set()).update(codes)
    labels = {q["name"]: {c["name"]: local(c["label"]) for c in q["choices"]} for q in all_questions(definition)}
    never = [
        Fault("uncounted", name, "choices", params={"options": ", ".join(labels[name][code] or code for code in codes)})
        for name, codes in uncounted(definition, counted).items()
    ]
    return [*hints(definition), *never]
