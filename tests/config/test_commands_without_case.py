"""The commands that need no case: one document on standard output, exit codes 0, 1 and 2."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]


def run(name: str, *args: str) -> Any:
    out = io.StringIO()
    call_command(name, *args, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_timing_reads_arguments_in_order() -> None:
    found = run("timing", "～2023年3月", "都度", "そのうち何とか", "--on", "2023-02-17")

    assert [(one["text"], one["understood"], one["kind"], one["end"]) for one in found] == [
        ("～2023年3月", True, "by", "2023-03-31"),
        ("都度", True, "as_needed", None),
        ("そのうち何とか", False, None, None),
    ]


def test_timing_reads_lines_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("2023年度\n\n1回/半年\n"))

    assert [one["kind"] for one in run("timing", "-")] == ["fy", "half_yearly"]


def test_timing_refuses_a_thirteenth_month() -> None:
    with pytest.raises(CommandError) as refusal:
        run("timing", "都度", "--fiscal-start", "13")

    assert refusal.value.returncode == 2


def test_xlsform_check_accepts_the_example() -> None:
    (found,) = run("xlsform_check", str(ROOT / "examples/minato/questionnaires/np.xlsx"))

    assert (found["accepted"], found["errors"], found["unsupported"]) == (True, [], [])


@pytest.mark.slow
def test_sheet_check_names_the_unreadable_and_ends_with_1(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.xlsx"
    good.write_bytes("氏名,番号\r\n港 一郎,1\r\n".encode("cp932"))
    bad.write_bytes(b"not a workbook")
    out = io.StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("sheet_check", str(good), str(bad), "--json", stdout=out)

    found = json.loads(out.getvalue())
    assert [(one["readable"], one["sheets"]) for one in found] == [
        (True, [{"name": "", "rows": 2, "columns": 2}]),
        (False, []),
    ]
    assert found[1]["reason"]
    assert refusal.value.returncode == 1


def test_log_profile_recognises_a_terminal_log(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes("利用日時,端末番号,契約番号\r\n2022/10/05 08:45:13,TCC-0001,0900000001\r\n".encode("cp932"))

    found = run("log_profile", str(log))

    assert (found["encoding"], found["delimiter"], found["header"]) == ("cp932", ",", True)
    assert [one["canonical"] for one in found["columns"]] == ["at", "terminal", "contract"]


def test_a_missing_log_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.csv"):
        run("log_profile", str(tmp_path / "nothing.csv"))
