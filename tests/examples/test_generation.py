"""The generated examples carry the published margins by themselves, before any of our engines counts them."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

import generate  # noqa: E402 -- examples/ is a folder of scripts, put on the path above


def read(folder: Path, name: str, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_bytes().decode(encoding)), delimiter=delimiter))


@pytest.fixture(scope="module")
def minato(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("minato")
    generate.generate(EXAMPLES / "minato", out)
    return out


@pytest.fixture(scope="module")
def hayase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("hayase")
    generate.generate(EXAMPLES / "hayase", out)
    return out


def affiliations(folder: Path, encoding: str = "utf-8-sig") -> dict[str, str]:
    return {row["person"]: row["affiliation"] for row in read(folder, "roster.csv", encoding)}


CATEGORIES = {"他社": "np", "最終保障": "lr", "買取": "fit", "自社": "own"}


def minato_log(minato: Path) -> list[tuple[str, str, str, str]]:
    """(system, login as on the list, category, contract) of every row."""
    rows = [
        ("crm", row["利用者ID"], CATEGORIES[row["お客さま区分"]], row["契約番号"])
        for row in read(minato, "logs/crm/crm_202211-202301.csv", "cp932")
    ]
    rows += [
        ("cc", row["オペレーター"].upper(), row["区分"], row["契約番号"])
        for row in read(minato, "logs/cc/cc_support.csv")
    ]
    rows += [
        ("visit", row["user"], row["category"], row["contract"])
        for row in read(minato, "logs/visit/visit_records.tsv", delimiter="\t")
    ]
    rows += [
        ("pg", row["利用者ID"], row["区分"], row["契約番号"])
        for row in read(minato, "logs/pg/pg_terminal_check.csv", "cp932")
    ]
    return rows


def by_incident(minato: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Contracts and people per incident: pg apart, the others by category."""
    person = {(row["system"], row["login"]): row["person"] for row in read(minato, "logins.csv")}
    contracts: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    for system, login, category, contract in minato_log(minato):
        incident = "lent" if system == "pg" else category
        contracts[incident].add(contract)
        if (system, login) in person:
            people[incident].add(person[system, login])
    return contracts, people


class Answered:
    """How often each option of a question was chosen in the first wave: (own, contractor)."""

    def __init__(self, minato: Path) -> None:
        self.group = affiliations(minato)
        self.rows = read(minato, "responses/w1.csv")

    def __call__(self, question: str) -> dict[str, tuple[int, int]]:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            for option in filter(None, row[question].split(";")):
                counts[option][self.group[row["person"]]] += 1
        return {option: (seen["own"], seen["contractor"]) for option, seen in counts.items()}

    def people(self, value: str, *questions: str) -> tuple[int, int]:
        """Distinct people with this answer ("" is any) to one of the questions."""
        seen = Counter(
            self.group[row["person"]]
            for row in self.rows
            if any(row[question] == value if value else row[question] for question in questions)
        )
        return seen["own"], seen["contractor"]


@pytest.mark.slow
def test_minato_asks_4047_people_and_hears_from_4014(minato: Path) -> None:
    group = affiliations(minato)

    assert Counter(group.values()) == {"own": 1427, "contractor": 2620}
    assert Counter(group[row["person"]] for row in read(minato, "responses/w1.csv")) == {
        "own": 1404,
        "contractor": 2610,
    }


@pytest.mark.slow
def test_minato_answers_have_the_published_margins(minato: Path) -> None:
    count = Answered(minato)

    assert count("q1_viewed") == {"yes": (452, 1930), "no": (952, 680)}
    assert count("q2_reason") == {"request": (452, 1930)}
    assert count("q3_routes") == {
        "manual": (31, 1035),
        "not_aware_of_viewing": (300, 713),
        "boss": (20, 972),
        "peers": (81, 321),
        "self_found": (21, 92),
        "overheard": (17, 70),
        "pg_experience": (31, 32),
        "shown_so_ok": (0, 8),
        "other": (159, 586),
    }
    assert count("q4_told") == {"yes": (39, 279), "no": (413, 1651)}
    assert count("q5_aware") == {"aware": (211, 406), "unaware": (216, 1330)}
    assert count("q6_aware_reasons") == {
        "search_result": (131, 313),
        "past_info": (60, 111),
        "simplify": (12, 45),
        "customer_wish": (8, 28),
        "service": (10, 16),
        "attached_contract": (1, 4),
        "other": (68, 62),
    }


