"""みなと電力小売: 4,047 people, one survey, the logs of four systems.

Who viewed what is laid down first (classes, then incidents), then answers and log rows follow from it; so every
published margin holds by construction.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from generation.calls import CATEGORY_WORDS, RETAILERS, Calendar, contract_numbers
from generation.modules import MODULES_HEAD, module_answers
from generation.people import ROSTER_HEAD, WORDS, Person, day, name, pick
from generation.tables import csv_bytes, portion, shares, spread

Figures = dict[str, Any]
Row = tuple[
    dt.datetime, str, str, str, str, str, str, str, str
]  # at, login, terminal, screen, contract, category, kind, retailer, action
RESPONSE_HEAD = (
    "person",
    "mode",
    "submitted_at",
    "q1_viewed",
    "q2_reason",
    "q3_routes",
    "q3_other",
    "q4_told",
    "q5_aware",
    "q6_aware_reasons",
    "q6_other",
    *MODULES_HEAD,
)
_WORDS = WORDS["minato"]


@dataclass(frozen=True)
class World:
    """Who is who, and who is in the log of which incident."""

    people: list[Person]
    classes: dict[str, list[str]]  # class of the main incident -> person numbers
    viewers: dict[str, list[str]]  # category -> person numbers
    borrower: str


def make(figures: Figures) -> dict[str, bytes]:
    rng = random.Random(figures["seed"])
    world = _world(figures, rng)
    logins = _logins(world.people, rng)
    logs = _logs(figures, world, logins, rng)
    return {
        "roster.csv": csv_bytes(ROSTER_HEAD, (person.row() for person in world.people), encoding="utf-8-sig"),
        "logins.csv": _login_file(figures, world, logins),
        "responses/w1.csv": csv_bytes(RESPONSE_HEAD, _answers(figures, world, logins, rng)),
        "responses/iv.csv": csv_bytes(
            ("person", "mode", "submitted_at", "interviewed_on", "viewed", "account"),
            [
                (
                    world.borrower,
                    "interview",
                    "2023-01-31T15:20:00+09:00",
                    "2023-01-31",
                    "yes",
                    figures["lent"]["account"],
                )
            ],
        ),
        "populations/iv.csv": csv_bytes(("person",), [(world.borrower,)]),
        **logs,
    }


# People


def _world(figures: Figures, rng: random.Random) -> World:
    own, contractor = figures["people"]["own"], figures["people"]["contractor"]
    people = [_own(number + 1, rng) for number in range(own)] + [
        _contracted(own + number + 1, rng) for number in range(contractor)
    ]
    people[11] = Person(**{**vars(people[11]), "name": "𠮷田 航"})  # a surname outside the old character sets
    classes = _classes(figures, people, rng)
    viewers = _viewers(figures, classes, rng)
    own_viewers = [no for no in classes["log_yes_answer_yes"] if no <= f"MN-{own:04d}"]
    return World(people, classes, viewers, own_viewers[len(own_viewers) // 3])


def _own(number: int, rng: random.Random) -> Person:
    no, kind = f"MN-{number:04d}", "社員" if rng.random() < 0.88 else "派遣社員"
    joined = day(rng, dt.date(1990, 4, 1), dt.date(2022, 10, 1))
    return Person(
        no,
        name(rng),
        f"{no.lower()}@minato.example.jp",
        "own",
        "みなと電力小売株式会社",
        pick(rng, _WORDS["own_units"]),
        kind,
        joined,
    )


def _contracted(number: int, rng: random.Random) -> Person:
    no = f"MN-{number:04d}"
    employer, unit, _ = rng.choices(_WORDS["contractors"], weights=[weight for *_, weight in _WORDS["contractors"]])[0]
    kind = "委託先従業員" if rng.random() < 0.8 else "派遣社員"
    mail = f"{no.lower()}@itaku.example.jp" if rng.random() < 0.9 else ""
    return Person(
        no, name(rng), mail, "contractor", employer, unit, kind, day(rng, dt.date(2008, 4, 1), dt.date(2022, 11, 1))
    )


def _classes(figures: Figures, people: Sequence[Person], rng: random.Random) -> dict[str, list[str]]:
    classes: dict[str, list[str]] = {code: [] for code in figures["classes"]}
    for place, affiliation in enumerate(("own", "contractor")):
        group = [person.no for person in people if person.affiliation == affiliation]
        rng.shuffle(group)
        cuts = [0]
        for counts in figures["classes"].values():
            cuts.append(cuts[-1] + counts[place])
        for code, (start, end) in zip(figures["classes"], pairwise(cuts), strict=True):
            classes[code] += group[start:end]
    return {code: sorted(members) for code, members in classes.items()}


def _viewers(figures: Figures, classes: dict[str, list[str]], rng: random.Random) -> dict[str, list[str]]:
    """Who is in the log, per category. `only_other` people viewed other categories but not the main one."""
    inside = sorted(no for code in classes if code.startswith("log_yes") for no in classes[code])
    outside = sorted(no for code in classes if not code.startswith("log_yes") for no in classes[code])
    only_other = sorted(portion(outside, figures["viewers"]["only_other"], rng))
    rng.shuffle(only_other)
    lr_outside = only_other[: figures["viewers"]["lr_outside"]]
    fit_outside = only_other[figures["viewers"]["lr_outside"] - figures["viewers"]["both_outside"] :]
    return {
        "np": inside,
        "lr": sorted(portion(inside, figures["viewers"]["lr"] - len(lr_outside), rng)) + lr_outside,
        "fit": sorted(portion(inside, figures["viewers"]["fit"] - len(fit_outside), rng)) + fit_outside,
    }


# Log-in ids


def _logins(people: Sequence[Person], rng: random.Random) -> dict[str, dict[str, str]]:
    """Person number -> system -> log-in id."""
    ids: dict[str, dict[str, str]] = {}
    for number, person in zip(rng.sample(range(10000, 99999), len(people)), people, strict=True):
        own = person.affiliation == "own"
        ids[person.no] = {"crm": f"{'E' if own else 'G'}{number}"}
        if "センター" in person.unit or "フロア" in person.unit:
            ids[person.no]["cc"] = f"OP{number}"
        if "法人営業" in person.unit or not own:
            ids[person.no]["visit"] = f"V{number}"
    return ids


def _login_file(figures: Figures, world: World, logins: dict[str, dict[str, str]]) -> bytes:
    rows = [
        (person.no, system, login, "", "", "", "")
        for person in world.people
        for system, login in logins[person.no].items()
    ]
    lent = figures["lent"]
    rows.append(
        (world.borrower, "pg", lent["login"], lent["valid_from"], lent["valid_to"], lent["confidence"], lent["reason"])
    )
    return csv_bytes(("person", "system", "login", "valid_from", "valid_to", "confidence", "reason"), rows)


# Answers


def _answers(
    figures: Figures, world: World, logins: dict[str, dict[str, str]], rng: random.Random
) -> list[tuple[str, ...]]:
    yes = set(world.classes["log_yes_answer_yes"]) | set(world.classes["log_no_answer_yes"])
    silent = set(world.classes["log_yes_no_answer"]) | set(world.classes["log_no_no_answer"])
    details: dict[str, tuple[str, ...]] = {}
    for affiliation in ("own", "contractor"):
        details |= _viewer_answers(
            figures["answers"][affiliation],
            [p.no for p in world.people if p.affiliation == affiliation and p.no in yes],
            rng,
        )
    modules = module_answers(
        figures,
        {
            affiliation: [p.no for p in world.people if p.affiliation == affiliation and p.no not in silent]
            for affiliation in ("own", "contractor")
        },
        logged=world.viewers,
        visiting=[no for no, ids in logins.items() if "visit" in ids],
        others=_WORDS["route_others"],
    )
    start = dt.datetime(2023, 1, 23, 9, 0)  # noqa: DTZ001 -- local wall time
    rows = []
    for person in world.people:
        if person.no in silent:
            continue
        at = start + dt.timedelta(days=rng.randrange(5), minutes=rng.randrange(540), seconds=rng.randrange(60))
        answers = ("yes", *details[person.no]) if person.no in yes else ("no", "", "", "", "", "", "", "")
        rows.append((person.no, "import", f"{at.isoformat()}+09:00", *answers, *modules[person.no]))
    return rows


def _viewer_answers(margins: Figures, viewers: Sequence[str], rng: random.Random) -> dict[str, tuple[str, ...]]:
    routes = spread(viewers, margins["routes"], rng)
    told = portion(viewers, margins["told"], rng)
    answered = sorted(portion(viewers, margins["aware"] + margins["unaware"], rng))
    aware = sorted(portion(answered, margins["aware"], rng))
    reasons = spread(aware, margins["reasons"], rng)
    known = dict.fromkeys(answered, "unaware") | dict.fromkeys(aware, "aware")
    return {
        no: (
            "request",
            ";".join(routes[no]),
            rng.choice(_WORDS["route_others"]) if "other" in routes[no] else "",
            "yes" if no in told else "no",
            known.get(no, ""),
            ";".join(reasons.get(no, [])),
            rng.choice(_WORDS["reason_others"]) if "other" in reasons.get(no, []) else "",
        )
        for no in viewers
    }


# Logs


@dataclass(frozen=True)
class Desk:
    """What it takes to write a row: who has which ids, when people work, and chance."""

    logins: dict[str, dict[str, str]]
    calendar: Calendar
    rng: random.Random
    repeats: float

    def view(self, category: str, contract: str, viewer: str, systems: Sequence[str]) -> tuple[str, Row]:
        usable = [system for system in systems if system in self.logins[viewer]]
        system = usable[int(self.rng.random() * len(usable))]
        login = self.logins[viewer][system]
        digit = int(contract[-4:])
        return (
            system,
            (
                self.calendar.moment(self.rng),
                login.lower()
                if system == "cc" and digit % 97 == 0
                else login,  # this system writes some in small letters
                f"T{int(login[-4:]) % 1800 + 1:04d}",
                pick(self.rng, _WORDS["screens"][system]),
                contract,
                category,
                "法人" if category == "lr" or digit % 11 == 0 else "個人",
                "" if category in {"own", "lr"} else RETAILERS[digit % len(RETAILERS)],
                "登録" if self.rng.random() < 0.12 else "照会",
            ),
        )

    def views(
        self, category: str, contracts: Sequence[str], viewers: Sequence[str], systems: Sequence[str]
    ) -> Iterator[tuple[str, Row]]:
        """Every contract is seen at least once, every viewer sees at least one; some are seen again, also by others."""
        place = 0
        for viewer, count in zip(viewers, shares(len(contracts), len(viewers), self.rng, skew=3.0), strict=True):
            for contract in contracts[place : place + count]:
                yield self.view(category, contract, viewer, systems)
                if self.rng.random() < self.repeats:
                    again = viewer if self.rng.random() < 0.7 else viewers[self.rng.randrange(len(viewers))]
                    yield self.view(category, contract, again, systems)
            place += count

    def own_customers(
        self, contracts: Sequence[str], people: Sequence[Person], unlisted: Sequence[str]
    ) -> Iterator[tuple[str, Row]]:
        """The firm's own customers: rows that no incident may count, with ids among them that stand on no list."""
        for contract in contracts:
            yield self.view("own", contract, people[self.rng.randrange(len(people))].no, ("crm",))
        for login in unlisted:
            for contract in contracts[:40]:
                at = self.calendar.moment(self.rng)
                yield "crm", (at, login, "T0001", "K1010", contract, "own", "個人", "", "照会")


