"""Makers for causes and measures."""

from __future__ import annotations

from typing import Any

from casework.models import Case
from core.actor import Actor
from remediation import actions
from remediation.models import Cause, Measure


def make_measure(case: Case, timing_text: str = "～2023年3月10日", **facts: Any) -> Measure:
    """Owned by 総務部長 for 全社."""
    given = {"text": "研修を行う", "target": "全社", "owner_name": "総務部長", **facts}
    return actions.add_measure(case=case, timing_text=timing_text, by=Actor.system(), **given)


def make_cause(case: Case, text: str = "確かめる手順がなかった", **facts: Any) -> Cause:
    return actions.record_cause(case=case, text=text, by=Actor.system(), **facts)
