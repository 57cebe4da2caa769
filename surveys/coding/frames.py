"""A frame at one version: the changes replayed in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from surveys.models.coding import CodeChange, FrameChange

UNCODED = "uncoded"  # no code of a frame: what is left over in tables and figures


@dataclass(frozen=True)
class Code:
    """`since` is the version of the frame that brought it; `into` the code it was merged into."""

    code: str
    label_ja: str
    label_en: str
    description: str
    since: int
    into: str = ""
    retired: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can be given now."""
        return not self.into and not self.retired

    def label(self, language: str) -> str:
        """In the reader's language; the Japanese one when there is no English."""
        return (self.label_en if language.startswith("en") else "") or self.label_ja


@dataclass(frozen=True)
class Codes:
    """All codes a frame ever had, in the order in which they came."""

    version: int
    known: dict[str, Code]

    @property
    def open(self) -> list[Code]:
        return [code for code in self.known.values() if code.is_open]

    def counted(self, codes: Iterable[str]) -> frozenset[str]:
        """What given codes count as now: merged ones as the code they went into."""
        return frozenset(self._last(code) for code in codes)

    def _last(self, code: str) -> str:
        for _step in range(len(self.known) + 1):
            found = self.known.get(code)
            if found is None or not found.into:
                return code
            code = found.into
        return code


def replay(changes: Iterable[FrameChange]) -> Codes:
    """The frame after all these changes."""
    known: dict[str, Code] = {}
    version = 0
    for change in sorted(changes, key=lambda one: one.ordinal):
        version = change.ordinal
        if change.kind == CodeChange.ADD:
            known[change.code] = Code(
                change.code, change.label_ja, change.label_en, change.description, since=change.ordinal
            )
            continue
        old = known[change.code]
        if change.kind == CodeChange.REWORD:
            known[change.code] = replace(
                old, label_ja=change.label_ja, label_en=change.label_en, description=change.description
            )
        elif change.kind == CodeChange.MERGE:
            known[change.code] = replace(old, into=change.into)
        else:
            known[change.code] = replace(old, retired=True)
    return Codes(version, known)
