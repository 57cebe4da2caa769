"""Every URL has a guard, every template compiles."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.template.loader import get_template

from core.checks import all_patterns, urls_are_guarded

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]
TEMPLATES = sorted({str(path.relative_to(folder)) for folder in FOLDERS for path in folder.rglob("*.html")})


def test_every_url_is_guarded() -> None:
    assert len(list(all_patterns())) > 20

    assert [message.msg for message in urls_are_guarded(None)] == []


def test_the_system_check_has_nothing_to_say() -> None:
    assert [str(message) for message in run_checks()] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name) is not None
