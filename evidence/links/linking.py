"""Lay every answer that a viewing map reads beside the log: claims from the answers, counts from the rows, verdicts."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Person
from casework.models import Case, EmergencyWindow
from core.files import scratch_dir
from engines.columnar.door import Door, write_parquet
from evidence.inputs import incidents_of, read_answer
from evidence.links import judging
from evidence.links.judging import About, Because, Days, Said, Seen, Verdict
from evidence.links.reach import Reaches, reaches_of
from evidence.models import ExplanationKind, ExplanationRule, FactRun, ViewingMap
from surveys.models import Response, Wave
from surveys.queries import still_answering

CLAIMS = {
    "id": "BIGINT",
    "incident": "VARCHAR",
    "person_no": "VARCHAR",
    "system": "VARCHAR",
    "first": "DATE",
    "last": "DATE",
    "kinds": "VARCHAR[]",
}
COUNTS = """
WITH lines AS (
  SELECT incident, person_no, system, local_date, counted, {explained} AS explained, {emergency} AS emergency,
    count(*) AS n
  FROM views WHERE (counted OR {taken_out}) AND person_no IS NOT NULL AND (? = '' OR person_no = ?) GROUP BY ALL
)
SELECT c.id,
  coalesce(sum(l.n) FILTER (WHERE l.counted AND {inside}), 0), coalesce(sum(l.n) FILTER (WHERE l.counted), 0),
  min(l.local_date) FILTER (WHERE l.counted AND {inside}), max(l.local_date) FILTER (WHERE l.counted AND {inside}),
  coalesce(sum(l.n) FILTER (WHERE {inside}), 0), coalesce(sum(l.n) FILTER (WHERE {inside} AND {fits}), 0),
  coalesce(sum(l.n) FILTER (WHERE {inside} AND NOT {fits} AND (l.emergency OR l.explained <> '')), 0)
FROM claims c LEFT JOIN lines l
  ON l.incident = c.incident AND l.person_no = c.person_no AND (c.system = '' OR l.system = c.system)
GROUP BY c.id ORDER BY c.id
"""
INSIDE = '((c.first IS NULL OR l.local_date >= c.first) AND (c."last" IS NULL OR l.local_date <= c."last"))'
FITS = "((l.emergency AND list_contains(c.kinds, 'emergency')) OR list_contains(c.kinds, l.explained))"
UNMAPPED = """
SELECT incident, system, count(DISTINCT login) FROM views
WHERE counted AND person_no IS NULL AND login IS NOT NULL GROUP BY ALL
"""


NO_REASON = Said()


@dataclass(frozen=True)
class Fact:
    """What one system's log says about one answer; `system` is empty where all of the incident's count together."""

    system: str
    system_label: str
    verdict: Verdict
    because: Because
    seen: Seen
    asked: Days
    kept: tuple[Days, ...] = ()


@dataclass(frozen=True)
class Link:
    """One answer of one person with every fact beside it."""

    incident: str
    wave: str
    person_no: str
    question: str
    about: About
    said: tuple[str, ...]
    meaning: str
    verdict: Verdict
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class _Claim:
    about: About
    meaning: str
    system: str
    asked: Days
    chosen: bool = True
    reason: Said = NO_REASON


@dataclass(frozen=True)
class _Answer:
    incident: str
    wave: str
    person_no: str
    question: str
    about: About
    said: tuple[str, ...]
    meaning: str
    claims: tuple[_Claim, ...]


def links_of(case: Case, run: FactRun, *, person: Person | None = None) -> list[Link]:
    """All answers of the case, or one person's, in the order of incidents, waves and people."""
    path = run.views.path
    who = person.no if person else ""
    with scratch_dir() as folder, Door(directories=[folder, path.parent]) as door:
        door.register_parquet("views", path)
        unmapped = {(incident, system): ids for incident, system, ids in door.query(UNMAPPED)}
        reaches = reaches_of(case, unmapped, explained_by(case, run))
        answers = list(_answers(case, reaches, person))
        seen = _count(door, folder, case, [(answer, claim) for answer in answers for claim in answer.claims], who)
    numbers = iter(seen)
    return [_judged(answer, [next(numbers) for _claim in answer.claims], reaches) for answer in answers]


