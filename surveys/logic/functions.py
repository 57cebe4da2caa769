"""The functions a condition may call, and no others. Arguments arrive unevaluated."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from surveys.logic.values import MAX_VALUE, Scope, Thunk, Value, as_bool, as_number, as_text, items, moment

REGEX_MAX_VALUE = 200
Function = Callable[[Scope, Sequence[Thunk]], Value]

# Their argument may name a question inside a repeat: they look at all its rows.
OVER_ROWS = frozenset({"sum", "count", "count-non-empty", "min", "max", "join"})
# Their first argument must be such a question, or the repeat.
ONLY_OVER_ROWS = frozenset({"sum", "count"})


def _plain(function: Callable[..., Value]) -> Function:
    def call(scope: Scope, arguments: Sequence[Thunk]) -> Value:
        del scope
        return function(*(argument() for argument in arguments))

    return call


def _if(scope: Scope, arguments: Sequence[Thunk]) -> Value:
    del scope
    condition, then, otherwise = arguments
    return then() if as_bool(condition()) else otherwise()


def _coalesce(scope: Scope, arguments: Sequence[Thunk]) -> Value:
    del scope
    for argument in arguments:
        value = argument()
        if as_text(value) != "":
            return value
    return ""


def _length(scope: Scope, arguments: Sequence[Thunk]) -> Value:
    return float(len(as_text(arguments[0]() if arguments else scope.value("."))))


def half_up(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(math.floor(value + 0.5))


def _round(value: Value, places: Value = 0.0) -> Value:
    number, digits = as_number(value), as_number(places)
    if digits == 0 or math.isnan(digits):
        return half_up(number)
    if math.isnan(number) or math.isinf(number):
        return number
    step = Decimal(1).scaleb(-math.trunc(max(-12.0, min(12.0, digits))))
    try:
        exact = Decimal(repr(number)) / step + Decimal("0.5")
        return float(exact.to_integral_value(rounding=ROUND_FLOOR) * step)
    except InvalidOperation:
        return number


def _whole(value: Value, how: Callable[[float], int]) -> float:
    number = as_number(value)
    return number if math.isnan(number) or math.isinf(number) else float(how(number))


def _substring(text: Value, start: Value, length: Value = math.inf) -> str:
    first = half_up(as_number(start))
    last = first + half_up(as_number(length))
    return "".join(sign for place, sign in enumerate(as_text(text), start=1) if first <= place < last)


def _substr(text: Value, start: Value, end: Value = math.inf) -> str:
    """As JavaRosa has it: from 0, the end is left out, negative numbers count from the end."""
    signs = as_text(text)
    first, last = as_number(start), as_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    bounds = [len(signs) if math.isinf(place) else math.trunc(place) for place in (first, last)]
    return signs[bounds[0] : bounds[1]]


def _translate(text: Value, old: Value, new: Value) -> str:
    put = as_text(new)
    table: dict[int, str] = {}
    for place, sign in enumerate(as_text(old)):
        table.setdefault(ord(sign), put[place] if place < len(put) else "")
    return as_text(text).translate(table)


def _matches(value: Value, pattern: Value) -> bool:
    text = as_text(value)
    return len(text) <= REGEX_MAX_VALUE and re.fullmatch(as_text(pattern), text) is not None


def _selected_at(value: Value, place: Value) -> str:
    codes, number = items(value), as_number(place)
    return codes[int(number)] if 0 <= number < len(codes) else ""


def _date(value: Value) -> Value:
    """A day as text, so that it can be shown and kept; nothing for what is no day."""
    found = moment(value)
    return found.date().isoformat() if found and not (isinstance(value, str) and not value.strip()) else ""


_FORMATS = {"Y": "%Y", "y": "%y", "m": "%m", "d": "%d", "H": "%H", "M": "%M", "S": "%S"}


def _format_date(value: Value, pattern: Value) -> str:
    found = moment(value)
    if found is None:
        return ""

    def part(match: re.Match[str]) -> str:
        sign = match[1]
        if sign in {"n", "e", "h"}:
            return str({"n": found.month, "e": found.day, "h": found.hour}[sign])
        return found.strftime(_FORMATS[sign]) if sign in _FORMATS else match[0]

    return re.sub(r"%(.)", part, as_text(pattern)[:200])


def _numbers(values: Sequence[Value]) -> list[float]:
    """Numbers of all arguments; what was left empty is left out."""
    texts: list[Value] = []
    for value in values:
        texts += value if isinstance(value, list) else [value]
    return [as_number(value) for value in texts if as_text(value) != ""]


def _sum(numbers: list[float]) -> float:
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        return math.nan


def _extreme(how: Callable[[list[float]], float]) -> Callable[..., Value]:
    def call(*values: Value) -> Value:
        numbers = _numbers(values)
        return how(numbers) if numbers and not any(math.isnan(n) for n in numbers) else math.nan

    return call


def _join(between: Value, *values: Value) -> str:
    parts: list[str] = []
    for value in values:
        parts += value if isinstance(value, list) else [as_text(value)]
    return as_text(between).join(part for part in parts if part)[:MAX_VALUE]


def _power(base: Value, exponent: Value) -> float:
    try:
        result = math.pow(as_number(base), as_number(exponent))
    except (OverflowError, ValueError):
        return math.nan
    return result


def _before(text: Value, part: Value) -> str:
    head, found, _ = as_text(text).partition(as_text(part)) if as_text(part) else ("", "", "")
    return head if found else ""


def _after(text: Value, part: Value) -> str:
    return as_text(text).partition(as_text(part))[2] if as_text(part) else as_text(text)


# name: (fewest arguments, most arguments, function)
FUNCTIONS: dict[str, tuple[int, int, Function]] = {
    "selected": (2, 2, _plain(lambda value, code: as_text(code) in items(value))),
    "selected-at": (2, 2, _plain(_selected_at)),
    "count-selected": (1, 1, _plain(lambda value: float(len(items(value))))),
    "not": (1, 1, _plain(lambda value: not as_bool(value))),
    "true": (0, 0, _plain(lambda: True)),
    "false": (0, 0, _plain(lambda: False)),
    "if": (3, 3, _if),
    "coalesce": (1, 8, _coalesce),
    "today": (0, 0, lambda scope, _: scope.today.isoformat()),
    # To the day: an answer that is checked again a second later must give the same result.
    "now": (0, 0, lambda scope, _: scope.today.isoformat()),
    "date": (1, 1, _plain(_date)),
    "date-time": (1, 1, _plain(_date)),
    "decimal-date-time": (1, 1, _plain(as_number)),
    "decimal-time": (1, 1, _plain(as_number)),
    "format-date": (2, 2, _plain(_format_date)),
    "string-length": (0, 1, _length),
    "regex": (2, 2, _plain(_matches)),
    "number": (1, 1, _plain(as_number)),
    "string": (1, 1, _plain(as_text)),
    "boolean": (1, 1, _plain(as_bool)),
    "int": (1, 1, _plain(lambda value: _whole(value, math.trunc))),
    "round": (1, 2, _plain(_round)),
    "floor": (1, 1, _plain(lambda value: _whole(value, math.floor))),
    "ceiling": (1, 1, _plain(lambda value: _whole(value, math.ceil))),
    "abs": (1, 1, _plain(lambda value: abs(as_number(value)))),
    "pow": (2, 2, _plain(_power)),
    "min": (1, 8, _plain(_extreme(min))),
    "max": (1, 8, _plain(_extreme(max))),
    "sum": (1, 1, _plain(lambda value: _sum(_numbers([value])))),
    "count": (1, 1, _plain(lambda value: float(len([item for item in items(value) if item != ""])))),
    "count-non-empty": (1, 1, _plain(lambda value: float(len([item for item in items(value) if item != ""])))),
    "join": (2, 8, _plain(_join)),
    "position": (1, 1, lambda scope, _: float(scope.position)),
    "concat": (1, 16, _plain(lambda *values: "".join(as_text(value) for value in values)[:MAX_VALUE])),
    "contains": (2, 2, _plain(lambda value, part: as_text(part) in as_text(value))),
    "starts-with": (2, 2, _plain(lambda value, part: as_text(value).startswith(as_text(part)))),
    "ends-with": (2, 2, _plain(lambda value, part: as_text(value).endswith(as_text(part)))),
    "normalize-space": (1, 1, _plain(lambda value: " ".join(as_text(value).split()))),
    "substring": (2, 3, _plain(_substring)),
    "substr": (2, 3, _plain(_substr)),
    "substring-before": (2, 2, _plain(_before)),
    "substring-after": (2, 2, _plain(_after)),
    "translate": (3, 3, _plain(_translate)),
}
