"""Questions that another one brings along: what «other» was, and why somebody cannot answer."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.logic.definition import (
    DONT_REMEMBER,
    HONEST_CHOICES,
    NOT_APPLICABLE,
    OTHER,
    PREFER_INTERVIEW,
    Answer,
    Question,
    Text,
    new_question,
)

SKIP = "skip"
SUFFIXES = (OTHER, SKIP)
SKIPPABLE = frozenset({"text", "date", "time", "integer", "decimal"})
"""Questions without choices: in a list of choices, the reasons are choices themselves."""

OTHER_LABEL: Text = {"ja": "その他", "en": "Other"}
OTHER_QUESTION: Text = {"ja": "「その他」の内容を教えてください。", "en": "Please tell us what «other» was."}
SKIP_QUESTION: Text = {
    "ja": "答えられないときは、理由をお選びください。",
    "en": "If you cannot answer, please choose why.",
}
HONEST_LABELS: dict[str, Text] = {
    DONT_REMEMBER: {"ja": "覚えていない", "en": "I don't remember"},
    NOT_APPLICABLE: {"ja": "自分にはあてはまらない", "en": "It does not apply to me"},
    PREFER_INTERVIEW: {"ja": "面談で話したい", "en": "I'd rather explain in an interview"},
}


def joined(conditions: list[str | None]) -> str | None:
    """One condition of several that must all hold."""
    given = list(dict.fromkeys(condition for condition in conditions if condition))
    if len(given) < 2:
        return given[0] if given else None
    return " and ".join(f"({condition})" for condition in given)


def brought_by(question: Question) -> list[Question]:
    """What stands right after it. `question` has its whole condition already."""
    name = question["name"]
    if question.get("or_other"):
        written = new_question(f"{name}_{OTHER}", "text", dict(OTHER_QUESTION))
        written["relevant"] = f"selected(${{{name}}}, '{OTHER}')"  # where it does not apply, nothing of it is chosen
        written["other_of"] = name
        return [written]
    if reasons := question.get("skip_reasons"):
        skipped = new_question(skip_name(name), "select_one", dict(SKIP_QUESTION))
        skipped["relevant"] = joined([question["relevant"], f"${{{name}}} = ''"])
        skipped["choices"] = [{"name": code, "label": dict(HONEST_LABELS[code])} for code in reasons]
        skipped["other_of"] = name
        return [skipped]
    return []


def skip_name(name: str) -> str:
    """The question in which it stands why `name` was not answered."""
    return f"{name}_{SKIP}"


def is_skip(question: Question) -> bool:
    """Whether it is the reason why another one was not answered."""
    return question["type"] == "select_one" and "other_of" in question


def is_skipped(question: Question, answers: Mapping[str, Answer]) -> bool:
    """Whether a reason was given instead of an answer. An answer that came after all goes before it."""
    if "skip_reasons" not in question or answers.get(question["name"]) not in (None, ""):
        return False
    return answers.get(skip_name(question["name"])) in question["skip_reasons"]


def full_label(question: Question, asked: Mapping[str, Question]) -> Text:
    """Its wording; before what another question brought, the wording of that one: alone it would say too little."""
    first = asked.get(question.get("other_of", ""))
    if first is None:
        return question["label"]
    return {code: f"{words} / {question['label'].get(code, '')}".strip(" /") for code, words in first["label"].items()}


def read_reasons(text: str) -> tuple[list[str], list[str]]:
    """The codes that are known, in their own order, and the words that are none."""
    words = text.replace(",", " ").replace("、", " ").replace(";", " ").split()
    return [code for code in HONEST_CHOICES if code in words], [word for word in words if word not in HONEST_CHOICES]