@pytest.mark.slow
@pytest.mark.acceptance("CB-39")
def test_minato_module_on_feed_in_has_its_own_respondents_and_margins(minato: Path) -> None:
    count = Answered(minato)

    assert count.people("", "b1_viewed") == (1340, 2410)
    assert count("b1_viewed")["yes"] == (114, 511)
    assert count("b2_reason") == {"request": (114, 511)}
    assert count("b3_routes") == {
        "manual": (6, 183),
        "self_found": (55, 116),
        "boss": (1, 129),
        "peers": (11, 44),
        "pg_experience": (5, 5),
        "overheard": (0, 2),
        "other": (49, 185),
    }
    assert count("b4_told") == {"yes": (10, 33), "no": (104, 478)}
    assert count("b5_aware") == {"aware": (48, 99), "unaware": (66, 412)}


@pytest.mark.slow
@pytest.mark.acceptance("CB-43", "CB-44")
def test_minato_module_on_last_resort_asks_about_two_systems_and_follows_up_the_first(minato: Path) -> None:
    count = Answered(minato)
    systems = ("c1a_viewed", "c1b_viewed")

    assert [count.people("", *asked) for asked in (systems[:1], systems[1:], systems)] == [
        (1374, 2342),
        (918, 267),
        (1388, 2358),
    ]
    assert [count.people("yes", *asked) for asked in (systems[:1], systems[1:], systems)] == [
        (136, 192),
        (41, 54),
        (154, 198),
    ]
    assert count("c2_reason") == {"request": (154, 198)}
    assert count("c3_routes") == {
        "search_found": (93, 82),
        "boss": (10, 50),
        "manual": (0, 50),
        "peers": (13, 24),
        "overheard": (4, 4),
        "pg_experience": (2, 3),
        "other": (23, 19),
    }
    assert count("c4_told") == {"yes": (25, 23), "no": (111, 169)}
    assert count("c5_aware") == {"aware": (27, 25), "unaware": (96, 138)}
    assert all(row["c1a_viewed"] == "yes" for row in count.rows if row["c3_routes"] or row["c4_told"])


@pytest.mark.slow
def test_minato_logs_have_the_published_contracts_and_viewers(minato: Path) -> None:
    contracts, people = by_incident(minato)
    incidents = ("np", "lent", "lr", "fit")

    assert {key: (len(contracts[key]), len(people[key])) for key in incidents} == {
        "np": (85783, 3393),
        "lent": (1, 1),
        "lr": (1602, 610),
        "fit": (7335, 2291),
    }
    assert len(set().union(*(people[key] for key in incidents))) == 3677
    assert len(set().union(*(contracts[key] for key in incidents))) == 94721


@pytest.mark.slow
def test_minato_log_and_answers_fall_into_the_stated_classes(minato: Path) -> None:
    _, people = by_incident(minato)
    answers = {row["person"]: row["q1_viewed"] for row in read(minato, "responses/w1.csv")}

    classes = Counter((no in people["np"], answers.get(no)) for no in affiliations(minato))

    assert classes == {
        (True, "yes"): 2250,
        (True, "no"): 1113,
        (True, None): 30,
        (False, "yes"): 132,
        (False, "no"): 519,
        (False, None): 3,
    }


@pytest.mark.slow
def test_minato_logs_are_of_real_size_with_rows_that_must_not_count(minato: Path) -> None:
    rows = minato_log(minato)

    assert 120_000 <= len(rows) <= 200_000
    assert sum(category == "own" for _, _, category, _ in rows) > 20_000