def explained_by(case: Case, run: FactRun) -> frozenset[str]:
    """The kinds of explanation that these facts know: emergencies, which are declared, and those of approved rules."""
    used = run.summary.get("explanations", [])
    kinds = ExplanationRule.objects.filter(case=case, public_id__in=used).values_list("kind", flat=True)
    return frozenset({ExplanationKind.EMERGENCY.value, *kinds})


def _answers(case: Case, reaches: Reaches, person: Person | None) -> Iterator[_Answer]:
    waves = {wave.code: wave for wave in Wave.objects.filter(case=case)}
    zone = ZoneInfo(case.time_zone)
    for entry in incidents_of(case):
        if entry.viewing is None:
            continue
        closed = [code for code in entry.viewing.waves if code in waves and not still_answering(waves[code])]
        rows = Response.objects.filter(wave__case=case, wave__code__in=closed, current__isnull=False)
        if person is not None:
            rows = rows.filter(person=person)
        values = rows.order_by("wave__no", "person__no").values_list(
            "wave__code",
            "person__no",
            "person__joined_on",
            "person__left_on",
            "current__submitted_at",
            "current__answers",
        )
        for wave, no, joined, left, said_at, given in values.iterator(chunk_size=2000):
            asked = _asked(waves[wave], joined, left, said_at.astimezone(zone).date())
            yield from _of_response(_Given(entry.incident.no, wave, no, given, asked), entry.viewing, reaches)


def _asked(wave: Wave, joined: date | None, left: date | None, said_on: date) -> Days:
    """The days that the question was about for this person. Nobody can answer for days after the answer."""
    first = max((d for d in (wave.period_from, joined) if d), default=None) if wave.period_from else None
    return Days(first, min(d for d in (wave.period_to, left, said_on) if d))


@dataclass(frozen=True)
class _Given:
    """One response to be read: whose, in which wave, about which days."""

    incident: str
    wave: str
    person_no: str
    answers: Mapping[str, Any]
    asked: Days

    def answer(
        self, question: str, about: About, said: tuple[str, ...], claims: tuple[_Claim, ...], meaning: str = "yes"
    ) -> _Answer:
        return _Answer(self.incident, self.wave, self.person_no, question, about, said, meaning, claims)


def _of_response(one: _Given, viewing: ViewingMap, reaches: Reaches) -> Iterator[_Answer]:
    given, asked = one.answers, one.asked
    systems = reaches.systems_of(one.incident)
    since = {code: _since(asked, reaches.logs[code].introduced_on) for code in systems}
    meaning = read_answer(viewing, given)
    said = tuple(code for name in viewing.questions for code in _codes(given.get(name)))
    if said:
        claims = tuple(_Claim(About.VIEWING, meaning, code, since[code]) for code in systems)
        yield one.answer(viewing.question, About.VIEWING, said, claims, meaning)
    if viewing.system_question and (named := _codes(given.get(viewing.system_question))):
        chosen = {viewing.systems[code] for code in named if code in viewing.systems}
        claims = tuple(_Claim(About.SYSTEM, "yes", code, since[code], code in chosen) for code in systems)
        yield one.answer(viewing.system_question, About.SYSTEM, tuple(named), claims)
    if viewing.period_question and (month := _month(given.get(viewing.period_question))):
        claims = tuple(_Claim(About.PERIOD, "yes", code, month) for code in systems)
        when = (str(given[viewing.period_question]),)
        yield one.answer(viewing.period_question, About.PERIOD, when, claims)
    if viewing.reason_question and (reasons := _codes(given.get(viewing.reason_question))):
        kinds = viewing.reason_kinds
        why = tuple(sorted({kinds[code] for code in reasons if code in kinds}))
        given_reason = Said(why, open=not set(reasons) <= kinds.keys(), known=bool(reaches.explained & {*why}))
        claim = _Claim(About.REASON, "+".join(why) or "other", "", asked, reason=given_reason)
        yield one.answer(viewing.reason_question, About.REASON, tuple(reasons), (claim,), claim.meaning)


