"""はやせ電力: 2,578 people asked in two waves, and a log that knows terminals but no log-in ids."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generation.calls import CATEGORY_WORDS, RETAILERS, Calendar, contract_numbers
from generation.people import ROSTER_HEAD, WORDS, Person, day, name, pick
from generation.tables import csv_bytes, portion, shares, spread

Figures = dict[str, Any]
Row = tuple[
    dt.datetime, str, str, str, str, str, str, str, str
]  # at, terminal, site, screen, contract, category, kind, retailer, action
RESPONSE_HEAD = ("person", "mode", "submitted_at", "q1_viewed", "q2_purpose", "q3_aware", "q4_aware_reason")
AFFILIATIONS = ("own", "contractor")
_WORDS = WORDS["hayase"]
KINDS = {"dedicated": "専用端末", "virtual": "仮想端末"}


@dataclass(frozen=True)
class Terminal:
    system: str
    no: str
    kind: str
    site: str
    affiliation: str


def make(figures: Figures) -> dict[str, bytes]:
    rng = random.Random(figures["seed"])
    people, on_leave = _people(figures, rng)
    terminals = _terminals(figures, rng)
    answers, later = _answers(figures, people, rng)
    second = later | {person.no for person in people if person.no not in answers}
    return {
        "roster.csv": csv_bytes(ROSTER_HEAD, (person.row() for person in [*people, *on_leave]), encoding="cp932"),
        "terminals.csv": csv_bytes(
            ("system", "terminal", "kind", "site", "affiliation"), (tuple(vars(t).values()) for t in terminals)
        ),
        "populations/leave.csv": csv_bytes(
            ("person", "reason"), ((p.no, "調査の期間に勤務していない") for p in on_leave)
        ),
        "populations/second.csv": csv_bytes(("person",), ((person.no,) for person in people if person.no in second)),
        "responses/w1.csv": csv_bytes(
            RESPONSE_HEAD,
            (answers[p.no] for p in people if p.no in answers and p.no not in later),
            encoding="utf-8-sig",
        ),
        "responses/w2.csv": csv_bytes(
            RESPONSE_HEAD, (answers[p.no] for p in people if p.no in later), encoding="utf-8-sig"
        ),
        **_logs(figures, terminals, rng),
    }


# People


def _people(figures: Figures, rng: random.Random) -> tuple[list[Person], list[Person]]:
    counts, leave = figures["people"], figures["on_leave"]
    people = [_person(n + 1, "own", rng) for n in range(counts["own"])]
    people += [_person(len(people) + n + 1, "contractor", rng) for n in range(counts["contractor"])]
    on_leave = [_person(len(people) + n + 1, "own", rng) for n in range(leave["own"])]
    on_leave += [_person(len(people) + len(on_leave) + n + 1, "contractor", rng) for n in range(leave["contractor"])]
    return people, on_leave


def _person(number: int, affiliation: str, rng: random.Random) -> Person:
    no = f"HY-{number:04d}"
    joined = day(rng, dt.date(1988, 4, 1), dt.date(2022, 10, 1))
    if affiliation == "own":
        kind = "社員" if rng.random() < 0.9 else "派遣社員"
        return Person(
            no,
            name(rng),
            f"{no.lower()}@hayase.example.jp",
            "own",
            "はやせ電力株式会社",
            pick(rng, _WORDS["own_units"]),
            kind,
            joined,
        )
    employer, unit, _ = rng.choices(_WORDS["contractors"], weights=[weight for *_, weight in _WORDS["contractors"]])[0]
    kind = pick(rng, (("委託先従業員", 15), ("派遣社員", 4), ("出向者", 2)))
    if kind == "出向者":  # counted where they work, not by whom they are employed
        employer = "はやせ電力株式会社"
    return Person(no, name(rng), f"{no.lower()}@itaku.example.jp", "contractor", employer, unit, kind, joined)


# Answers


def _answers(
    figures: Figures, people: Sequence[Person], rng: random.Random
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """Rows of answers by person, and who answered in the second wave only."""
    rows: dict[str, tuple[str, ...]] = {}
    later: set[str] = set()
    for affiliation in AFFILIATIONS:
        margins = figures["answers"][affiliation]
        answered = sorted(portion([p.no for p in people if p.affiliation == affiliation], margins["answered"], rng))
        group_later = portion(answered, margins["second_wave"], rng)
        details = _viewer_answers(margins, sorted(portion(answered, margins["viewed"], rng)), rng)
        for no in answered:
            rows[no] = (no, "self", _submitted(no in group_later, rng), *details.get(no, ("no", "", "", "")))
        later |= group_later
    return rows, later


def _viewer_answers(margins: Figures, viewers: Sequence[str], rng: random.Random) -> dict[str, tuple[str, ...]]:
    aware = sorted(portion(viewers, margins["aware"], rng))
    reasons = spread(aware, margins["reasons"], rng)
    return {
        no: ("yes", "request", "aware" if no in reasons else "unaware", ";".join(reasons.get(no, []))) for no in viewers
    }


def _submitted(second_wave: bool, rng: random.Random) -> str:  # noqa: FBT001
    first = dt.datetime(2023, 2, 1, 8, 40) if second_wave else dt.datetime(2023, 1, 24, 8, 40)  # noqa: DTZ001 -- local wall time
    at = first + dt.timedelta(days=rng.randrange(2), minutes=rng.randrange(560), seconds=rng.randrange(60))
    return f"{at.isoformat()}+09:00"


# Terminals and logs


def _terminals(figures: Figures, rng: random.Random) -> list[Terminal]:
    terminals = []
    for system, kinds in figures["terminals"].items():
        number = 0
        for kind, counts in kinds.items():
            for affiliation in AFFILIATIONS:
                for _ in range(counts[affiliation]):
                    number += 1
                    site = (
                        pick(rng, _WORDS["own_units"])
                        if affiliation == "own"
                        else rng.choices([u[1] for u in _WORDS["contractors"]], [u[2] for u in _WORDS["contractors"]])[
                            0
                        ]
                    )
                    terminals.append(Terminal(system, f"{system.upper()}-{number:04d}", KINDS[kind], site, affiliation))
    return terminals


@dataclass(frozen=True)
class Desk:
    """What it takes to write a row: numbers not yet used, when people work, and chance."""

    numbers: Iterator[str]
    calendar: Calendar
    rng: random.Random

    def views(self, category: str, terminals: Sequence[Terminal], counts: Sequence[int]) -> list[Row]:
        """One row per view, each of another contract: a view is never a repetition."""
        return [
            self._view(category, terminal)
            for terminal, count in zip(terminals, counts, strict=True)
            for _ in range(count)
        ]

    def _view(self, category: str, terminal: Terminal) -> Row:
        contract = next(self.numbers)
        digit = int(contract[-4:])
        return (
            self.calendar.moment(self.rng),
            terminal.no,
            terminal.site,
            pick(self.rng, _WORDS["screens"][terminal.system]),
            contract,
            category,
            "法人" if category == "lr" or digit % 13 == 0 else "個人",
            RETAILERS[digit % len(RETAILERS)] if category == "np" else "",
            "照会",
        )


def _logs(figures: Figures, terminals: Sequence[Terminal], rng: random.Random) -> dict[str, bytes]:
    log = figures["log"]
    closed = [(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)) for start, end in log["emergencies"]]
    calendar = Calendar(dt.date.fromisoformat(log["first"]), dt.date.fromisoformat(log["last"]), closed)
    total = sum(v for views in log["views"].values() for v in views.values()) + log["last_resort"] + log["own_views"]
    desk = Desk(iter(contract_numbers(total, rng, "09")), calendar, rng)
    rows: dict[str, list[Row]] = {system: [] for system in log["views"]}
    for system, views in log["views"].items():
        for affiliation in AFFILIATIONS:
            held = [t for t in terminals if t.system == system and t.affiliation == affiliation]
            used = sorted(rng.sample(held, log["viewing_terminals"][system][affiliation]), key=lambda t: t.no)
            rows[system] += desk.views("np", used, shares(views[affiliation], len(used), rng, skew=2.0))
            if system == "tcc" and affiliation == "contractor":
                rows[system] += desk.views("lr", used[: log["last_resort"]], [1] * log["last_resort"])
        everyone = [t for t in terminals if t.system == system]
        count = log["own_views"] * len(everyone) // len(terminals)
        rows[system] += desk.views("own", [everyone[rng.randrange(len(everyone))] for _ in range(count)], [1] * count)
        rows[system].sort()
    return _log_files(rows)


def _log_files(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    return {
        "logs/tcc/tcc_20221005-20230105.csv": csv_bytes(
            ("利用日時", "端末番号", "設置場所", "画面", "契約番号", "区分", "法個", "小売電気事業者", "操作"),
            (
                (f"{at:%Y/%m/%d %H:%M:%S}", *head, CATEGORY_WORDS[category], kind, retailer, action)
                for at, *head, category, kind, retailer, action in rows["tcc"]
            ),
            encoding="cp932",
        ),
        "logs/nwo/nwo_usage.csv": csv_bytes(
            ("timestamp", "terminal", "site", "screen", "contract", "category", "kind", "retailer", "action"),
            ((f"{at:%Y-%m-%d %H:%M:%S}", *rest) for at, *rest in rows["nwo"]),
            encoding="utf-8-sig",
        ),
    }
