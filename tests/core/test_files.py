"""The store keeps bytes by their hash and finds a flipped bit."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from core import files
from core.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def test_the_same_bytes_are_kept_once() -> None:
    one = files.store_bytes(b"abc", name="a.csv", by=Actor.system())
    two = files.store_bytes(b"abc", name="b.csv", by=Actor.system())

    assert one.sha256 == two.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert one.path == two.path
    assert one.read_bytes() == b"abc"


def test_a_name_never_leads_outside_the_store(tmp_path: Path) -> None:
    stored = files.store_bytes(b"x", name="../../etc/passwd\x00\n", by=Actor.system())

    assert stored.name == "passwd"
    assert tmp_path in stored.path.parents


def test_a_flipped_bit_is_found() -> None:
    stored = files.store_bytes(b"abc", name="a", by=Actor.system())
    assert files.rehash(stored)
    stored.path.chmod(0o600)
    stored.path.write_bytes(b"abd")

    assert not files.rehash(stored)


def test_what_a_dead_worker_left_is_cleared(settings: Settings, tmp_path: Path) -> None:
    settings.SCRATCH_DIR = tmp_path
    old, young = tmp_path / "old", tmp_path / "young"
    old.mkdir()
    young.mkdir()
    os.utime(old, (0, 0))

    assert files.sweep_scratch() == 1
    assert [folder.name for folder in tmp_path.iterdir()] == ["young"]