SYSTEMS = {"np": ("crm", "cc"), "lr": ("crm", "visit"), "fit": ("crm", "cc")}


def _logs(figures: Figures, world: World, logins: dict[str, dict[str, str]], rng: random.Random) -> dict[str, bytes]:
    log, lent = figures["log"], figures["lent"]
    calendar = Calendar(dt.date.fromisoformat(log["first"]), dt.date.fromisoformat(log["last"]))
    desk = Desk(logins, calendar, rng, log["repeats"])
    numbers = contract_numbers(sum(figures["contracts"].values()) + log["own_contracts"], rng, "06")
    rows: dict[str, list[Row]] = {"crm": [], "cc": [], "visit": []}
    taken = 0
    for category, systems in SYSTEMS.items():
        contracts = numbers[taken : taken + figures["contracts"][category]]
        taken += len(contracts)
        for system, row in desk.views(category, contracts, world.viewers[category], systems):
            rows[system].append(row)
    for system, row in desk.own_customers(numbers[taken + 1 :], world.people, log["unlisted_logins"]):
        rows[system].append(row)
    pg = [
        (moment, lent["login"], lent["terminal"], screen, numbers[taken], "np", "個人", RETAILERS[3], "照会")
        for moment, screen in _lent_moments(lent)
    ]
    return _log_files(rows, pg)


