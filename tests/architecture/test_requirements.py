"""What is installed is locked, hashed and explained."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["requirements", "requirements-redis", "requirements-dev"]


@pytest.mark.parametrize("name", NAMES)
def test_each_dependency_says_what_it_is_for(name: str) -> None:
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    dependencies = [line for line in lines if line and not line.startswith(("#", "-r"))]

    assert [line for line in dependencies if "  # " not in line] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_locked_version_has_its_hashes(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]

    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_lock_files_agree() -> None:
    versions = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / f"{name}.txt").read_text(), re.MULTILINE)) for name in NAMES
    ]

    assert versions[0].items() <= versions[1].items() <= versions[2].items()
