"""Facts to one reading. What does not fit together is not understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from engines.calendar import Span, add_months
from remediation.timing.grammar import Dated, Facts, Form
from remediation.timing.lexicon import Word
from remediation.timing.model import Certainty, Kind, Precision, Timing
from remediation.timing.points import Point
from remediation.timing.recurring import Every, Length, Unit, kind_of, rule_of, window
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
    if any(_incomplete(point) for dated in facts.dated for point in _points(dated)):
        raise NoReadingError("month_unknown")
    if facts.every:
        return _recurring(facts, setting)
    if any(dated.form is Form.FIRST for dated in facts.dated):
        raise NoReadingError("no_recurrence")
    if facts.lengths:
        return _lasting(facts, setting)
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


def _incomplete(point: Point) -> bool:
    """中旬 without its month; 同年 without a year before it."""
    third_alone = point.third is not None and point.month is None and point.month_shift is None
    return third_alone or (point.follows and point.year_shift == 0)


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
        revised = bool(olds) or Word.REVISED in facts.words
        return replace(readings[0], alternatives=olds, warnings=readings[0].warnings + ("revised",) * revised)
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


def _spelled_out(dated: Dated) -> Dated:
    """Halves of a calendar year in months: 2024年前半 is January to June."""
    points = [_half_in_months(point) for point in _points(dated)]
    if all(len(months) == 1 for months in points):
        return dated
    if dated.form is Form.AT:
        return replace(dated, form=Form.PERIOD, first=points[0][0], last=points[0][-1])
    if dated.form is Form.BY:
        return replace(dated, first=replace(points[0][-1], at_end=True))
    return replace(dated, first=points[0][0], last=None if dated.last is None else points[-1][-1])


def _half_in_months(point: Point) -> list[Point]:
    if not point.calendar or point.half is None:
        return [point]
    month = point.half * 6 - 5
    return [replace(point, calendar=False, half=None, at_end=False, month=one) for one in (month, month + 5)]


def _lasting(facts: Facts, setting: Setting) -> Timing:
    """A length beside its start gives the end; beside both ends it has to agree with them."""
    if len(facts.lengths) > 1 or len(facts.dated) != 1 or facts.arrow:
        raise NoReadingError("contradiction")
    dated, length = facts.dated[0], facts.lengths[0]
    done = Word.DONE in facts.words
    if dated.form not in {Form.FROM, Form.PERIOD}:
        raise NoReadingError("contradiction")
    timing = _one(dated, facts.words, setting, done=done)
    if timing.start is None or (dated.form is Form.PERIOD and timing.end is None):
        return timing
    end = _end_of(timing.start, length)
    counted = replace(timing, kind=Kind.PERIOD, end=end, precision=_precision_of_length(timing, length))
    if dated.form is Form.FROM:
        return replace(counted, warnings=(*timing.warnings, "end_from_length"))
    if timing.end is None or end == timing.end:
        return timing
    differs = f"length_differs:{_short(length)}:{_between(timing.start, timing.end)}"
    counted = replace(counted, warnings=(*timing.warnings, "end_from_length"))
    return replace(timing, alternatives=(counted,), warnings=(*timing.warnings, differs))


def _end_of(start: date, length: Length) -> date:
    if length.unit in {Unit.WEEK, Unit.DAY}:
        return start + timedelta(days=length.count * (7 if length.unit is Unit.WEEK else 1) - 1)
    return add_months(start, length.count * (12 if length.unit is Unit.YEAR else 1)) - timedelta(days=1)


def _precision_of_length(timing: Timing, length: Length) -> Precision:
    if length.unit is Unit.YEAR and timing.precision is not None and timing.precision is not Precision.TEN_DAYS:
        return timing.precision
    if length.unit in {Unit.YEAR, Unit.MONTH} and timing.start is not None and timing.start.day == 1:
        return Precision.MONTH
    return Precision.DAY


_LETTERS = {Unit.YEAR: "y", Unit.MONTH: "m", Unit.WEEK: "w", Unit.DAY: "d"}


def _short(length: Length) -> str:
    return f"{length.count}{_LETTERS[length.unit]}"


def _between(start: date, end: date) -> str:
    """How long a period really is: in years, months or days, whichever is whole."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if after.day != start.day or months < 1:
        return f"{(after - start).days}d"
    return f"{months // 12}y" if months % 12 == 0 else f"{months}m"


def _one(dated: Dated, words: set[Word], setting: Setting, *, done: bool) -> Timing:
    dated = _spelled_out(dated)
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
    if dated.form in {Form.FROM, Form.FIRST}:
        return Kind.FROM
    return {Form.AT: Kind.BY, Form.BY: Kind.BY, Form.PERIOD: Kind.PERIOD}[dated.form]


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
    if dated.first.at_end and dated.form in {Form.FROM, Form.PERIOD, Form.FIRST}:
        return Precision.DAY
    if dated.last is None:
        return dated.first.precision
    pair = {dated.first.precision, dated.last.precision}
    if pair == {Precision.YEAR, Precision.FISCAL_YEAR} or (len(pair) > 1 and Precision.TEN_DAYS not in pair | {0}):
        return Precision.MONTH if Precision.DAY not in pair else Precision.DAY
    return min(pair, key=_FINER.index)


