"""Facts to one reading. What does not fit together is not understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from engines.calendar import Span
from remediation.timing.grammar import Dated, Facts, Form
from remediation.timing.lexicon import Word
from remediation.timing.model import Certainty, Kind, Precision, Timing
from remediation.timing.points import Point
from remediation.timing.recurring import Every, Unit, kind_of, rule_of
from remediation.timing.resolving import Resolver, partial

_STATES = (
    (Word.AS_NEEDED, Kind.AS_NEEDED),
    (Word.CONSIDERING, Kind.CONSIDERING),
    (Word.INTERIM, Kind.INTERIM),
    (Word.ONGOING, Kind.ONGOING),
    (Word.ASAP, Kind.ASAP),
    (Word.STAGED, Kind.STAGED),
    (Word.PLANNED, Kind.STAGED),
)
_CERTAINTY = (
    (Word.CONSIDERING, Certainty.CONSIDERING),
    (Word.ABOUT, Certainty.ABOUT),
    (Word.AIMED, Certainty.AIMED),
    (Word.PRINCIPLE, Certainty.PRINCIPLE),
    (Word.AT_LEAST, Certainty.AT_LEAST),
    (Word.PLANNED, Certainty.PLANNED),
)
_FINER = (
    Precision.DAY,
    Precision.TEN_DAYS,
    Precision.MONTH,
    Precision.QUARTER,
    Precision.HALF,
    Precision.YEAR,
    Precision.FISCAL_YEAR,
)
_AT_KINDS = {
    Precision.DAY: Kind.ON,
    Precision.FISCAL_YEAR: Kind.FY,
    Precision.HALF: Kind.FY_HALF,
    Precision.QUARTER: Kind.FY_QUARTER,
}
_NEVER_TOGETHER = (
    {Word.DONE, Word.CONSIDERING},
    {Word.DONE, Word.ASAP},
    {Word.DONE, Word.ONGOING},
    {Word.DONE, Word.AS_NEEDED},
    {Word.DONE, Word.STAGED},
    {Word.DONE, Word.AIMED},
    {Word.DONE, Word.ABOUT},
)


_LASTING = {Word.ONGOING, Word.INTERIM, Word.AS_NEEDED}
"""«3月末まで継続» or «3月まで一時停止» speak of a state that ends, not of a deed that is due."""


class NoReadingError(Exception):
    def __init__(self, warning: str, alternatives: Iterable[Timing] = ()) -> None:
        super().__init__(warning)
        self.warning = warning
        self.alternatives = tuple(alternatives)


@dataclass(frozen=True, slots=True)
class Setting:
    text: str
    on: date | None
    fiscal_start: int

    def timing(self, **facts: object) -> Timing:
        return replace(Timing(self.text, understood=True, fiscal_start=self.fiscal_start), **facts)  # type: ignore[arg-type]


def combine(facts: Facts, setting: Setting) -> Timing:
    """NoReadingError when the facts contradict each other or say nothing of time."""
    _settle_finish(facts)
    if any(pair <= facts.words for pair in _NEVER_TOGETHER):
        raise NoReadingError("contradiction")
    if any(point.ambiguous for dated in facts.dated for point in _points(dated)):
        raise NoReadingError("year_or_fiscal_year", _both_years(facts, setting))
    if facts.every:
        return _recurring(facts, setting)
    if facts.dated:
        return _dated(facts, setting)
    return _stated(facts, setting)


def _settle_finish(facts: Facts) -> None:
    if Word.FINISH not in facts.words:
        return
    facts.words.discard(Word.FINISH)
    ahead = facts.words & {Word.PLANNED, Word.AIMED, Word.ABOUT, Word.ASAP, Word.CONSIDERING, Word.PRINCIPLE}
    if not ahead and not any(dated.form in {Form.BY, Form.FROM} for dated in facts.dated):
        facts.words.add(Word.DONE)


def _points(dated: Dated) -> tuple[Point, ...]:
    return (dated.first,) if dated.last is None else (dated.first, dated.last)


def _both_years(facts: Facts, setting: Setting) -> list[Timing]:
    """2023年上期: the fiscal reading and the calendar one, neither chosen."""
    if len(facts.dated) != 1 or facts.dated[0].form is not Form.AT:
        return []
    point = facts.dated[0].first
    fiscal = replace(facts, dated=[Dated(Form.AT, replace(point, fiscal=True))])
    months = (point.half or 1) * 6 - 5 if point.quarter is None else point.quarter * 3 - 2
    length = 6 if point.quarter is None else 3
    first = replace(point, half=None, quarter=None, month=months, at_end=False)
    last = replace(first, month=months + length - 1)
    return [combine(fiscal, setting), combine(replace(facts, dated=[Dated(Form.PERIOD, first, last)]), setting)]


def _certainty(words: set[Word]) -> Certainty:
    return next((certainty for word, certainty in _CERTAINTY if word in words), Certainty.FIRM)


def _stated(facts: Facts, setting: Setting) -> Timing:
    words = facts.words
    if words & {Word.REVISED, Word.ORIGINALLY} or facts.arrow:
        raise NoReadingError("no_date")
    if Word.DONE in words:
        if Word.PLANNED in words:
            finished = setting.timing(kind=Kind.DONE, done=True)
            return setting.timing(kind=Kind.STAGED, warnings=("partly_done",), alternatives=(finished,))
        kind = Kind.INTERIM if Word.INTERIM in words else Kind.DONE
        return setting.timing(kind=kind, done=True)
    for word, kind in _STATES:
        if word in words:
            return setting.timing(kind=kind)
    raise NoReadingError("no_timing")


def _dated(facts: Facts, setting: Setting) -> Timing:
    done = Word.DONE in facts.words
    if done and Word.PLANNED in facts.words:
        raise NoReadingError("contradiction")
    current, earlier = _revisions(facts)
    if facts.words & _LASTING and any(dated.form in {Form.AT, Form.BY} for dated in current):
        raise NoReadingError("contradiction")
    readings = [_one(dated, facts.words, setting, done=done) for dated in current]
    if len(readings) == 1:
        olds = tuple(_one(old, set(), setting, done=False) for old in earlier)
        return replace(readings[0], alternatives=olds, warnings=readings[0].warnings + ("revised",) * bool(olds))
    if done and facts.one_list and all(dated.form is Form.AT for dated in current):
        return _last_deed(readings)
    raise NoReadingError("several_dates", readings)


def _revisions(facts: Facts) -> tuple[list[Dated], list[Dated]]:
    """Current and earlier clauses: «AからBに変更», «A→B», «B（当初A）»."""
    originals = [dated for dated in facts.dated if dated.originally]
    current = [dated for dated in facts.dated if not dated.originally]
    if facts.arrow or Word.REVISED in facts.words:
        if len(current) == 1 and current[0].spoken and current[0].last is not None:
            old, new = current[0].first, current[0].last
            return [Dated(Form.AT, new)], [*originals, Dated(Form.AT, old)]
        if facts.arrow and len(current) > 1:
            return current[-1:], [*originals, *current[:-1]]
        if facts.arrow or len(current) != 1 or current[0].form is Form.FROM:
            raise NoReadingError("unclear_revision")
    if not current:
        raise NoReadingError("unclear_revision")
    return current, originals


def _last_deed(readings: list[Timing]) -> Timing:
    """A composite measure is done when its last deed is."""
    ends = [reading.end for reading in readings]
    if None in ends:
        warnings = tuple(dict.fromkeys(code for reading in readings for code in reading.warnings))
        return replace(readings[0], start=None, end=None, partial=None, warnings=warnings)
    last = max(readings, key=lambda reading: reading.end or date.min)
    return replace(last, warnings=(*last.warnings, "several_deeds"))


def _one(dated: Dated, words: set[Word], setting: Setting, *, done: bool) -> Timing:
    resolver = Resolver(on=setting.on, fiscal_start=setting.fiscal_start, done=done)
    warnings = list(dict.fromkeys(code for point in _points(dated) for code in resolver.warnings(point)))
    spans = [resolver.span(point) for point in _points(dated)]
    known = [span for span in spans if span is not None]
    kind, start, end = _reach(dated, known) if len(known) == len(spans) else (_kind(dated), None, None)
    if start is not None and end is not None and start > end:
        raise NoReadingError("ends_before_it_starts")
    if done and dated.form in {Form.AT, Form.PERIOD}:
        kind = Kind.DONE
    base = setting.timing(
        kind=kind,
        start=start,
        end=end,
        precision=_precision(dated),
        done=done,
        certainty=_certainty(words),
        warnings=tuple(warnings),
    )
    if len(known) == len(spans):
        return base
    return replace(base, partial="/".join(partial(point) or "?" for point in _points(dated)))


def _kind(dated: Dated) -> Kind:
    if dated.form is Form.AT and not dated.first.at_end:
        return _AT_KINDS.get(dated.first.precision, Kind.IN)
    return {Form.AT: Kind.BY, Form.BY: Kind.BY, Form.FROM: Kind.FROM, Form.PERIOD: Kind.PERIOD}[dated.form]


def _reach(dated: Dated, spans: list[Span]) -> tuple[Kind, date | None, date | None]:
    first = spans[0]
    kind = _kind(dated)
    begins = first.end if dated.first.at_end else first.start
    if kind is Kind.BY:
        return kind, None, first.end
    if kind is Kind.FROM:
        return kind, begins, None
    return kind, begins, spans[-1].end


def _precision(dated: Dated) -> Precision:
    if dated.first.at_end and dated.form in {Form.FROM, Form.PERIOD}:
        return Precision.DAY
    if dated.last is None:
        return dated.first.precision
    pair = {dated.first.precision, dated.last.precision}
    if pair == {Precision.YEAR, Precision.FISCAL_YEAR} or (len(pair) > 1 and Precision.TEN_DAYS not in pair | {0}):
        return Precision.MONTH if Precision.DAY not in pair else Precision.DAY
    return min(pair, key=_FINER.index)


def _recurring(facts: Facts, setting: Setting) -> Timing:
    words = facts.words
    if len(facts.every) > 1 and len(set(facts.every)) > 1 and not _same_year(facts.every):
        raise NoReadingError("several_recurrences")
    if words & {Word.DONE, Word.REVISED, Word.ORIGINALLY, Word.CONSIDERING} or facts.arrow or len(facts.dated) > 2:
        raise NoReadingError("contradiction")
    every = max(facts.every, key=lambda one: one.times)
    months, day, start, warnings = None, None, None, []
    for dated in facts.dated:
        if dated.form is Form.FROM and start is None:
            begun = _one(dated, set(), setting, done=False)
            start, warnings = begun.start, list(begun.warnings)
        elif (
            every.unit is Unit.YEAR
            and every.times == 1
            and months is None
            and all(p.only_months for p in _points(dated))
        ):
            months = _window(dated)
        elif every == Every(Unit.MONTH) and day is None and dated.form is Form.AT and _only_day(dated.first):
            day = dated.first.day
        else:
            raise NoReadingError("contradiction")
    rule = rule_of(every, months, day)
    if rule is None or (every.times > 1):
        warnings.append("not_evenly" if rule is None else "spread_evenly")
    return setting.timing(
        kind=kind_of(every),
        start=start,
        recurrence=rule,
        months=months,
        certainty=_certainty(words),
        warnings=tuple(warnings),
    )


def _same_year(every: list[Every]) -> bool:
    """毎年1回, written as 毎年 … 年1回."""
    return all(one.unit is Unit.YEAR and one.interval == 1 for one in every)


def _window(dated: Dated) -> tuple[int, int]:
    if dated.form not in {Form.AT, Form.PERIOD} or any(point.at_end for point in _points(dated)):
        raise NoReadingError("contradiction")
    first, last = dated.first.month, (dated.last or dated.first).month
    if first is None or last is None:
        raise NoReadingError("contradiction")
    return first, last


def _only_day(point: Point) -> bool:
    return point.day is not None and point.month is None and point.year is None and not point.shifted
