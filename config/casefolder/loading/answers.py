"""Answers: the whole history if the folder has it, else the current answers of each wave."""

from __future__ import annotations

from config.casefolder.loading.base import Load, wait_for
from surveys.coding.folder import import_coding
from surveys.exports import import_versions
from surveys.imports import receive_responses, start_import
from surveys.interviews.folder import has_follow_ups, import_follow_ups
from surveys.models import CodingFrame, Response, Wave
from surveys.nameless.folder import restore_nameless
from surveys.nameless.rules import is_nameless


def load_answers(load: Load, wave: Wave) -> None:
    """responses/<wave>.csv, received and imported as the officer's page does it; without names as they stand."""
    path = load.folder.find(f"responses/{wave.code}")
    if is_nameless(wave):
        if path is not None:
            restore_nameless(wave=wave, table=load.folder.path / f"responses/{wave.code}.csv", by=load.by)
        return
    if path is None or load.folder.history is not None or Response.objects.filter(wave=wave).exists():
        return
    received = receive_responses(wave=wave, stored_file=load.store(path), by=load.by)
    wait_for(start_import(received=received, by=load.by))


def load_history(load: Load) -> None:
    """versions.jsonl, once all waves are open."""
    path = load.folder.history
    if path is None or Response.objects.filter(wave__case=load.case).exists():
        return
    stored = load.store(path, "application/jsonl")
    with path.open(encoding="utf-8") as lines:
        import_versions(case=load.case, lines=lines, by=load.by, source=stored)


def load_follow_ups(load: Load) -> None:
    """follow_ups.jsonl, once the answers are there: rules, interviews, questions, changes of answers."""
    path = load.folder.path / "follow_ups.jsonl"
    if not path.is_file() or has_follow_ups(load.case):
        return
    with path.open(encoding="utf-8") as lines:
        found = import_follow_ups(
            case=load.case,
            lines=lines,
            take=lambda name: load.store(load.folder.named(name), "application/octet-stream"),
            by=load.by,
        )
    load.done["interviews"] = found["interview"]


def load_coding(load: Load) -> None:
    """coding.jsonl, once the answers are there."""
    path = load.folder.path / "coding.jsonl"
    if not path.is_file() or CodingFrame.objects.filter(questionnaire__case=load.case).exists():
        return
    with path.open(encoding="utf-8") as lines:
        import_coding(case=load.case, lines=lines, by=load.by)
