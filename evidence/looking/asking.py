"""What the page of a file asks: what was not clear at the first look and has not been decided since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from evidence.looking.working import working
from evidence.models import LogFile
from evidence.sources import parts_of


def still_asked(log_file: LogFile) -> list[str]:
    """Sentences in the reader's language; a question that the mapping answers is asked no more."""
    language = "en" if (get_language() or "").startswith("en") else "ja"
    profile = log_file.profile
    mapping = {} if profile.get("error") else working(log_file)
    questions = list(profile.get("questions", []))
    return [str(one[language]) for one in questions if not _is_answered(str(one.get("code", "")), mapping, profile)]


def _is_answered(code: str, mapping: Mapping[str, Any], profile: Mapping[str, Any]) -> bool:
    columns = dict(mapping.get("columns") or {})
    said = {*columns, *(mapping.get("constants") or {})}
    match code:
        case "at_missing":
            return "at" in columns
        case "identity_missing":
            return bool(said & {"login", "terminal"})
        case "terminal_only":
            return "login" in said
        case "category_missing":
            return "category" in said
        case "at_ambiguous":
            return bool(dict(mapping.get("formats") or {}).get("at"))
        case "at_day_only":
            day = next((str(one["name"]) for one in profile.get("columns", []) if one.get("canonical") == "at"), "")
            return parts_of(columns.get("at", day)) != [day]
    return False
