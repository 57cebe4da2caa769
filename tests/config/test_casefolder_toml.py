"""What is written as TOML is read back as it was."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

from config.casefolder.toml import dumps


def test_written_facts_are_read_back() -> None:
    facts = {
        "number": "M-1",
        "title": '引用符"と\\と\n改行',
        "month": 4,
        "kept": True,
        "day": date(2023, 1, 31),
        "at": datetime(2023, 1, 31, 9, 0, tzinfo=UTC),
        "systems": ["crm", "cc"],
        "organisation": {"name": "みなと電力小売"},
        "incidents": [{"no": "I-1", "systems": []}, {"no": "I-2", "systems": ["pg"], "text": {"ja": "あ", "en": "a"}}],
        "odd key": "=cmd",
    }

    assert tomllib.loads(dumps(facts)) == facts


def test_empty_values_are_left_out() -> None:
    assert dumps({"a": None, "b": 1}) == "b = 1\n"


def test_a_control_sign_in_a_text_survives() -> None:
    assert tomllib.loads(dumps({"a": "x\x07y"})) == {"a": "x\x07y"}
