"""Writes which rows of tests/acceptance.csv the tests of one run proved.

A test names its rows with `@pytest.mark.acceptance("CB-29")`. With `--acceptance-record FILE` the run leaves
{"passed": {id: [tests]}, "failed": {id: [tests]}}, which scripts/acceptance.py prints.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

KEY = "acceptance"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--acceptance-record", metavar="FILE", help="write what the run proved into FILE")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        ids = [name for mark in item.iter_markers(KEY) for name in mark.args]
        item.user_properties.extend((KEY, name) for name in ids)  # travels from a worker to the controller


class Recorder:
    """Collects the outcome of every marked test in the process that reports."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.bad: set[str] = set()
        self.called: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for key, name in report.user_properties:
            if key == KEY:
                self.ids[report.nodeid].add(str(name))
        if report.failed:
            self.bad.add(report.nodeid)
        elif report.when == "call" and report.passed:
            self.called.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        record: dict[str, dict[str, list[str]]] = {"passed": {}, "failed": {}}
        for test, names in sorted(self.ids.items()):
            outcome = "failed" if test in self.bad else "passed" if test in self.called else ""
            for name in names if outcome else ():
                record[outcome].setdefault(name, []).append(test)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--acceptance-record")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(path)), "acceptance-recorder")
