"""Files of evidence are damaged here on purpose, and the same bytes are the same file for every test."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Settings) -> None:
    settings.FILES_DIR = Path(settings.VAR_DIR) / f"files-{uuid.uuid4()}"
