from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.tables import percent


@pytest.mark.parametrize(
    ("numerator", "base", "printed"),
    [
        (452, 1404, "32.2"),
        (1, 8, "12.5"),
        (1, 2000, "0.1"),  # a tie: half-up
        (3, 2000, "0.2"),
        (1, 2001, "0.0"),
        (1999, 2000, "100.0"),
        (2000, 2000, "100"),
        (0, 2000, "0"),
        (1128, 1253, "90.0"),
    ],
)
def test_percentages_round_half_up_to_one_decimal(numerator: int, base: int, printed: str) -> None:
    assert str(percent(numerator, base)) == printed


def test_a_share_of_nobody_is_none() -> None:
    assert percent(0, 0) is None


def test_whole_ends_can_keep_their_decimal() -> None:
    assert [str(percent(n, 5, whole_ends=False)) for n in (0, 5)] == ["0.0", "100.0"]


@given(st.integers(1, 10**7).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_percentage_is_never_further_than_half_a_place_from_the_truth(pair: tuple[int, int]) -> None:
    numerator, base = pair

    share = percent(numerator, base)

    assert share is not None
    assert abs(Fraction(share) - Fraction(100 * numerator, base)) <= Fraction(1, 20)
    assert Decimal(0) <= share <= Decimal(100)


@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_a_larger_number_never_prints_smaller(base: int, first: int, second: int) -> None:
    low, high = sorted((first % (base + 1), second % (base + 1)))

    shares = percent(low, base), percent(high, base)

    assert shares[0] is not None
    assert shares[1] is not None
    assert shares[0] <= shares[1]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12).filter(any))
def test_shares_of_a_whole_add_up_within_the_rounding(parts: list[int]) -> None:
    shares = [percent(part, sum(parts)) for part in parts]

    total = sum(share for share in shares if share is not None)
    assert abs(total - 100) <= Decimal("0.05") * len(parts)
