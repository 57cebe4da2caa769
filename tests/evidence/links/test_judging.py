"""What one system's log says about one answer."""

from __future__ import annotations

from datetime import date

import pytest

from evidence.links import judging
from evidence.links.judging import Because, Coverage, Days, Reach, Said, Seen, Verdict, covered

YEAR = Days(date(2022, 1, 1), date(2022, 12, 31))
FULL, PART, NONE, UNKNOWN = (Reach(c) for c in (Coverage.ALL, Coverage.PART, Coverage.NONE, Coverage.UNKNOWN))
ROWS, OTHER_DAYS, NOTHING = Seen(inside=3, ever=3), Seen(ever=2), Seen()


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([], Coverage.NONE),
        ([YEAR], Coverage.ALL),
        ([Days(date(2022, 1, 1), date(2022, 6, 30)), Days(date(2022, 7, 1), date(2023, 1, 1))], Coverage.ALL),
        ([Days(date(2022, 1, 1), date(2022, 6, 29)), Days(date(2022, 7, 1), date(2023, 1, 1))], Coverage.PART),
        ([Days(date(2022, 2, 1), None)], Coverage.PART),
        ([Days(None, None)], Coverage.ALL),
        ([Days(date(2023, 1, 1), date(2023, 2, 1))], Coverage.NONE),
    ],
)
def test_a_period_is_covered_when_no_day_of_it_is_missing(kept: list[Days], expected: Coverage) -> None:
    assert covered(YEAR, kept) == expected


def test_a_period_without_a_beginning_is_never_covered_whole() -> None:
    assert covered(Days(None, date(2022, 12, 31)), [YEAR]) == Coverage.UNKNOWN


@pytest.mark.parametrize(
    ("meaning", "seen", "reach", "expected"),
    [
        ("yes", ROWS, PART, (Verdict.SUPPORTS, Because.ROWS)),
        ("no", ROWS, PART, (Verdict.CONTRADICTS, Because.ROWS)),
        ("unsure", ROWS, FULL, (Verdict.CANNOT_SAY, Because.ANSWER_OPEN)),
        ("no", OTHER_DAYS, FULL, (Verdict.CANNOT_SAY, Because.ROWS_OUTSIDE_PERIOD)),
        ("no", NOTHING, FULL, (Verdict.SUPPORTS, Because.NO_ROWS)),
        ("yes", NOTHING, FULL, (Verdict.CONTRADICTS, Because.NO_ROWS)),
        ("no", NOTHING, PART, (Verdict.CANNOT_SAY, Because.PARTLY_COVERED)),
        ("yes", NOTHING, NONE, (Verdict.CANNOT_SAY, Because.OUTSIDE_WINDOW)),
        ("yes", NOTHING, UNKNOWN, (Verdict.CANNOT_SAY, Because.PERIOD_NOT_ASKED)),
        ("no", NOTHING, Reach(Coverage.NONE, log_kept=False), (Verdict.CANNOT_SAY, Because.NO_LOG)),
        ("no", NOTHING, Reach(Coverage.ALL, names_people=False), (Verdict.CANNOT_SAY, Because.TERMINALS_ONLY)),
        ("no", NOTHING, Reach(Coverage.ALL, id_known=False), (Verdict.CANNOT_SAY, Because.ID_UNKNOWN)),
    ],
)
def test_an_answer_about_viewing(meaning: str, seen: Seen, reach: Reach, expected: judging.Judged) -> None:
    assert judging.viewing(meaning, seen, reach) == expected


EMERGENCY, OWN = Said(("emergency",)), Said(("own_customer",))


@pytest.mark.parametrize(
    ("seen", "said", "expected"),
    [
        (Seen(rows=3), Said(), (Verdict.CANNOT_SAY, Because.NOT_IN_A_LOG)),
        (Seen(), EMERGENCY, (Verdict.CANNOT_SAY, Because.NOTHING_LOGGED)),
        (Seen(rows=3, fitting=3), EMERGENCY, (Verdict.SUPPORTS, Because.EMERGENCY)),
        (Seen(rows=3, fitting=1), EMERGENCY, (Verdict.CANNOT_SAY, Because.PARTLY_EMERGENCY)),
        (Seen(rows=3), EMERGENCY, (Verdict.CONTRADICTS, Because.NO_EMERGENCY)),
        (Seen(rows=3, fitting=3), OWN, (Verdict.SUPPORTS, Because.EXPLAINED)),
        (Seen(rows=3, fitting=2), OWN, (Verdict.CANNOT_SAY, Because.PARTLY_EXPLAINED)),
        (Seen(rows=3, otherwise=1), OWN, (Verdict.CANNOT_SAY, Because.PARTLY_EXPLAINED)),
        (Seen(rows=3), OWN, (Verdict.CONTRADICTS, Because.NOT_EXPLAINED)),
        (Seen(rows=3), Said(("own_customer",), open=True), (Verdict.CANNOT_SAY, Because.NOT_IN_A_LOG)),
        (Seen(rows=3), Said(("test",), known=False), (Verdict.CANNOT_SAY, Because.NO_RULE)),
    ],
)
def test_a_reason_is_held_only_against_what_explains_rows(seen: Seen, said: Said, expected: judging.Judged) -> None:
    assert judging.reason(seen, said) == expected


@pytest.mark.parametrize(
    ("meaning", "verdicts", "expected"),
    [
        ("yes", ["contradicts", "supports"], "supports"),
        ("yes", ["contradicts", "cannot_say"], "cannot_say"),
        ("yes", ["contradicts", "contradicts"], "contradicts"),
        ("no", ["supports", "contradicts"], "contradicts"),
        ("no", ["supports", "cannot_say"], "cannot_say"),
        ("no", ["supports", "supports"], "supports"),
        ("yes", [], "cannot_say"),
    ],
)
def test_a_yes_needs_one_system_and_a_no_needs_all(meaning: str, verdicts: list[str], expected: str) -> None:
    judged = [(Verdict(one), Because.ROWS) for one in verdicts]

    assert judging.together(meaning, judged) == Verdict(expected)


def test_a_system_left_out_counts_only_when_it_holds_rows() -> None:
    assert judging.unnamed_system(NOTHING) is None
    assert judging.unnamed_system(ROWS) == (Verdict.CONTRADICTS, Because.OTHER_SYSTEM)
