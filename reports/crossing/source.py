"""What can be crossed: the counted questions of closed waves, and what the roster says of the people who answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Affiliation, EmploymentKind
from casework.models import Case
from engines.tables import Words
from reports.answer_columns import CODES, columns_of
from reports.dataset import asked_waves
from surveys.enums import AnswerMode, WaveState
from surveys.logic.brought import full_label
from surveys.logic.definition import Question, wording
from surveys.models import Response, Wave

MOST_LINES = 40
"""More departments than this are put together as «others»."""
MOST_VALUES = 12
"""A number with more values than this is counted in four parts of about the same size."""


@dataclass(frozen=True)
class Line:
    """One option of a question or one part of the people: a condition with its label."""

    id: str
    label: Words
    where: Mapping[str, Any]


@dataclass(frozen=True)
class Crossable:
    """A question: its column, how its answers are told apart, and whether a person may stand in several lines."""

    column: str
    label: Words
    kind: str
    choices: tuple[tuple[str, Words], ...] = ()

    @property
    def multiple(self) -> bool:
        return self.kind == CODES


@dataclass(frozen=True)
class Source:
    """The closed waves of one questionnaire, with everything they asked."""

    code: str
    title: str
    waves: tuple[Wave, ...]
    questions: Mapping[str, Crossable] = field(default_factory=dict)


ATTRIBUTES: dict[str, Any] = {
    "affiliation": _("Affiliation"),
    "person_unit": _("Department"),
    "person_role": _("Job role"),
    "person_employer": _("Employer"),
    "person_employment_kind": _("Kind of employment"),
    "joined": _("Joined before a day"),
    "mode": _("How the answers were given"),
}
_FIELDS = {
    "affiliation": "person__affiliation__code",
    "person_unit": "person__unit",
    "person_role": "person__role",
    "person_employer": "person__employer",
    "person_employment_kind": "person__employment_kind",
    "mode": "current__mode",
}


def sources_of(case: Case) -> list[Source]:
    """By questionnaire, in the order of the waves. A wave that still takes answers has no results."""
    waves: dict[str, list[Wave]] = {}
    for wave in asked_waves(case):
        if wave.state == WaveState.CLOSED:
            waves.setdefault(wave.version.questionnaire.code, []).append(wave)
    return [
        Source(code, str(found[0].version.questionnaire), tuple(found), _questions(found))
        for code, found in waves.items()
    ]


def words(text: Mapping[str, str], fallback: str = "") -> Words:
    """Questionnaire wording in both languages, on one line."""
    japanese, english = (" ".join(wording(dict(text), lang).split()) or fallback for lang in ("ja", "en"))
    return Words(japanese, english)


def both(sentence: Any) -> Words:
    """A translated sentence in both languages."""
    with override("ja"):
        japanese = str(sentence)
    with override("en"):
        return Words(japanese, str(sentence))


def _questions(waves: Iterable[Wave]) -> dict[str, Crossable]:
    """Over all versions: the newest wording, every option that was ever asked."""
    found: dict[str, Crossable] = {}
    for wave in waves:
        columns = columns_of(wave.version.definition)
        sections = wave.version.definition.get("sections", [])
        asked = {q["name"]: q for s in sections for one in s["questions"] for q in (one, *one.get("questions", []))}
        for section in sections:
            for question in section.get("questions", []):
                for column, label, choices in _columns(question, asked):
                    if column in columns:
                        earlier = found[column].choices if column in found else ()
                        merged = dict(earlier) | dict(choices)
                        found[column] = Crossable(column, label, columns[column].kind, tuple(merged.items()))
    return found


def _columns(question: Question, asked: Mapping[str, Question]) -> Iterable[tuple[str, Words, list[tuple[str, Words]]]]:
    """The columns that a question becomes, each with its label and options."""
    name, label = question["name"], words(full_label(question, asked), question["name"])
    yield name, label, _choices(question)
    if question["type"] == "rank":
        yield f"{name}__first", Words(f"{label.ja}（1位）", f"{label.en} (first place)"), _choices(question)
    if question["type"] == "repeat":
        yield f"{name}__rows", Words(f"{label.ja}（件数）", f"{label.en} (how many)"), []
        for inner in question.get("questions", []):
            inside = words(full_label(inner, asked), inner["name"])
            joined = Words(f"{label.ja}：{inside.ja}", f"{label.en}: {inside.en}")
            yield f"{name}__{inner['name']}", joined, _choices(inner)
            yield f"{name}__{inner['name']}__sum", Words(f"{joined.ja}（合計）", f"{joined.en} (sum)"), []


def _choices(question: Question) -> list[tuple[str, Words]]:
    return [(c["name"], words(c.get("label", {}), c["name"])) for c in question.get("choices", [])]


def options_of(case: Case, source: Source, waves: list[str], question: Crossable) -> list[Line]:
    """The options; of numbers, days and calculations what was really answered, or parts of it."""
    if question.choices:
        leaf = "contains" if question.multiple else "eq"
        return [Line(code, label, {"column": question.column, leaf: code}) for code, label in question.choices]
    values = _answered(case, source, waves, question.column)
    if question.kind == "VARCHAR" or (len(values) <= MOST_VALUES and question.kind == "BIGINT"):
        return [
            Line(f"v{place}", Words(str(value), str(value)), {"column": question.column, "eq": value})
            for place, value in enumerate(sorted(values)[:MOST_LINES], start=1)
        ]
    return _parts(question, values)


def _answered(case: Case, source: Source, waves: list[str], column: str) -> Counter[Any]:
    """The values of one column in the waves, read as the dataset reads them."""
    readers: dict[int, Callable[[Mapping[str, Any]], Any]] = {
        wave.pk: found[column].read
        for wave in source.waves
        if wave.code in waves and column in (found := columns_of(wave.version.definition))
    }
    rows = Response.objects.filter(wave__case=case, wave__in=list(readers), current__isnull=False)
    values: Counter[Any] = Counter()
    for wave, answers in rows.values_list("wave_id", "current__answers").iterator(chunk_size=2000):
        value = readers[wave](answers)
        if value is not None:
            values[value] += 1
    return values


def _parts(question: Crossable, values: Counter[Any]) -> list[Line]:
    """Four parts of about the same number of people, cut at whole numbers or days."""
    days = question.kind == "DATE"
    ordered = sorted(str(value) if days else int(float(value)) for value in values.elements())
    cuts = sorted({ordered[len(ordered) * quarter // 4] for quarter in (1, 2, 3)}) if ordered else []
    given = {"column": question.column, "answered": True}
    if not cuts:
        return [Line("all", both(_("An answer was given")), given)]
    lines = [Line("p1", _range(None, cuts[0]), {"column": question.column, "below": cuts[0]})]
    for place, (low, high) in enumerate(zip(cuts, [*cuts[1:], None], strict=True), start=2):
        parts: list[Mapping[str, Any]] = [given, {"not": {"column": question.column, "below": low}}]
        if high is not None:
            parts.append({"column": question.column, "below": high})
        lines.append(Line(f"p{place}", _range(low, high), {"all": parts}))
    return lines


def _range(low: Any, high: Any) -> Words:
    if low is None:
        return Words(f"{high} より前・未満", f"before or under {high}")
    if high is None:
        return Words(f"{low} 以後・以上", f"{low} or later, or more")
    return Words(f"{low} から {high} の手前まで", f"{low} to before {high}")


def groups_of(case: Case, waves: list[str], attribute: str, joined: str = "") -> list[Line]:
    """The parts of the people who answered, by what the roster says; the largest first where there is no order."""
    if attribute == "joined":
        return _joined(joined)
    people = Response.objects.filter(wave__case=case, wave__code__in=waves, current__isnull=False).order_by()
    field_name = _FIELDS[attribute]
    found = dict(people.values_list(field_name).annotate(n=Count("person_id", distinct=True)))
    labels = _labels(case, attribute)
    order = [value for value in labels if value in found]
    order += sorted((value for value in found if value not in labels), key=lambda value: (-found[value], value))
    kept, rest = order[:MOST_LINES], order[MOST_LINES:]
    named = attribute in {"affiliation", "mode"}
    lines = [
        Line(
            value if named else f"g{place}",
            labels.get(value) or (Words(value, value) if value else both(_("Not written down"))),
            {"column": attribute, "eq": value},
        )
        for place, value in enumerate(kept, start=1)
    ]
    if rest:
        lines.append(Line("others", both(_("Others")), {"column": attribute, "in": rest}))
    return lines


def _labels(case: Case, attribute: str) -> dict[str, Words]:
    if attribute == "affiliation":
        rows = Affiliation.objects.filter(roster=case.roster).order_by("position", "pk")
        return {a.code: Words(a.label_ja, a.label_en or a.label_ja) for a in rows}
    choices = {"person_employment_kind": EmploymentKind, "mode": AnswerMode}.get(attribute)
    return {str(value): both(label) for value, label in choices.choices} if choices else {}


def _joined(day: str) -> list[Line]:
    before = {"column": "person_joined_on", "below": day}
    known = {"column": "person_joined_on", "answered": True}
    return [
        Line("before", Words(f"{day}より前に入社", f"Joined before {day}"), before),
        Line("since", Words(f"{day}以後に入社", f"Joined on {day} or later"), {"all": [known, {"not": before}]}),
        Line("unknown", Words("入社日の記載なし", "Day of joining not known"), {"not": known}),
    ]