@pytest.mark.slow
def test_hayase_asks_2578_people_and_leaves_those_on_leave_out(hayase: Path) -> None:
    group = affiliations(hayase, "cp932")
    on_leave = {row["person"] for row in read(hayase, "populations/leave.csv")}
    first, second = ({row["person"] for row in read(hayase, f"responses/{wave}.csv")} for wave in ("w1", "w2"))

    assert Counter(place for no, place in group.items() if no not in on_leave) == {"own": 1261, "contractor": 1317}
    assert Counter(group[no] for no in first | second) == {"own": 1253, "contractor": 1251}
    assert first & second == set()
    assert {row["person"] for row in read(hayase, "populations/second.csv")} == set(group) - on_leave - first


@pytest.mark.slow
def test_hayase_answers_have_the_published_margins(hayase: Path) -> None:
    group = affiliations(hayase, "cp932")
    rows = read(hayase, "responses/w1.csv") + read(hayase, "responses/w2.csv")

    def count(question: str) -> dict[tuple[str, str], int]:
        return Counter((row[question], group[row["person"]]) for row in rows if row[question])

    assert count("q1_viewed") == {
        ("yes", "own"): 125,
        ("yes", "contractor"): 210,
        ("no", "own"): 1128,
        ("no", "contractor"): 1041,
    }
    assert count("q2_purpose") == {("request", "own"): 125, ("request", "contractor"): 210}
    assert count("q3_aware") == {
        ("aware", "own"): 55,
        ("aware", "contractor"): 83,
        ("unaware", "own"): 70,
        ("unaware", "contractor"): 127,
    }


@pytest.mark.slow
def test_hayase_logs_have_the_published_views_and_terminals(hayase: Path) -> None:
    holder = {row["terminal"]: row["affiliation"] for row in read(hayase, "terminals.csv")}
    logs: dict[str, list[tuple[str, str]]] = {
        "tcc": [
            (row["端末番号"], CATEGORIES[row["区分"]])
            for row in read(hayase, "logs/tcc/tcc_20221005-20230105.csv", "cp932")
        ],
        "nwo": [(row["terminal"], row["category"]) for row in read(hayase, "logs/nwo/nwo_usage.csv")],
    }

    views = {
        system: Counter(holder[terminal] for terminal, category in rows if category == "np")
        for system, rows in logs.items()
    }
    viewing = {
        system: len({terminal for terminal, category in rows if category == "np"}) for system, rows in logs.items()
    }

    assert views == {"tcc": {"own": 1103, "contractor": 12759}, "nwo": {"own": 36, "contractor": 62}}
    assert viewing == {"tcc": 343, "nwo": 36}
    assert sum(category == "lr" for rows in logs.values() for _, category in rows) == 60


@pytest.mark.slow
def test_hayase_terminals_are_the_published_inventory(hayase: Path) -> None:
    counts: Any = Counter((row["system"], row["kind"], row["affiliation"]) for row in read(hayase, "terminals.csv"))

    assert counts == {
        ("tcc", "専用端末", "own"): 424,
        ("tcc", "専用端末", "contractor"): 258,
        ("tcc", "仮想端末", "own"): 1,
        ("tcc", "仮想端末", "contractor"): 729,
        ("nwo", "仮想端末", "own"): 366,
        ("nwo", "仮想端末", "contractor"): 237,
    }


@pytest.mark.slow
def test_the_same_figures_give_the_same_bytes(hayase: Path, tmp_path: Path) -> None:
    generate.generate(EXAMPLES / "hayase", tmp_path)

    files = [path.relative_to(hayase) for path in hayase.rglob("*") if path.is_file()]

    assert [path for path in files if (hayase / path).read_bytes() != (tmp_path / path).read_bytes()] == []


def test_no_committed_example_file_is_large() -> None:
    assert [path for path in EXAMPLES.rglob("*") if path.is_file() and path.stat().st_size > 2_000_000] == []


def test_a_folder_that_holds_a_plan_only_is_copied_as_it_is(tmp_path: Path) -> None:
    generate.generate(EXAMPLES / "shiomi", tmp_path)

    copied = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert copied == {path.name: path.read_bytes() for path in (EXAMPLES / "shiomi").iterdir()}
