"""The version is the changelog's."""

from core.version import version


def test_the_version_has_three_numbers() -> None:
    assert len(version().split(".")) == 3
