"""Respondents and log rows with exactly the published margins; who they are is made up and always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engines.columnar.door import write_parquet

PEOPLE = {"person_no": "VARCHAR", "affiliation": "VARCHAR", "employer": "VARCHAR"}
INVITED = {
    "wave": "VARCHAR",
    "questionnaire": "VARCHAR",
    "person_no": "VARCHAR",
    "affiliation": "VARCHAR",
    "state": "VARCHAR",
}
ANSWER = {
    "wave": "VARCHAR",
    "person_no": "VARCHAR",
    "affiliation": "VARCHAR",
    "mode": "VARCHAR",
    "ordinal": "INTEGER",
    "submitted_at": "TIMESTAMP",
}
VIEWS = {
    "incident": "VARCHAR",
    "system": "VARCHAR",
    "person_no": "VARCHAR",
    "affiliation": "VARCHAR",
    "terminal": "VARCHAR",
    "contract": "VARCHAR",
    "category": "VARCHAR",
    "at": "TIMESTAMP",
    "local_date": "DATE",
    "login": "VARCHAR",
    "counted": "BOOLEAN",
}
NP_QUESTIONS = {
    "q1_viewed": "VARCHAR",
    "q2_reason": "VARCHAR",
    "q3_routes": "VARCHAR[]",
    "q4_told": "VARCHAR",
    "q5_aware": "VARCHAR",
    "q6_aware_reasons": "VARCHAR[]",
    "b1_viewed": "VARCHAR",
    "b2_reason": "VARCHAR",
    "b3_routes": "VARCHAR[]",
    "b4_told": "VARCHAR",
    "b5_aware": "VARCHAR",
    "c1a_viewed": "VARCHAR",
    "c1b_viewed": "VARCHAR",
    "c2_reason": "VARCHAR",
    "c3_routes": "VARCHAR[]",
    "c4_told": "VARCHAR",
    "c5_aware": "VARCHAR",
}
NW_QUESTIONS = {
    "q1_viewed": "VARCHAR",
    "q2_purpose": "VARCHAR",
    "q3_aware": "VARCHAR",
    "q4_aware_reason": "VARCHAR[]",
}
Row = dict[str, Any]

MINATO = {
    "own": {
        "invited": 1427,
        "answered": 1404,
        "viewed": 452,
        "told": 39,
        "aware": 211,
        "unaware": 216,
        "routes": {
            "manual": 31,
            "not_aware_of_viewing": 300,
            "boss": 20,
            "peers": 81,
            "self_found": 21,
            "overheard": 17,
            "pg_experience": 31,
            "shown_so_ok": 0,
            "other": 159,
        },
        "reasons": {
            "search_result": 131,
            "past_info": 60,
            "simplify": 12,
            "customer_wish": 8,
            "service": 10,
            "attached_contract": 1,
            "other": 68,
        },
    },
    "contractor": {
        "invited": 2620,
        "answered": 2610,
        "viewed": 1930,
        "told": 279,
        "aware": 406,
        "unaware": 1330,
        "routes": {
            "manual": 1035,
            "not_aware_of_viewing": 713,
            "boss": 972,
            "peers": 321,
            "self_found": 92,
            "overheard": 70,
            "pg_experience": 32,
            "shown_so_ok": 8,
            "other": 586,
        },
        "reasons": {
            "search_result": 313,
            "past_info": 111,
            "simplify": 45,
            "customer_wish": 28,
            "service": 16,
            "attached_contract": 4,
            "other": 62,
        },
    },
}
# Modules: asked, viewed, told, aware, unaware, routes; last resort has two systems and people in both.
FIT: Row = {
    "own": (1340, 114, 10, 48, 66, (6, 55, 1, 11, 5, 0, 49)),
    "contractor": (2410, 511, 33, 99, 412, (183, 116, 129, 44, 5, 2, 185)),
}
FIT_ROUTES = ("manual", "self_found", "boss", "peers", "pg_experience", "overheard", "other")
LAST_RESORT: Row = {
    "own": ((1374, 918, 1388), (136, 41, 154), 25, 27, 96, (93, 10, 0, 13, 4, 2, 23)),
    "contractor": ((2342, 267, 2358), (192, 54, 198), 23, 25, 138, (82, 50, 50, 24, 4, 3, 19)),
}
LAST_RESORT_ROUTES = ("search_found", "boss", "manual", "peers", "overheard", "pg_experience", "other")
HAYASE = {
    "own": {"invited": 1261, "answered": 1253, "viewed": 125, "aware": 55},
    "contractor": {"invited": 1317, "answered": 1251, "viewed": 210, "aware": 83},
}


def dealt(people: Sequence[str], margins: Mapping[str, int]) -> dict[str, list[str]]:
    """Deal the options out in turn: each is chosen exactly as often as its margin says, nobody has one twice."""
    chosen: dict[str, list[str]] = {person: [] for person in people}
    options = [option for option, times in margins.items() for _ in range(times)]
    for place, option in enumerate(options):
        chosen[people[place % len(people)]].append(option)
    return chosen


def invited(person: str, affiliation: str, wave: str, questionnaire: str) -> Row:
    return {
        "wave": wave,
        "questionnaire": questionnaire,
        "person_no": person,
        "affiliation": affiliation,
        "state": "submitted",
    }


def answer(person: str, affiliation: str, wave: str, **answers: Any) -> Row:
    row = {"wave": wave, "person_no": person, "affiliation": affiliation, "mode": "self", "ordinal": 1}
    return {**row, "submitted_at": "2023-01-24 01:00:00", **answers}


def view(incident: str, contract: str, **facts: Any) -> Row:
    row: Row = {"incident": incident, "system": "crm", "contract": contract, "counted": True}
    return {**row, "at": "2022-12-01 01:00:00", "local_date": "2022-12-01", **facts}


def write_minato(folder: Path) -> None:
    """Every table of the first example: 4,047 people asked, 94,721 contracts viewed."""
    asked, answers = [], []
    for affiliation, margins in MINATO.items():
        people = [f"{affiliation}-{number:04d}" for number in range(margins["invited"])]
        asked += [invited(person, affiliation, "w1", "np") for person in people]
        viewers = people[: margins["viewed"]]
        routes = dealt(viewers, margins["routes"])
        aware = viewers[-margins["aware"] :]
        unaware = viewers[: margins["unaware"]]
        reasons = dealt(aware, margins["reasons"])
        told = set(viewers[: margins["told"]])
        knows = dict.fromkeys(unaware, "unaware") | dict.fromkeys(aware, "aware")
        modules = [feed_in(affiliation, people), last_resort(affiliation, people)]
        for person in people[: margins["answered"]]:
            details: Row = {"q1_viewed": "no"}
            if person in routes:
                details = {
                    "q1_viewed": "yes",
                    "q2_reason": "request",
                    "q3_routes": routes[person],
                    "q4_told": "yes" if person in told else "no",
                    "q5_aware": knows.get(person),
                    "q6_aware_reasons": reasons.get(person),
                }
            for module in modules:
                details |= module.get(person, {})
            answers.append(answer(person, affiliation, "w1", **details))
    borrower = {**answer("own-0001", "own", "iv", viewed="yes"), "mode": "interview"}
    write_parquet(folder / "invited.parquet", INVITED, [*asked, invited("own-0001", "own", "iv", "iv")])
    write_parquet(folder / "answers_np.parquet", ANSWER | NP_QUESTIONS, answers)
    write_parquet(folder / "answers_iv.parquet", ANSWER | {"viewed": "VARCHAR"}, [borrower])
    write_parquet(folder / "views.parquet", VIEWS, minato_views())


def follow_ups(code: str, viewers: Sequence[str], known: Sequence[int], routes: Any) -> dict[str, Row]:
    """Routes, passing on and awareness of a module's viewers."""
    chosen, (told, aware, unaware) = dealt(viewers, routes), known
    return {
        person: {
            f"{code}3_routes": chosen[person],
            f"{code}4_told": "yes" if place < told else "no",
            f"{code}5_aware": "aware" if place < aware else "unaware" if place < aware + unaware else None,
        }
        for place, person in enumerate(viewers)
    }