@dataclass(slots=True)
class _Frame:
    """What the dates beside a recurrence say."""

    start: date | None = None
    end: date | None = None
    first: bool = False
    day: int | None = None
    months: tuple[int, ...] = ()
    window: tuple[int, int] | None = None
    partial: str | None = None
    warnings: list[str] = field(default_factory=list)


def _recurring(facts: Facts, setting: Setting) -> Timing:
    words = facts.words
    if len(facts.every) > 1 and len(set(facts.every)) > 1 and not _same_year(facts.every):
        raise NoReadingError("several_recurrences")
    if words & {Word.DONE, Word.REVISED, Word.ORIGINALLY, Word.CONSIDERING} or facts.arrow or facts.lengths:
        raise NoReadingError("contradiction")
    every = max(facts.every, key=lambda one: one.times)
    frame = _Frame()
    _place(every, frame, setting)
    for dated in facts.dated:
        _frame_with(dated, every, frame, setting)
    if frame.months and frame.window is None and every.times > 1 and len(frame.months) != every.times:
        raise NoReadingError(f"count_differs:{every.times}:{len(frame.months)}")
    kind = kind_of(replace(every, times=max(every.times, len(frame.months)) if frame.window is None else every.times))
    rule = rule_of(every, frame.months, frame.day)
    if rule is None or (every.times > 1 and not frame.months):
        frame.warnings.append("not_evenly" if rule is None else "spread_evenly")
    if every.at is not None and every.at.startswith("BD"):
        frame.warnings.append("business_days")
    return setting.timing(
        kind=kind,
        start=frame.start,
        end=frame.end,
        recurrence=rule,
        months=frame.window or ((frame.months[0],) * 2 if len(frame.months) == 1 else None),
        certainty=_certainty(words),
        first=frame.first,
        partial=frame.partial,
        warnings=tuple(dict.fromkeys(frame.warnings)),
    )


def _place(every: Every, frame: _Frame, setting: Setting) -> None:
    """毎年度末 is the last day of the month before the fiscal year begins."""
    if every.at in {"YE", "FYE"}:
        month = 12 if every.at == "YE" else (setting.fiscal_start - 2) % 12 + 1
        frame.months, frame.window, frame.day = (month,), (month, month), -1


def _frame_with(dated: Dated, every: Every, frame: _Frame, setting: Setting) -> None:
    points = _points(dated)
    yearly = every.unit is Unit.YEAR and every.at is None
    if dated.form is Form.FIRST and frame.start is None and not frame.first:
        _first(dated, every, frame, setting)
    elif yearly and frame.window is None and all(_in_any_year(point) for point in points):
        _months(dated, every, frame)
    elif _only_day(dated.first) and dated.form in {Form.AT, Form.BY} and _monthly(every) and frame.day is None:
        frame.day = dated.first.day
    elif dated.form is Form.FROM and frame.start is None and not frame.first:
        begun = _one(dated, set(), setting, done=False)
        frame.start, frame.warnings = begun.start, [*frame.warnings, *begun.warnings]
    elif dated.form in {Form.PERIOD, Form.BY} and frame.end is None and all(point.dated for point in points):
        bounds = _one(dated, set(), setting, done=False)
        if dated.form is Form.PERIOD and frame.start is not None:
            raise NoReadingError("contradiction")
        frame.start, frame.end = bounds.start or frame.start, bounds.end
    else:
        raise NoReadingError("contradiction")


def _monthly(every: Every) -> bool:
    return every == Every(Unit.MONTH)


def _in_any_year(point: Point) -> bool:
    """4月, 4月1日, 6月末: no year."""
    return point.month is not None and point.third is None and point.year is None and not point.shifted


def _months(dated: Dated, every: Every, frame: _Frame) -> None:
    if dated.form is Form.PERIOD:
        if frame.months or every.times > 1 or dated.last is None:
            raise NoReadingError("contradiction")
        first, last = dated.first, dated.last
        if first.day is not None or last.day is not None or first.at_end or first.month is None or last.month is None:
            raise NoReadingError("contradiction")
        frame.months, frame.window = window(first.month, last.month), (first.month, last.month)
        return
    if dated.form not in {Form.AT, Form.BY} or dated.first.month is None:
        raise NoReadingError("contradiction")
    day = -1 if dated.first.at_end else dated.first.day
    if frame.months and day != frame.day:
        raise NoReadingError("contradiction")
    frame.months, frame.day = (*frame.months, dated.first.month), day


def _first(dated: Dated, every: Every, frame: _Frame, setting: Setting) -> None:
    """The first occurrence gives the day of the month to the following ones; the last day of a month stays the last."""
    point = dated.first
    known = _one(replace(dated, form=Form.FROM), set(), setting, done=False)
    if (
        every.unit not in {Unit.YEAR, Unit.HALF, Unit.QUARTER, Unit.MONTH}
        or point.month is None
        or point.third is not None
    ):
        raise NoReadingError("contradiction")
    frame.first, frame.start, frame.partial = True, known.start, known.partial
    frame.warnings += known.warnings
    if every.at is not None:
        raise NoReadingError("contradiction")
    if point.at_end or (known.start is not None and point.day is not None and _is_month_end(known.start)):
        frame.day = -1
    else:
        frame.day = point.day


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _same_year(every: list[Every]) -> bool:
    """毎年1回, written as 毎年 … 年1回."""
    return all(one.unit is Unit.YEAR and one.interval == 1 and one.at is None for one in every)


def _only_day(point: Point) -> bool:
    return point.day is not None and point.month is None and point.year is None and not point.shifted
