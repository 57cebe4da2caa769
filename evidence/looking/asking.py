"""What the page of a file asks: what was not clear at the first look and has not been decided since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from evidence.looking.working import working
from evidence.models import LogFile
from evidence.sources import parts_of


def asked_in(profile: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and sentence, in the reader's language, of each question that the first look raised."""
    language = "en" if (get_language() or "").startswith("en") else "ja"
    return [(str(question.get("code", "")), str(question[language])) for question in profile.get("questions", [])]


def still_asked(log_file: LogFile) -> list[str]:
    """The sentences; a question that the mapping answers is asked no more."""
    profile = log_file.profile
    mapping = {} if profile.get("error") else working(log_file)
    return [sentence for code, sentence in asked_in(profile) if not _is_answered(code, mapping, profile)]


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
