"""Cohen's κ, exact: how far two coders agree beyond what chance alone would give.

κ = (po − pe) / (1 − pe): po is the share of answers coded alike, pe the share expected from both coders' own
frequencies (Cohen 1960). Where one category is all there is, chance explains everything and κ has no value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Pair = tuple[Hashable, Hashable]
Sets = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Agreement:
    """`alike` of `n` answers were coded alike; `kappa` is None where chance explains everything, or there is nothing."""

    n: int
    alike: int
    kappa: Fraction | None

    @property
    def printed(self) -> str:
        """κ with two decimals, half away from zero; «—» without a value."""
        if self.kappa is None:
            return "—"
        exact = Decimal(self.kappa.numerator) / Decimal(self.kappa.denominator)
        rounded = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return f"{rounded + 0:f}"  # + 0: no «-0.00»


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """Of two coders' categories, one pair for each answer."""
    counted = Counter(pairs)
    n = sum(counted.values())
    alike = sum(times for (first, second), times in counted.items() if first == second)
    if not n:
        return Agreement(0, 0, None)
    firsts: Counter[Hashable] = Counter()
    seconds: Counter[Hashable] = Counter()
    for (first, second), times in counted.items():
        firsts[first] += times
        seconds[second] += times
    by_chance = Fraction(sum(times * seconds[category] for category, times in firsts.items()), n * n)
    if by_chance == 1:
        return Agreement(n, alike, None)
    return Agreement(n, alike, (Fraction(alike, n) - by_chance) / (1 - by_chance))


def overall(coded: Sequence[Sets]) -> Agreement:
    """Over whole sets of codes: alike means that both gave exactly the same codes."""
    return agreement(coded)


def by_code(coded: Sequence[Sets], codes: Iterable[str]) -> dict[str, Agreement]:
    """For each code: given or not given."""
    return {code: agreement((code in first, code in second) for first, second in coded) for code in codes}
