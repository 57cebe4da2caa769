"""The modules on feed-in and last-resort customers: further sections of the first example's survey.

Each has respondents of its own: who left its first question open stands in none of its tables. Chance of their own,
too, so that the modules change nothing of the rest.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import Any

from generation.tables import portion, spread

Figures = dict[str, Any]
Answers = dict[str, str]
FIT_HEAD = ("b1_viewed", "b2_reason", "b3_routes", "b3_other", "b4_told", "b5_aware")
LR_HEAD = ("c1a_viewed", "c1b_viewed", "c2_reason", "c3_routes", "c3_other", "c4_told", "c5_aware")
MODULES_HEAD = (*FIT_HEAD, *LR_HEAD)


def module_answers(
    figures: Figures,
    groups: dict[str, Sequence[str]],
    *,
    logged: dict[str, Collection[str]],
    visiting: Collection[str],
    others: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Person number -> answers in the order of `MODULES_HEAD`.

    `groups` are the respondents of the wave by affiliation, `logged` the people in the log by category, `visiting`
    those with an id in the corporate visit records.
    """
    rng = random.Random(f"{figures['seed']} modules")
    found: dict[str, Answers] = {no: {} for group in groups.values() for no in group}
    for affiliation, group in groups.items():
        fit, lr = figures["modules"]["fit"][affiliation], figures["modules"]["lr"][affiliation]
        for made in (
            _feed_in(fit, group, set(logged["fit"]), others, rng),
            _last_resort(lr, group, logged=set(logged["lr"]), visiting=set(visiting), others=others, rng=rng),
        ):
            for no, answers in made.items():
                found[no] |= answers
    return {no: tuple(answers.get(name, "") for name in MODULES_HEAD) for no, answers in found.items()}


def _feed_in(
    margins: Figures, group: Sequence[str], logged: set[str], others: Sequence[str], rng: random.Random
) -> dict[str, Answers]:
    viewers = _drawn(group, logged, margins["viewed"], margins["of_log"], rng)
    asked = viewers | portion([no for no in group if no not in viewers], margins["asked"] - len(viewers), rng)
    found: dict[str, Answers] = {no: {"b1_viewed": "yes" if no in viewers else "no"} for no in sorted(asked)}
    for no, answers in _follow_ups("b", margins, sorted(viewers), others, rng).items():
        found[no] |= {"b2_reason": "request"} | answers
    return found


def _last_resort(
    margins: Figures,
    group: Sequence[str],
    *,
    logged: set[str],
    visiting: set[str],
    others: Sequence[str],
    rng: random.Random,
) -> dict[str, Answers]:
    """Who viewed in the second system has an id there; who was asked about it has one rather than not."""
    asked, viewed = margins["asked"], margins["viewed"]
    of_log = margins["of_log"] * viewed["second"] // viewed["either"]
    second = _drawn([no for no in group if no in visiting], logged, viewed["second"], of_log, rng)
    others_left = [no for no in group if no not in second]
    first_only = _drawn(others_left, logged, viewed["either"] - viewed["second"], margins["of_log"] - of_log, rng)
    first = first_only | portion(sorted(second), viewed["first"] - len(first_only), rng)
    viewers = first_only | second
    respondents = viewers | portion([no for no in group if no not in viewers], asked["either"] - len(viewers), rng)
    # Somebody asked about the first system only, the second only, or both: three parts of the respondents.
    rest = _shuffled(respondents - second, rng)
    rest.sort(key=lambda no: no not in visiting)
    asked_second = second | set(rest[: asked["second"] - len(second)])
    free = _shuffled(asked_second - first, rng)
    only_second = set(free[: asked["either"] - asked["first"]])
    found: dict[str, Answers] = {}
    for no in sorted(respondents):
        found[no] = {}
        if no not in only_second:
            found[no]["c1a_viewed"] = "yes" if no in first else "no"
        if no in asked_second:
            found[no]["c1b_viewed"] = "yes" if no in second else "no"
        if no in viewers:
            found[no]["c2_reason"] = "request"
    for no, answers in _follow_ups("c", margins, sorted(first), others, rng).items():
        found[no] |= answers
    return found


def _drawn(group: Sequence[str], logged: set[str], count: int, of_log: int, rng: random.Random) -> set[str]:
    """So many people of the group, of them so many in the log."""
    inside = [no for no in group if no in logged]
    return portion(inside, of_log, rng) | portion([no for no in group if no not in logged], count - of_log, rng)


def _shuffled(people: set[str], rng: random.Random) -> list[str]:
    order = sorted(people)
    rng.shuffle(order)
    return order


def _follow_ups(
    code: str, margins: Figures, viewers: Sequence[str], others: Sequence[str], rng: random.Random
) -> dict[str, Answers]:
    routes = spread(viewers, margins["routes"], rng)
    told = portion(viewers, margins["told"], rng)
    answered = sorted(portion(viewers, margins["aware"] + margins["unaware"], rng))
    aware = portion(answered, margins["aware"], rng)
    known = dict.fromkeys(answered, "unaware") | dict.fromkeys(aware, "aware")
    return {
        no: {
            f"{code}3_routes": ";".join(routes[no]),
            f"{code}3_other": rng.choice(others) if "other" in routes[no] else "",
            f"{code}4_told": "yes" if no in told else "no",
            f"{code}5_aware": known.get(no, ""),
        }
        for no in viewers
    }
