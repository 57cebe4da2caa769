"""Tells which tests go through the columnar door: `pytest -p tests.engines.columnar.witness`.

A test goes through it when it, or a fixture that it has a part in, opens a door whose engine is the installation's
choice; what always is DuckDB is left out. Journeys in a browser and children of a test are not looked at.
COLUMNAR_WITNESS names a file for what came of each; COLUMNAR_ONLY one whose tests alone are run.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engines.columnar.door import CHOICE, Door

KEY = "columnar door"


@dataclass
class Watched:
    """How many doors the running test has opened, and which fixtures that several tests share have opened one."""

    doors: int = 0
    fixtures: set[Any] = field(default_factory=set)


NOW = Watched()
# Outcome and seconds of each test that went through the door, in the process that reports.
FOUND: dict[str, tuple[str, float]] = {}
SECONDS: Counter[str] = Counter()


def pytest_configure() -> None:
    begin, enter = Door.__init__, Door.__enter__

    def noted_begin(self: Door, **options: Any) -> None:
        begin(self, **options)
        self.chosen = not options.get("engine")  # type: ignore[attr-defined]

    def noted_enter(self: Door) -> Door:
        NOW.doors += self.chosen  # type: ignore[attr-defined]
        return enter(self)

    Door.__init__, Door.__enter__ = noted_begin, noted_enter  # type: ignore[method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if source := os.environ.get("COLUMNAR_ONLY"):
        wanted = set(json.loads(Path(source).read_text()))
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in wanted])
        items[:] = [item for item in items if item.nodeid in wanted]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> object:
    before = NOW.doors
    try:
        return (yield)  # type: ignore[misc]
    finally:
        if NOW.doors > before and fixturedef.scope != "function":
            NOW.fixtures.add(fixturedef)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> object:
    NOW.doors = 0
    return (yield)  # type: ignore[misc]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> object:
    if (KEY, True) not in item.user_properties and (NOW.doors or NOW.fixtures & set(fixtures_of(item))):
        item.user_properties.append((KEY, True))  # travels from a worker to the process that reports
    return (yield)  # type: ignore[misc]


def fixtures_of(item: pytest.Item) -> list[Any]:
    """All fixtures that the test has a part in."""
    known = getattr(item, "_fixtureinfo", None)
    return [one for several in known.name2fixturedefs.values() for one in several] if known else []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    name = report.nodeid
    SECONDS[name] += report.duration  # type: ignore[assignment]
    before = FOUND.get(name, ("passed", 0.0))[0]
    if (KEY, True) in report.user_properties:
        FOUND[name] = (before if report.outcome == "passed" else report.outcome, SECONDS[name])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = Counter(outcome for outcome, _seconds in FOUND.values())
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "none"
    terminalreporter.write_line(f"tests through the columnar door on {CHOICE.engine}: {len(FOUND)} ({said})")
    if target := os.environ.get("COLUMNAR_WITNESS"):
        Path(target).write_text(json.dumps(dict(sorted(FOUND.items()))))