def _since(asked: Days, introduced: date | None) -> Days:
    if introduced is None or asked.first is None:
        return asked
    return Days(max(asked.first, introduced), asked.last)


def _codes(value: Any) -> list[str]:
    if value in (None, "", []):
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _month(value: Any) -> Days | None:
    """The month of a date answer; None for what is no date."""
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    return Days(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _count(door: Door, folder: Path, case: Case, claims: list[tuple[_Answer, _Claim]], who: str) -> list[Seen]:
    rows = (
        {
            "id": number,
            "incident": answer.incident,
            "person_no": answer.person_no,
            "system": claim.system,
            "first": claim.asked.first.isoformat() if claim.asked.first else None,
            "last": claim.asked.last.isoformat() if claim.asked.last else None,
            "kinds": list(claim.reason.kinds),
        }
        for number, (answer, claim) in enumerate(claims)
    )
    write_parquet(folder / "claims.parquet", CLAIMS, rows)
    door.register_parquet("claims", folder / "claims.parquet")
    known = {str(row[0]) for row in door.query("DESCRIBE views")}
    condition, values = emergency_sql(case, known)
    told = {"explained", "inside"} <= known
    sql = COUNTS.format(
        emergency=f"({condition})",
        explained="coalesce(explained, '')" if told else "''",
        taken_out="(inside AND explained IS NOT NULL)" if told else "false",
        inside=INSIDE,
        fits=FITS,
    )
    return [
        Seen(int(inside), int(ever), first, last, int(rows), int(fitting), int(otherwise))
        for _id, inside, ever, first, last, rows, fitting, otherwise in door.query(sql, [*values, who, who])
    ]


def emergency_sql(case: Case, columns: set[str]) -> tuple[str, list[object]]:
    """A condition on rows of `views` that lie in a declared emergency, with its values.

    Views of earlier versions do not name what explains a row.
    """
    parts: list[str] = ["coalesce(explained = 'emergency', false)"] if "explained" in columns else []
    values: list[object] = []
    for window in EmergencyWindow.objects.filter(case=case).prefetch_related("systems").order_by("pk"):
        codes = [system.code for system in window.systems.all()]
        parts.append('("at" >= ? AND "at" < ?' + (" AND list_contains(?, system))" if codes else ")"))
        values += [_naive(window.starts_at), _naive(window.ends_at), *([codes] if codes else [])]
    return " OR ".join(parts) or "false", values


def _naive(moment: Any) -> Any:
    return moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def _judged(answer: _Answer, seen: list[Seen], reaches: Reaches) -> Link:
    facts = []
    for claim, counts in zip(answer.claims, seen, strict=True):
        judged = _judge(answer, claim, counts, reaches)
        if judged is not None:
            log = reaches.logs.get(claim.system)
            kept = tuple(reaches.kept(answer.incident, claim.system)) if log else ()
            facts.append(Fact(claim.system, log.label if log else "", *judged, counts, claim.asked, kept))
    meaning = answer.meaning if answer.about is About.VIEWING else "yes"
    verdicts = [(fact.verdict, fact.because) for fact in facts]
    overall = judging.together(meaning, verdicts)
    if answer.about is About.SYSTEM:  # each system named is a claim of its own
        overall = judging.together("no", verdicts) if _one_contradicts(verdicts) else overall
    return Link(
        answer.incident,
        answer.wave,
        answer.person_no,
        answer.question,
        answer.about,
        answer.said,
        answer.meaning,
        overall,
        tuple(facts),
    )


def _one_contradicts(verdicts: list[judging.Judged]) -> bool:
    return any(verdict is Verdict.CONTRADICTS for verdict, _because in verdicts)


def _judge(answer: _Answer, claim: _Claim, seen: Seen, reaches: Reaches) -> judging.Judged | None:
    if claim.about is About.REASON:
        return judging.reason(seen, claim.reason)
    reach = reaches.of(answer.incident, claim.system, answer.person_no, claim.asked)
    if claim.about is About.SYSTEM:
        return judging.named_system(seen, reach) if claim.chosen else judging.unnamed_system(seen)
    if claim.about is About.PERIOD:
        return judging.period(seen, reach)
    return judging.viewing(claim.meaning, seen, reach)
