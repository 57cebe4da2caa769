"""The set-up says what is missing, installs once, and asks nobody."""

from pathlib import Path
from typing import Any

import pytest
import setup


@pytest.fixture
def empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose .venv exists and holds nothing yet."""
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()
    return tmp_path


def test_what_the_probes_do_not_find_is_named_as_debian_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "NEEDS", {"run": [("there", lambda: True), ("gone", lambda: False)], "test": []})

    assert setup.missing_packages("run") == ["gone"]


def test_without_root_and_sudo_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(setup.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)

    with pytest.raises(setup.NotReady) as problem:
        setup.install_packages(["fonts-noto-cjk"])

    assert "apt-get install -y --no-install-recommends fonts-noto-cjk" in str(problem.value)


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "OLDEST", (99, 0))

    with pytest.raises(setup.NotReady, match=r"Python 99\.0 or newer is needed"):
        setup.prepare("run")


@pytest.mark.usefixtures("empty_environment")
def test_a_new_environment_holds_nothing() -> None:
    assert (setup.is_installed("run"), setup.is_installed("test")) == (False, False)


@pytest.mark.usefixtures("empty_environment")
def test_what_the_tests_need_contains_what_running_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[Any] = []
    monkeypatch.setattr(setup.children, "run", lambda command, **_: commands.append(command) or 0)

    setup.install_requirements("test")

    assert (setup.is_installed("run"), setup.is_installed("test")) == (True, True)
    assert "--require-hashes" in commands[0]


def test_changed_requirements_are_installed_again(empty_environment: Path) -> None:
    setup.stamp("run").write_text(setup.fingerprint("run"), encoding="ascii")
    before = setup.is_installed("run")

    (empty_environment / ".installed-run").write_text("of other requirements", encoding="ascii")

    assert (before, setup.is_installed("run")) == (True, False)