def feed_in(affiliation: str, people: Sequence[str]) -> dict[str, Row]:
    asked, viewed, *rest, routes = FIT[affiliation]
    found: dict[str, Row] = {person: {"b1_viewed": "no"} for person in people[:asked]}
    for person, answers in follow_ups("b", people[:viewed], rest, dict(zip(FIT_ROUTES, routes, strict=True))).items():
        found[person] |= {"b1_viewed": "yes", "b2_reason": "request", **answers}
    return found


def last_resort(affiliation: str, people: Sequence[str]) -> dict[str, Row]:
    """The first stand at the front; those of the second reach from the end of all asked to the front again."""
    (first, second, either), (saw_first, saw_second, saw_either), *rest, routes = LAST_RESORT[affiliation]
    found: dict[str, Row] = {person: {} for person in people[:either]}
    viewers = people[:saw_either]
    in_second = set(viewers[saw_either - saw_second :])
    only_second = people[saw_first : saw_first + either - first]
    asked_second = list(dict.fromkeys([*in_second, *only_second, *people[:either]]))[:second]
    for person in people[:either]:
        if person not in only_second:
            found[person]["c1a_viewed"] = "yes" if person in people[:saw_first] else "no"
        if person in asked_second:
            found[person]["c1b_viewed"] = "yes" if person in in_second else "no"
        if person in viewers:
            found[person]["c2_reason"] = "request"
    for person, answers in follow_ups(
        "c", people[:saw_first], rest, dict(zip(LAST_RESORT_ROUTES, routes, strict=True))
    ).items():
        found[person] |= answers
    return found


