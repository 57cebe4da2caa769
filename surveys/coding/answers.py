"""The texts that are coded, and what each counts as: read anew from answers and assignments, stored nowhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.coding.frames import UNCODED, Codes, replay
from surveys.enums import WaveState
from surveys.models import AnonymousAnswer, Response, ResponseVersion, Wave
from surveys.models.coding import CodeAssignment, CodeDecision, CodingFrame, FrameChange
from surveys.nameless.rules import is_nameless

CODABLE = "text"


@dataclass(frozen=True)
class Text:
    """What one person wrote now; `earlier` are their versions with the very same text, whose codes still hold."""

    answer: uuid.UUID
    wave: str
    text: str
    person_id: int | None
    earlier: frozenset[uuid.UUID] = frozenset()

    @property
    def names(self) -> frozenset[uuid.UUID]:
        return self.earlier | {self.answer}


@dataclass(frozen=True)
class Given:
    """What one coder gave."""

    coder: str
    label: str
    codes: frozenset[str]
    answer: uuid.UUID


@dataclass
class Coded:
    """One text with what coders gave, in the order in which they came, and what was decided."""

    text: Text
    given: list[Given] = field(default_factory=list)
    decided: frozenset[str] | None = None
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Two coders gave different codes and nothing has been decided."""
        return self.decided is None and len({one.codes for one in self.given}) > 1

    @property
    def final(self) -> frozenset[str] | None:
        """The codes that count; None while nobody has coded the text or coders differ."""
        if self.decided is not None:
            return self.decided
        return None if not self.given or self.differs else self.given[0].codes

    def by(self, coder: str) -> Given | None:
        return next((one for one in self.given if one.coder == coder), None)


def codes_of(frame: CodingFrame) -> Codes:
    """The frame as it stands."""
    return replay(FrameChange.objects.filter(frame=frame))


def coded_waves(frame: CodingFrame) -> list[Wave]:
    """Waves whose texts may be read: closed ones. Until then nobody sees what was answered."""
    waves = Wave.objects.filter(version__questionnaire_id=frame.questionnaire_id, state=WaveState.CLOSED)
    return list(waves.order_by("no"))


def texts_of(frame: CodingFrame) -> list[Text]:
    """Everybody's present text, without those who wrote none, in a steady order."""
    return [text for wave in coded_waves(frame) for text in _texts(wave, frame.question)]


def _texts(wave: Wave, question: str) -> Iterator[Text]:
    if is_nameless(wave):
        answers = AnonymousAnswer.objects.filter(wave=wave).order_by("public_id").values_list("public_id", "answers")
        for public_id, given in answers.iterator(chunk_size=2000):
            if text := str(given.get(question) or "").strip():
                yield Text(public_id, wave.code, text, None)
        return
    rows = Response.objects.filter(wave=wave, current__isnull=False).order_by("pk")
    values = rows.values_list("pk", "person_id", "current__public_id", "current__ordinal", "current__answers")
    found = [(*row[:4], str(row[4].get(question) or "").strip()) for row in values.iterator(chunk_size=2000)]
    amended = {pk: text for pk, _person, _answer, ordinal, text in found if ordinal > 1 and text}
    same: dict[int, set[uuid.UUID]] = {}
    earlier = ResponseVersion.objects.filter(response_id__in=list(amended)).values_list(
        "response_id", "public_id", "answers"
    )
    for response_id, public_id, answers in earlier.iterator(chunk_size=2000):
        if str(answers.get(question) or "").strip() == amended[response_id]:
            same.setdefault(response_id, set()).add(public_id)
    for pk, person_id, answer, _ordinal, text in found:
        if text:
            yield Text(answer, wave.code, text, person_id, frozenset(same.get(pk, ())))


def coded_texts(frame: CodingFrame, codes: Codes | None = None) -> list[Coded]:
    """All texts with their codes, merged codes counted as what they went into. Six queries and two for each wave."""
    codes = codes or codes_of(frame)
    newest: dict[tuple[uuid.UUID, str], CodeAssignment] = {}
    for one in CodeAssignment.objects.filter(frame=frame).order_by("ordinal", "pk"):
        newest[one.answer, one.coder_id] = one
    decided = {one.answer: one for one in CodeDecision.objects.filter(frame=frame).order_by("ordinal", "pk")}
    by_answer: dict[uuid.UUID, list[CodeAssignment]] = {}
    for (answer, _coder), one in newest.items():
        by_answer.setdefault(answer, []).append(one)
    return [_coded(text, by_answer, decided, codes) for text in texts_of(frame)]


def _coded(
    text: Text,
    given: Mapping[uuid.UUID, list[CodeAssignment]],
    decided: Mapping[uuid.UUID, CodeDecision],
    codes: Codes,
) -> Coded:
    coded = Coded(text)
    last: dict[str, CodeAssignment] = {}
    rows = sorted((one for name in text.names for one in given.get(name, ())), key=lambda one: one.pk)
    for one in rows:
        last[one.coder_id] = one
    coded.given = [Given(one.coder_id, one.coder_label, codes.counted(one.codes), one.answer) for one in last.values()]
    decisions = sorted((decided[name] for name in text.names if name in decided), key=lambda one: one.pk)
    if decisions:
        coded.decided, coded.reason = codes.counted(decisions[-1].codes), decisions[-1].reason
    return coded


def coded_options(frame: CodingFrame) -> dict[uuid.UUID, list[str]]:
    """For tables: the codes of each text that was written, [`UNCODED`] where none count yet."""
    found = coded_texts(frame)
    return {one.text.answer: sorted(one.final) if one.final else [UNCODED] for one in found}


def stale_answers(frame: CodingFrame, coder: str, texts: list[Coded]) -> set[uuid.UUID]:
    """Texts that this coder had coded in an earlier wording: the person has written something else since."""
    done = set(CodeAssignment.objects.filter(frame=frame, coder_id=coder).values_list("answer", flat=True))
    waiting = {one.text.answer for one in texts if one.by(coder) is None}
    amended = ResponseVersion.objects.filter(public_id__in=done, response__current__public_id__in=waiting)
    return set(amended.values_list("response__current__public_id", flat=True))


def codable_questions(definition: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Questions that people answer in their own words."""
    return [
        question
        for section in definition.get("sections", [])
        for question in section.get("questions", [])
        if question["type"] == CODABLE
    ]
