"""Percentages: exact integers, half-up, one decimal; exactly 100 % and 0 % may print without decimals.

The published tables hold no tie (DOMAIN §8.2), so half-up is our decision and not their proof.
"""

from __future__ import annotations

from decimal import Decimal


def percent(numerator: int, base: int, *, places: int = 1, whole_ends: bool = True) -> Decimal | None:
    """The share of `base` in percent, rounded half-up; None when the base is zero: nothing can be a share of nobody.

    With `whole_ends`, exactly nothing and exactly everything come without decimals; 99.96 % prints «100.0».
    """
    if base <= 0:
        return None
    if whole_ends and numerator in (0, base):
        return Decimal(0) if numerator == 0 else Decimal(100)
    scale = 10**places
    scaled = (2 * numerator * 100 * scale + base) // (2 * base)
    return Decimal(scaled).scaleb(-places)


def printed_count(number: int) -> str:
    """1930 as «1,930»."""
    return f"{number:,}"
