"""Tokens to facts: dated clauses (at, by, from, period), states, recurrences. Anything left over is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from remediation.timing.lexicon import Word
from remediation.timing.model import Precision
from remediation.timing.points import Point
from remediation.timing.recurring import Every
from remediation.timing.scan import Number, Sign, Token


class Form(Enum):
    AT = auto()
    BY = auto()
    FROM = auto()
    PERIOD = auto()


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
    arrow: bool = False
    one_list: bool = True
    """Several dates stand side by side, with nothing but list signs between them."""


class LeftOverError(Exception):
    """A token that no rule takes."""


_BETWEEN = {Word.PLAIN, Word.ABOUT, Word.AIMED}
_LIST_SIGNS = frozenset("・、,;")
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
        return self._facts

    def _peek(self, ahead: int = 0) -> object:
        at = self._at + ahead
        return self._tokens[at].value if at < len(self._tokens) else None

    def _clause(self) -> None:
        value = self._peek()
        self._clause_began = self._at
        if isinstance(value, Point | Number):
            self._from_point()
        elif value in {Sign.WAVE, Word.UNTIL_NEXT}:
            self._at += 1
            self._skip_plain()
            self._add(Dated(Form.BY, self._point_here()))
        elif value is Word.SINCE_NEXT:
            self._at += 1
            self._skip_plain()
            self._from_since()
        elif isinstance(value, Every):
            self._facts.every.append(value)
            self._at += 1
        elif value is Sign.BREAK:
            self._at += 1
        elif value is Sign.ARROW:
            self._facts.arrow = True
            self._at += 1
        elif value is Word.ORIGINALLY:
            self._originally = True
            self._at += 1
        elif isinstance(value, Word) and value not in {Word.UNTIL, Word.SINCE, Word.DATED, Word.TO}:
            self._facts.words.add(value)
            self._at += 1
        else:
            raise LeftOverError

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
        if following is Word.UNTIL:
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
    """1月18日、25日: a bare day in a list has the month and year of the one before it."""
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
    if precision in {Precision.YEAR, Precision.FISCAL_YEAR} and 1868 <= number < 2200 and point.year is not None:
        return replace(bare, year=number, era=None)
    raise LeftOverError


def _fitted(first: Point, last: Point) -> tuple[Point, Point]:
    """A period names its year once: the other end takes it over (and its month, where only days are left)."""
    if last.year is None and not last.shifted and first.year is not None:
        last = _later(first, last)
    elif first.year is None and not first.shifted and last.year is not None:
        first = _earlier(first, last)
    elif last.month is None and last.day is not None and first.month is not None:
        last = replace(last, month=first.month)
    return first, last


def _key(point: Point) -> tuple[int, int, int]:
    return (
        point.month or (point.half or 1) * 6 - 5 + (point.quarter or 1) * 3,
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
