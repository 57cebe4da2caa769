"""Tokens to facts: dated clauses (at, by, from, period), states, recurrences. Anything left over is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from engines.calendar import era_named, western_year
from remediation.timing.lexicon import Word
from remediation.timing.model import Precision
from remediation.timing.points import Point
from remediation.timing.recurring import Every, Length
from remediation.timing.scan import Number, Sign, Token


class Form(Enum):
    AT = auto()
    BY = auto()
    FROM = auto()
    PERIOD = auto()
    FIRST = auto()


@dataclass(frozen=True, slots=True)
class Dated:
    form: Form
    first: Point
    last: Point | None = None
    """The second point of a period."""
    originally: bool = False
    spoken: bool = False
    """The period was written «AからB», which «…に変更» turns into a revision."""


@dataclass(slots=True)
class Facts:
    dated: list[Dated] = field(default_factory=list)
    words: set[Word] = field(default_factory=set)
    every: list[Every] = field(default_factory=list)
    lengths: list[Length] = field(default_factory=list)
    arrow: bool = False
    one_list: bool = True
    """Several dates stand side by side, with nothing but list signs between them."""


class LeftOverError(Exception):
    """A token that no rule takes."""


_BETWEEN = {Word.PLAIN, Word.ABOUT, Word.AIMED}
_LIST_SIGNS = frozenset("・、,;")
_NEVER_ALONE = {Word.UNTIL, Word.SINCE, Word.DATED, Word.TO, Word.FIRST}
_RANGE = {Sign.WAVE, Sign.DASH, Word.TO}


class Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._facts = Facts()
        self._originally = False
        self._clause_began = 0
        self._last_ended: int | None = None

    def read(self) -> Facts:
        while self._at < len(self._tokens):
            self._clause()
        if self._originally:
            raise LeftOverError
        return self._facts

    def _peek(self, ahead: int = 0) -> object:
        at = self._at + ahead
        return self._tokens[at].value if at < len(self._tokens) else None

    def _clause(self) -> None:
        value = self._peek()
        self._clause_began = self._at
        if isinstance(value, Point | Number):
            if not (isinstance(value, Number) and self._month_list()):
                self._from_point()
        elif isinstance(value, Every):
            self._recurrence(value)
        elif self._announced(value):
            return
        elif isinstance(value, Length):
            self._facts.lengths.append(value)
            self._at += 1
        elif value is Sign.BREAK:
            self._at += 1
        elif value in {Sign.ARROW, Word.HOWEVER}:
            self._facts.arrow = True
            self._at += 1
        elif value is Word.ORIGINALLY:
            self._originally = True
            self._at += 1
        elif isinstance(value, Word) and value not in _NEVER_ALONE:
            self._facts.words.add(value)
            self._at += 1
        else:
            raise LeftOverError

    def _recurrence(self, every: Every) -> None:
        self._facts.every.append(every)
        self._at += 1
        if every.at is not None and self._peek() is Word.UNTIL:
            self._at += 1

    def _announced(self, value: object) -> bool:
        """A word that stands before its date: by, from, 期限：, 初回：, 以降 before a recurrence."""
        if value in {Sign.WAVE, Word.UNTIL_NEXT}:
            self._at += 1
            self._skip_plain()
            self._add(Dated(Form.BY, self._point_here()))
        elif value is Word.SINCE_NEXT:
            self._at += 1
            self._skip_plain()
            self._from_since()
        elif value in {Word.UNTIL, Word.FIRST} and isinstance(self._after_breaks(), Point):
            self._at += 1
            self._skip_breaks()
            self._add(Dated(Form.BY if value is Word.UNTIL else Form.FIRST, self._point_here()))
        elif value is Word.SINCE and isinstance(self._after_breaks(), Every):
            self._at += 1
        else:
            return False
        return True

    def _after_breaks(self) -> object:
        """The next value behind this one that is neither a sign nor an empty word."""
        ahead = 1
        while self._peek(ahead) in {Sign.BREAK, Word.PLAIN, Word.FIRST}:
            ahead += 1
        return self._peek(ahead)

    def _skip_breaks(self) -> None:
        while self._peek() in {Sign.BREAK, Word.PLAIN}:
            self._at += 1

    def _month_list(self) -> bool:
        """4、7、10、1月: bare numbers before the one that says what they are."""
        ahead, numbers = 0, []
        while isinstance(number := self._peek(ahead), Number) and self._text(ahead + 1) in _LIST_SIGNS:
            numbers.append(number.value)
            ahead += 2
        last = self._peek(ahead)
        if not numbers or not isinstance(last, Point) or not last.only_months or last.at_end:
            return False
        if not all(1 <= month <= 12 for month in numbers):
            return False
        for month in numbers:
            self._add(Dated(Form.AT, replace(last, month=month)))
        self._at += ahead
        self._add(Dated(Form.AT, self._point_here()))
        return True

    def _text(self, ahead: int) -> str:
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else " "

    def _add(self, dated: Dated) -> None:
        if dated.form is Form.AT and self._facts.dated and not self._facts.arrow:
            dated = replace(dated, first=_listed(self._facts.dated[-1].first, dated.first))
        elif self._facts.arrow and self._facts.dated:
            dated = replace(dated, first=_fitted(self._facts.dated[-1].first, dated.first)[1])
        if self._last_ended is not None:
            between = self._tokens[self._last_ended : self._clause_began]
            self._facts.one_list &= all(token.text in _LIST_SIGNS for token in between)
        self._last_ended = self._at
        self._facts.dated.append(replace(dated, originally=self._originally))
        self._originally = False

    def _point_here(self) -> Point:
        value = self._peek()
        if not isinstance(value, Point):
            raise LeftOverError
        self._at += 1
        return value

    def _skip_plain(self) -> None:
        while self._peek() is Word.PLAIN:
            self._at += 1

    def _between(self) -> None:
        while (word := self._peek()) in _BETWEEN and isinstance(word, Word):
            self._facts.words.add(word)
            self._at += 1

    def _from_since(self) -> None:
        """English «from A», «from A to B», «from A until B»."""
        first = self._point_here()
        if self._peek() in {*_RANGE, Word.UNTIL_NEXT}:
            self._at += 1
            self._skip_plain()
            self._add(Dated(Form.PERIOD, *_fitted(first, self._point_here())))
            return
        self._add(Dated(Form.FROM, first))

    def _from_point(self) -> None:
        left = self._peek()
        if self._peek(1) in _RANGE and isinstance(self._peek(2), Point | Number):
            right = self._peek(2)
            self._at += 3
            self._period(left, right)
            return
        first = self._point_here()
        self._between()
        following = self._peek()
        if following is Word.FIRST:
            self._at += 1
            self._add(Dated(Form.FIRST, first))
        elif following is Word.UNTIL:
            self._at += 1
            self._add(Dated(Form.BY, first))
        elif following is Word.DATED:
            self._at += 1
            self._facts.words.add(Word.DONE)
            self._add(Dated(Form.AT, first))
        elif following in {Word.SINCE, Sign.WAVE}:
            self._at += 1
            self._since(first, spoken=following is Word.SINCE)
        elif following is Sign.DASH:
            raise LeftOverError
        else:
            self._add(Dated(Form.AT, first))

    def _since(self, first: Point, *, spoken: bool) -> None:
        if not isinstance(self._peek(), Point) or not spoken:
            self._add(Dated(Form.FROM, first))
            return
        last = self._point_here()
        self._between()
        if self._peek() is Word.UNTIL:
            self._at += 1
        self._add(replace(Dated(Form.PERIOD, *_fitted(first, last)), spoken=True))

    def _period(self, left: object, right: object) -> None:
        if isinstance(left, Point) and isinstance(right, Number):
            right = _like(left, right.value)
        elif isinstance(left, Number) and isinstance(right, Point):
            left = _like(right, left.value)
        if not isinstance(left, Point) or not isinstance(right, Point):
            raise LeftOverError
        self._between()
        if self._peek() is Word.UNTIL:
            self._at += 1
        self._add(Dated(Form.PERIOD, *_fitted(left, right)))


def _listed(before: Point, point: Point) -> Point:
    """1月18日、25日: a bare day in a list has the month and year of the one before it; 同年 has its year."""
    if point.follows:
        return point if before.year is None else _following(before, point)
    if point.day is None or point.month is not None or before.day is None or before.month is None:
        return point
    return replace(point, month=before.month, year=before.year)


def _like(point: Point, number: int) -> Point:
    """The bare number of 2023/1~3, 1~3月 or 2021~2023年度 in the unit of its partner."""
    precision = point.precision
    bare = replace(point, at_end=False, weekday=None)
    if precision is Precision.DAY and 1 <= number <= 31 and point.day is not None:
        return replace(bare, day=number)
    if precision is Precision.MONTH and 1 <= number <= 12 and point.month is not None:
        return replace(bare, month=number)
    if precision in {Precision.YEAR, Precision.FISCAL_YEAR} and point.era is not None and 1 <= number <= 64:
        return replace(bare, year=western_year(era_named(point.era), number))
    if precision in {Precision.YEAR, Precision.FISCAL_YEAR} and 1868 <= number < 2200 and point.year is not None:
        return replace(bare, year=number, era=None)
    raise LeftOverError


def _fitted(first: Point, last: Point) -> tuple[Point, Point]:
    """A period names its year once: the other end takes it over (and its month, where only days are left)."""
    if last.follows:
        if first.year is None:
            raise LeftOverError
        return first, _following(first, last)
    if last.third is not None and last.month is None and last.month_shift is None:
        if first.month is None:
            raise LeftOverError
        return first, replace(last, year=first.year, year_shift=first.year_shift, month=first.month)
    if last.year is None and not last.shifted and first.year is not None:
        last = _later(first, last)
    elif first.year is None and not first.shifted and last.year is not None:
        first = _earlier(first, last)
    elif last.month is None and last.day is not None and first.month is not None:
        last = replace(last, month=first.month)
    return first, last


def _following(before: Point, point: Point) -> Point:
    """翌年, 同年 beside a date that names its year."""
    if before.year is None or before.fiscal != point.fiscal:
        raise LeftOverError
    return replace(point, year=before.year + (point.year_shift or 0), year_shift=None, follows=False)


def _key(point: Point) -> tuple[int, int, int]:
    return (
        point.month or (point.half or 1) * 6 - 6 + (point.quarter or 1) * 3 - 2,
        point.third or 0,
        point.day or 0,
    )


def _later(first: Point, last: Point) -> Point:
    year = first.year
    if year is None or last.month_shift is not None:
        return last
    if last.day is not None and last.month is None:
        if first.month is None:
            raise LeftOverError
        return replace(last, year=year, month=first.month)
    if first.calendar and last.month is not None:
        return replace(last, year=year + (last.month < (first.half or 1) * 6 - 5))
    if first.fiscal != last.fiscal or (first.month is None) != (last.month is None):
        raise LeftOverError
    return replace(last, year=year + (_key(last) < _key(first)))


def _earlier(first: Point, last: Point) -> Point:
    year = last.year
    if year is None or first.month_shift is not None:
        return first
    if first.day is not None and first.month is None:
        if last.month is None:
            raise LeftOverError
        return replace(first, year=year, month=last.month)
    if first.fiscal != last.fiscal or (first.month is None) != (last.month is None):
        raise LeftOverError
    return replace(first, year=year - (_key(last) < _key(first)))


def read(tokens: list[Token]) -> Facts:
    """LeftOverError when a token fits no rule."""
    return Reader(tokens).read()
