"""Which edition promised a measure to whom, and whether the measure still says the same."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.models import Case
from remediation.models import Measure
from reports.models import Acknowledgement, Audience, Edition, SectionKind, Snapshot
from reports.models.acknowledgement import AcknowledgedKind

OUTSIDE = (Audience.REGULATOR, Audience.PUBLIC)
Promises = Mapping[int, Mapping[str, "Promise"]]


@dataclass(frozen=True)
class Promise:
    """`first` is the edition that named the measure first; the wording is that of the newest edition that names it."""

    first: Edition
    newest: Edition
    text: str
    timing_text: str


@dataclass(frozen=True)
class Wording:
    """What was promised beside what is written now."""

    measure: Measure
    promise: Promise
    text_changed: bool
    timing_changed: bool
    acknowledged: Acknowledgement | None = None

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.promise, self.measure)


def promises_of(cases: Iterable[Case]) -> dict[int, dict[str, Promise]]:
    """By case and number of the measure: from frozen editions for readers outside that list measures."""
    found: dict[int, dict[str, Promise]] = defaultdict(dict)
    snapshots = Snapshot.objects.filter(edition__case__in=list(cases), edition__audience__in=OUTSIDE)
    for snapshot in snapshots.select_related("edition__case", "bundle").order_by("edition__ordinal"):
        edition = snapshot.edition
        if not any(section.get("kind") == SectionKind.MEASURES for section in edition.sections):
            continue
        of_case = found[edition.case_id]
        for no, text, timing in _measures_in(snapshot.bundle.path, snapshot.sha256):
            earlier = of_case.get(no)
            of_case[no] = Promise(earlier.first if earlier else edition, edition, text, timing)
    return found


@lru_cache(maxsize=64)
def _measures_in(path: Path, sha256: str) -> tuple[tuple[str, str, str], ...]:
    """Number, text and timing of every measure in a bundle; the hash is part of the key."""
    del sha256
    with zipfile.ZipFile(path) as archive:
        facts: dict[str, Any] = json.loads(archive.read("facts.json"))
    return tuple((one["no"], one["text"], one["timing_text"]) for one in facts["measures"])


def promise_of(promises: Promises, measure: Measure) -> Promise | None:
    return promises.get(measure.case_id, {}).get(measure.no)


def fingerprint_of(promise: Promise, measure: Measure) -> str:
    said = [promise.text, promise.timing_text, measure.text, measure.timing_text]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def changed_wordings(cases: Iterable[Case], measures: Iterable[Measure], promises: Promises) -> list[Wording]:
    """Measures that no longer say what was promised; with who took note of exactly this difference."""
    changed = []
    for measure in measures:
        promise = promise_of(promises, measure)
        if promise is None:
            continue
        text = _plain(promise.text) != _plain(measure.text)
        timing = _plain(promise.timing_text) != _plain(measure.timing_text)
        if text or timing:
            changed.append(Wording(measure, promise, text, timing))
    if not changed:
        return []
    known: dict[tuple[str, str], Acknowledgement] = {}
    rows = Acknowledgement.objects.filter(case__in=list(cases), kind=AcknowledgedKind.WORDING)
    rows = rows.select_related("user").order_by("at", "pk")
    for row in rows:
        known.setdefault((row.subject, row.fingerprint), row)
    return [
        Wording(
            one.measure,
            one.promise,
            one.text_changed,
            one.timing_changed,
            known.get((str(one.measure.public_id), one.fingerprint)),
        )
        for one in changed
    ]


def _plain(text: str) -> str:
    return "".join(text.split())
