"""Views per incident and facts per person: windows, categories, identities."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engines.columnar.door import Door
from engines.columnar.facts import (
    Facts,
    Holding,
    IncidentRule,
    LogInput,
    Unmapped,
    compute_facts,
    person_lines,
    person_summary,
    read_facts,
    resolve_logins,
)
from engines.columnar.ingest import ingest
from engines.columnar.logs import LogMapping

KEY = b"0123456789abcdef0123456789abcdef"
MAPPING = LogMapping(
    columns={"at": "at", "login": "user", "terminal": "pc", "contract": "contract", "category": "cat"},
    constants={"system": "cis"},
)
WINDOW = (date(2022, 11, 20), date(2023, 1, 20))


def run(tmp_path: Path, lines: list[str], *, incidents: list[IncidentRule], **facts: Any) -> Facts:
    source = tmp_path / "log.csv"
    source.write_text("at,user,pc,contract,cat\n" + "\n".join(lines) + "\n")
    work = tmp_path / "ingest"
    work.mkdir()
    parquet = ingest(source, mapping=MAPPING, key=KEY, directory=work).parquet
    out = tmp_path / "out"
    out.mkdir()
    return compute_facts(
        logs=[LogInput(parquet, "", "log.csv")],
        incidents=incidents,
        holdings=facts.get("holdings", [Holding("cis", "a1", "P-1"), Holding("cis", "b1", "P-2")]),
        fold=str.lower,
        people=facts.get("people", {"P-1": "own", "P-2": "contractor"}),
        terminals=facts.get("terminals", {}),
        directory=out,
    )


def views(tmp_path: Path) -> list[tuple[Any, ...]]:
    with Door(directories=[tmp_path]) as door:
        door.register_parquet("views", tmp_path / "out" / "views.parquet")
        return door.query("SELECT incident, person_no, affiliation, counted, file_row FROM views ORDER BY ALL")


def test_only_rows_inside_the_window_and_of_the_category_are_counted(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        [
            "2022-11-19 23:59:59,A1,T1,c1,np",
            "2022-11-20 00:00:00,A1,T1,c1,np",
            "2023-01-20 23:59:59,a1,T1,c2,np",
            "2023-01-21 00:00:00,A1,T1,c1,np",
            "2022-12-01 10:00:00,A1,T1,c1,own",
            "2022-12-01 10:00:00,B1,T2,c1,lr",
        ],
        incidents=[IncidentRule("I-1", ("cis",), "np", *WINDOW)],
    )

    assert views(tmp_path) == [
        ("I-1", "P-1", "own", True, 3),
        ("I-1", "P-1", "own", True, 4),
        ("I-1", "P-2", "contractor", False, 7),
    ]
    assert (result.views, result.facts) == (3, 1)


def test_a_category_claimed_by_another_incident_is_not_kept_beside(tmp_path: Path) -> None:
    run(
        tmp_path,
        ["2022-12-01 10:00:00,A1,T1,c1,np", "2022-12-01 10:00:00,B1,T2,c1,lr"],
        incidents=[IncidentRule("I-1", ("cis",), "np", *WINDOW), IncidentRule("I-2", ("cis",), "lr", *WINDOW)],
    )

    assert views(tmp_path) == [("I-1", "P-1", "own", True, 2), ("I-2", "P-2", "contractor", True, 3)]


def test_facts_count_views_contracts_terminals_and_days(tmp_path: Path) -> None:
    run(
        tmp_path,
        [
            "2022-12-01 10:00:00,A1,T1,c1,np",
            "2022-12-01 11:00:00,A1,T1,c1,np",
            "2022-12-02 09:00:00,A1,T2,c2,np",
        ],
        incidents=[IncidentRule("I-1", ("cis",), "np", *WINDOW)],
    )

    [fact] = read_facts(tmp_path / "out" / "facts.parquet")
    assert (fact["person_no"], fact["views"], fact["contracts"], fact["terminals"], fact["days"]) == (
        "P-1",
        3,
        2,
        2,
        2,
    )
    assert str(fact["first_at"]) == "2022-12-01 01:00:00"
    assert str(fact["last_at"]) == "2022-12-02 00:00:00"


def test_ids_of_nobody_are_counted_beside(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        ["2022-12-01 10:00:00,X9,T1,c1,np", "2022-12-01 10:05:00,X9,T1,c2,np", "2022-12-01 10:05:00,BATCH,T1,c2,own"],
        incidents=[IncidentRule("I-1", ("cis",), "np", *WINDOW)],
    )

    assert result.unmapped == (Unmapped("I-1", "cis", "login", "X9", 2),)
    assert [entry.value for entry in result.unlisted] == ["BATCH", "X9"]


def test_a_terminal_log_takes_the_affiliation_of_the_holder(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        ["2022-12-01 10:00:00,,T1,c1,np", "2022-12-01 10:05:00,,T9,c2,np"],
        incidents=[IncidentRule("I-1", ("cis",), "np", *WINDOW)],
        terminals={("cis", "T1"): "contractor"},
    )

    assert views(tmp_path) == [("I-1", None, "contractor", True, 2), ("I-1", None, None, True, 3)]
    assert result.unmapped == (Unmapped("I-1", "cis", "terminal", "T9", 1),)


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        ([Holding("s", "a", "P-1")], [("P-1", "1900-01-01", "9999-12-31")]),
        ([Holding("", "a", "P-1")], [("P-1", "1900-01-01", "9999-12-31")]),
        ([Holding("other", "a", "P-1")], []),
        ([Holding("s", "a", "P-1"), Holding("s", "a", "P-2")], []),
        (
            [
                Holding("s", "a", "P-1", last=date(2022, 3, 31)),
                Holding("s", "a", "P-2", first=date(2022, 4, 1)),
            ],
            [("P-1", "1900-01-01", "2022-03-31"), ("P-2", "2022-04-01", "9999-12-31")],
        ),
        (
            [
                Holding("s", "a", "P-1"),
                Holding("s", "a", "P-2", first=date(2022, 12, 14), last=date(2022, 12, 14), lent=True),
            ],
            [
                ("P-1", "1900-01-01", "2022-12-13"),
                ("P-2", "2022-12-14", "2022-12-14"),
                ("P-1", "2022-12-15", "9999-12-31"),
            ],
        ),
    ],
)
def test_a_login_means_a_person_only_where_it_is_clear(
    holdings: list[Holding], expected: list[tuple[str, str, str]]
) -> None:
    rows = resolve_logins([("s", "A")], holdings, str.lower)

    assert [(row["person_no"], row["first"], row["last"]) for row in rows] == expected


def test_a_dossier_reads_a_line_of_two_incidents_once(tmp_path: Path) -> None:
    run(
        tmp_path,
        ["2022-12-01 10:00:00,A1,T1,c1,np", "2022-12-02 10:00:00,A1,T1,c1,np"],
        incidents=[IncidentRule("I-1", ("cis",), "np", *WINDOW), IncidentRule("I-9", ("cis",), "", *WINDOW)],
    )
    path = tmp_path / "out" / "views.parquet"

    assert person_summary(path, person_no="P-1").days == {date(2022, 12, 1): 1, date(2022, 12, 2): 1}
    lines = person_lines(path, person_no="P-1", first=date(2022, 12, 2), last=date(2022, 12, 2))
    assert [(line["incidents"], line["file_row"]) for line in lines] == [("I-1 I-9", 3)]


def test_without_logs_there_are_no_views(tmp_path: Path) -> None:
    result = compute_facts(
        logs=[], incidents=[], holdings=[], fold=str.lower, people={}, terminals={}, directory=tmp_path
    )

    assert (result.views, result.facts, result.unmapped) == (0, 0, ())
