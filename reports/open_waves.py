"""Tables that would count the answers of an open wave: they say so, instead of showing numbers that do not add up.

While people can still answer, officers see how many have answered, not what (`reports.dataset` leaves the answers out).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casework.models import Case
from engines.tables import Table
from engines.tables.table import Check
from engines.tables.words import Words
from reports.dataset import ANSWERS
from surveys.enums import WaveState
from surveys.models import AnonymousAnswer, Response, Wave

CHECK = "wave_open"


@dataclass(frozen=True)
class _Asked:
    """What a specification names, wherever it names it."""

    relations: frozenset[str]
    waves: frozenset[str]
    columns: frozenset[str]

    def reads(self, wave: Wave) -> bool:
        """Whether the table looks into what was answered in this wave. Who has answered may be counted any time."""
        relation = f"answers_{wave.version.questionnaire.code}"
        return (
            relation in self.relations
            and (not self.waves or wave.code in self.waves)
            and not self.columns <= ANSWERS.keys()
        )


def _named(spec: Any) -> Iterator[tuple[str, str]]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key in {"from", "column", "question"} and isinstance(value, str):
                yield ("column" if key == "question" else key), value
            elif key == "waves" and isinstance(value, list):
                yield from (("wave", str(code)) for code in value)
            else:
                yield from _named(value)
    elif isinstance(spec, list):
        for one in spec:
            yield from _named(one)


def _asked(spec: dict[str, Any]) -> _Asked:
    found = list(_named(spec))
    of = {kind: frozenset(value for key, value in found if key == kind) for kind in ("from", "wave", "column")}
    return _Asked(of["from"], of["wave"], of["column"])


def answered_open_waves(case: Case) -> list[Wave]:
    """Open waves in which somebody has answered."""
    waves = Wave.objects.filter(case=case, state=WaveState.OPEN).select_related("version__questionnaire")
    return [wave for wave in waves.order_by("no") if _is_answered(wave)]


def _is_answered(wave: Wave) -> bool:
    return (
        Response.objects.filter(wave=wave, current__isnull=False).exists()
        or AnonymousAnswer.objects.filter(wave=wave).exists()
    )


def say_open_waves(case: Case, specs: Sequence[dict[str, Any]], tables: Sequence[Table]) -> list[Table]:
    """In place of checks that can only fail, the one reason for it."""
    waves = answered_open_waves(case)
    if not waves:
        return list(tables)
    read = (([wave for wave in waves if _asked(spec).reads(wave)]) for spec in specs)
    return [_said(case, table, found) for table, found in zip(tables, read, strict=True)]


def _said(case: Case, table: Table, waves: list[Wave]) -> Table:
    if not waves:
        return table
    return replace(table, checks=(Check(CHECK, False, sentence(case, waves)),))


def sentence(case: Case, waves: Sequence[Wave]) -> Words:
    """Which waves are open, why that matters, what to do."""
    ends = [_local(wave.closes_at, ZoneInfo(case.time_zone)) for wave in waves]
    names_ja = "、".join(
        f"「{wave.code} {wave.title}」" + (f"（締切 {end}）" if end else "")
        for wave, end in zip(waves, ends, strict=True)
    )
    names_en = ", ".join(
        f"“{wave.code} {wave.title_en or wave.title}”" + (f" (until {end})" if end else "")
        for wave, end in zip(waves, ends, strict=True)
    )
    return Words(
        f"{names_ja}の受付中です。受付中の回の回答は、だれにもまだ見せないため、どの表にも入りません。"
        "受付を終えてから、表を見るか固定してください。"
        "この回を待たないなら、表の定義のwavesで、終わった回だけを指定してください。",
        f"{names_en} {'is' if len(waves) == 1 else 'are'} still open. What is answered in an open wave is shown to "
        "nobody yet and stands in no table. Close the wave first, then look at the table or freeze. If you do not wait "
        "for it, name only closed waves under `waves` of the table.",
    )


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""
