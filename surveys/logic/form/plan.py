"""The questions of a definition by name, in the order in which they must be computed."""

from __future__ import annotations

from surveys.logic.definition import Definition, Question, questions
from surveys.logic.routing import routing_order


class Plan:
    """What follows from the definition alone."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions: dict[str, Question] = {question["name"]: question for question in questions(definition)}
        self.section_of = {
            question["name"]: section["name"] for section in definition["sections"] for question in section["questions"]
        }
        self.order = routing_order(self.questions.values())
        self._inner = {
            name: {below["name"]: below for below in question["questions"]}
            for name, question in self.questions.items()
            if "questions" in question
        }
        self._inner_order = {name: routing_order(inner.values()) for name, inner in self._inner.items()}
        self._lively: dict[str, bool] = {}
        self.everything: dict[str, Question] = dict(self.questions)
        for inner in self._inner.values():
            self.everything |= inner
        self._choices = {
            name: {choice["name"]: place for place, choice in enumerate(question["choices"])}
            for name, question in self.everything.items()
        }

    def inner(self, repeat: str) -> dict[str, Question]:
        """The questions inside a repeat."""
        return self._inner.get(repeat, {})

    def is_lively(self, section: str) -> bool:
        """Whether an answer can change the choices or wordings of the page itself."""
        if section not in self._lively:
            self._lively[section] = self._changes_itself(section)
        return self._lively[section]

    def _changes_itself(self, section: str) -> bool:
        for name, home in self.section_of.items():
            for question in (self.questions[name], *self._inner.get(name, {}).values()) if home == section else ():
                texts = [*question["label"].values(), *question["hint"].values()]
                texts += [text for choice in question["choices"] for text in choice["label"].values()]
                if "choice_filter" in question or any("${" in text for text in texts):
                    return True
        return False
