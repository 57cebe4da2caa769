"""Counts the tests that go through the columnar door: `pytest -p tests.engines.columnar.witness`.

Only doors whose engine is the installation's choice count; what always is DuckDB is left out.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from engines.columnar.door import CHOICE, Door

asked: set[str] = set()
outcomes: dict[str, str] = {}
running: list[str] = []


def pytest_configure() -> None:
    begin, enter = Door.__init__, Door.__enter__

    def noted_begin(self: Door, **options: object) -> None:
        begin(self, **options)  # type: ignore[arg-type]
        self.chosen = not options.get("engine")  # type: ignore[attr-defined]

    def noted_enter(self: Door) -> Door:
        if running and self.chosen:  # type: ignore[attr-defined]
            asked.add(running[-1])
        return enter(self)

    Door.__init__, Door.__enter__ = noted_begin, noted_enter  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> object:
    running.append(item.nodeid)
    try:
        return (yield)  # type: ignore[misc]
    finally:
        running.pop()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.outcome != "passed":
        outcomes[report.nodeid] = report.outcome


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = Counter(outcomes.get(name, "passed") for name in asked)
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "none"
    terminalreporter.write_line(f"tests through the columnar door on {CHOICE.engine}: {len(asked)} ({said})")
    if target := os.environ.get("COLUMNAR_WITNESS"):
        Path(target).write_text(json.dumps({name: outcomes.get(name, "passed") for name in sorted(asked)}))
