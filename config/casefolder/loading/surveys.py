"""Questionnaires, waves and answers, through the actions that the officer's pages call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Population
from config.casefolder.loading.answers import load_answers, load_history
from config.casefolder.loading.base import Load
from core import clock
from core.verdict import Refused
from surveys.actions import close_wave, import_questionnaire, open_wave, prepare_wave
from surveys.contradictions.folder import import_rules
from surveys.enums import WaveState
from surveys.exports import WAVE_FACTS
from surveys.models import ContradictionRule, PoolingVersion, QuestionnaireVersion, Response, Wave
from surveys.periods.actions import set_asked_systems
from surveys.pooling.folder import import_meanings
from surveys.reviewing.folder import restore_reviews

MOMENTS = ("opens_at", "closes_at")
VERSIONED = re.compile(r"(?P<code>.+)-(?P<number>[0-9]+)")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load_questionnaires(load: Load) -> None:
    """Every workbook of the folder. Its name is the code, `code-2.xlsx` its second version; [[questionnaires]] names it."""
    titles = {entry["code"]: entry.get("title", "") for entry in load.folder.entries("questionnaires")}
    for path in sorted((load.folder.path / "questionnaires").glob("*.xlsx"), key=_code_and_number):
        code, number = _code_and_number(path)
        if not QuestionnaireVersion.objects.filter(**_of(load, code), number=number).exists():
            stored = load.store(path, WORKBOOK)
            import_questionnaire(case=load.case, code=code, stored_file=stored, title=titles.get(code, ""), by=load.by)


def load_reviews(load: Load) -> None:
    """[[reviews]]: who agreed that a question may be asked."""
    restore_reviews(case=load.case, entries=load.folder.entries("reviews"), by=load.by)


def _code_and_number(path: Path) -> tuple[str, int]:
    found = VERSIONED.fullmatch(path.stem)
    return (found["code"], int(found["number"])) if found else (path.stem, 1)


def _of(load: Load, code: str) -> dict[str, Any]:
    return {"questionnaire__case": load.case, "questionnaire__code": code}


def load_agreements(load: Load) -> None:
    """meanings.jsonl and contradictions.jsonl, once the questionnaires are there."""
    meanings, rules = load.folder.path / "meanings.jsonl", load.folder.path / "contradictions.jsonl"
    if meanings.is_file() and not PoolingVersion.objects.filter(case=load.case).exists():
        with meanings.open(encoding="utf-8") as lines:
            import_meanings(case=load.case, lines=lines, by=load.by)
    if rules.is_file() and not ContradictionRule.objects.filter(questionnaire__case=load.case).exists():
        with rules.open(encoding="utf-8") as lines:
            import_rules(case=load.case, lines=lines, by=load.by)


def load_waves(load: Load) -> None:
    """In the order of the file: prepared, opened, answered, closed. What was done before is not done again."""
    entries = {entry["code"]: entry for entry in load.folder.entries("waves")}
    for code, entry in entries.items():
        wave = Wave.objects.filter(case=load.case, code=code).first() or _prepare(load, entry)
        if wave.state == WaveState.DRAFT and _wanted_state(load, entry) != WaveState.DRAFT:
            wave = open_wave(wave=wave, by=load.by)
        if wave.state == WaveState.OPEN:
            load_answers(load, wave)
    load_history(load)
    for wave in Wave.objects.filter(case=load.case, state=WaveState.OPEN).order_by("no"):
        if wave.code in entries and _wanted_state(load, entries[wave.code]) == WaveState.CLOSED:
            close_wave(wave=wave, by=load.by)
    load.done["responses"] = Response.objects.filter(wave__case=load.case, current__isnull=False).count()


def _prepare(load: Load, entry: dict[str, Any]) -> Wave:
    facts = {name: entry[name] for name in WAVE_FACTS if name in entry and name not in MOMENTS}
    wave = prepare_wave(
        case=load.case,
        code=entry["code"],
        title=entry["title"],
        version=_version(load, entry["questionnaire"], entry.get("version")),
        population=_population(load, entry["population"]),
        mode=entry["mode"],
        opens_at=load.folder.moment(entry.get("opens_at")),
        closes_at=load.folder.moment(entry.get("closes_at")),
        by=load.by,
        **facts,
    )
    if "systems" in entry:
        systems = {str(one["system"]): list(one.get("questions", [])) for one in entry["systems"]}
        set_asked_systems(wave=wave, systems=systems, by=load.by)
    return wave


def _wanted_state(load: Load, entry: dict[str, Any]) -> str:
    """As written, else closed when its end has passed."""
    if "state" in entry:
        return str(entry["state"])
    closes_at = load.folder.moment(entry.get("closes_at"))
    return WaveState.CLOSED if closes_at is not None and closes_at < clock.now() else WaveState.OPEN


def _version(load: Load, code: str, number: int | None) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.filter(**_of(load, code))
    version = (found if number is None else found.filter(number=number)).order_by("-number").first()
    if version is None:
        raise Refused(_("There is no questionnaire %(code)s in the case.") % {"code": code})
    return version


def _population(load: Load, code: str) -> Population:
    population = Population.objects.filter(case=load.case, code=code).first()
    if population is None:
        raise Refused(_("There is no population %(code)s in the case.") % {"code": code})
    return population
