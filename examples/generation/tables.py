"""Rows to bytes, and margins to people."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence


def csv_bytes(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def spread(people: Sequence[str], margins: Mapping[str, int], rng: random.Random) -> dict[str, list[str]]:
    """Give every person at least one option so that each option is chosen exactly as often as its margin says.

    Nobody gets an option twice; an option is never asked for more often than there are people.
    """
    chosen: dict[str, list[str]] = {person: [] for person in people}
    selections = [option for option, times in margins.items() for _ in range(times)]
    rng.shuffle(selections)
    if len(selections) < len(people) or max(margins.values()) > len(people):
        raise ValueError("these margins cannot be met")
    order = list(people)
    rng.shuffle(order)
    for person, option in zip(order, selections, strict=False):
        chosen[person].append(option)
    for option in selections[len(order) :]:
        person = order[rng.randrange(len(order))]
        while option in chosen[person]:
            person = order[rng.randrange(len(order))]
        chosen[person].append(option)
    rank = {option: place for place, option in enumerate(margins)}
    return {person: sorted(options, key=rank.__getitem__) for person, options in chosen.items()}


def portion(people: Sequence[str], count: int, rng: random.Random) -> set[str]:
    return set(rng.sample(list(people), count))


def shares(total: int, holders: int, rng: random.Random, *, skew: float) -> list[int]:
    """Split `total` into `holders` positive parts, a few of them large."""
    weights = [rng.random() ** skew + 0.02 for _ in range(holders)]
    parts = [1] * holders
    for place in rng.choices(range(holders), weights=weights, k=total - holders):
        parts[place] += 1
    return parts