def minato_views() -> list[Row]:
    """Viewers per incident 3,393 · 1 · 610 · 2,291, of whom 284 are not in the first: 3,677 people in all."""
    inside, outside = range(3393), range(3393, 3677)
    incidents = {
        "I-1": (85_783, [*inside]),
        "I-2": (1, [7]),
        "I-3": (1_602, [*inside[:550], *outside[:60]]),
        "I-4": (7_335, [*inside[:2047], *outside[40:]]),
    }
    rows = []
    for incident, (contracts, viewers) in incidents.items():
        rows += [
            view(incident, f"{incident}/{number}", person_no=f"P{viewers[number % len(viewers)]:04d}")
            for number in range(contracts)
        ]
    repeated = [dict(row) for row in rows[:500]]
    unmapped = [view("I-1", f"I-1/{number}", person_no=None, login="BATCH01") for number in range(40)]
    return rows + repeated + unmapped


def write_hayase(folder: Path) -> None:
    """Every table of the second example: two waves, the second asking again those who had not answered."""
    asked, answers = [], []
    for affiliation, margins in HAYASE.items():
        people = [f"{affiliation}-{number:04d}" for number in range(margins["invited"])]
        viewed = set(people[: margins["viewed"]])
        aware = set(people[: margins["aware"]])
        later = set(people[margins["answered"] - 90 :])
        asked += [invited(person, affiliation, "w1", "nw") for person in people]
        asked += [invited(person, affiliation, "w2", "nw") for person in people if person in later]
        for person in people[: margins["answered"]]:
            details: Row = {"q1_viewed": "no"}
            if person in viewed:
                details = {
                    "q1_viewed": "yes",
                    "q2_purpose": "request",
                    "q3_aware": "aware" if person in aware else "unaware",
                }
            answers.append(answer(person, affiliation, "w2" if person in later else "w1", **details))
    write_parquet(folder / "invited.parquet", INVITED, asked)
    write_parquet(folder / "answers_nw.parquet", ANSWER | NW_QUESTIONS, answers)
    write_parquet(folder / "views.parquet", VIEWS, hayase_views())


def hayase_views() -> list[Row]:
    counts = {("tcc", "own"): (1103, 121), ("tcc", "contractor"): (12_759, 222)}
    counts |= {("nwo", "own"): (36, 15), ("nwo", "contractor"): (62, 21)}
    rows = []
    for (system, affiliation), (views, terminals) in counts.items():
        rows += [
            view(
                "I-1",
                f"{number}",
                system=system,
                affiliation=affiliation,
                terminal=f"{affiliation}-{number % terminals}",
                category="np",
            )
            for number in range(views)
        ]
    last_resort = [
        view("I-1", f"lr{number}", system="tcc", affiliation="own", terminal="own-999", category="lr", counted=False)
        for number in range(60)
    ]
    return rows + last_resort