def _lent_moments(lent: Figures) -> Iterator[tuple[dt.datetime, str]]:
    at = dt.datetime.fromisoformat(lent["at"])
    yield at, "契約検索"
    yield at + dt.timedelta(seconds=48), "契約詳細"


def _log_files(rows: dict[str, list[Row]], pg: Sequence[Row]) -> dict[str, bytes]:
    for entries in rows.values():
        entries.sort()
    return {
        "logs/crm/crm_202211-202301.csv": csv_bytes(
            (
                "操作日時",
                "利用者ID",
                "端末番号",
                "画面番号",
                "契約番号",
                "お客さま区分",
                "法個区分",
                "小売事業者",
                "操作",
            ),
            (
                (f"{at:%Y/%m/%d %H:%M:%S}", *head, CATEGORY_WORDS[category], kind, retailer, action)
                for at, *head, category, kind, retailer, action in rows["crm"]
            ),
            encoding="cp932",
        ),
        "logs/cc/cc_support.csv": csv_bytes(
            ("日時", "オペレーター", "席番号", "画面", "契約番号", "区分", "法人個人", "契約先", "操作"),
            ((f"{at:%Y-%m-%d %H:%M:%S}", *rest) for at, *rest in rows["cc"]),
            encoding="utf-8-sig",
        ),
        "logs/visit/visit_records.tsv": csv_bytes(
            ("at", "user", "terminal", "screen", "contract", "category", "kind", "retailer", "action"),
            ((f"{at:%Y-%m-%d %H:%M:%S}", *rest) for at, *rest in rows["visit"]),
            delimiter="\t",
        ),
        "logs/pg/pg_terminal_check.csv": csv_bytes(
            ("操作日時", "利用者ID", "端末番号", "画面", "契約番号", "区分", "法個区分", "小売事業者", "操作"),
            ((f"{at:%Y/%m/%d %H:%M:%S}", *rest) for at, *rest in pg),
            encoding="cp932",
        ),
    }
