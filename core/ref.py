"""A pointer that crosses rooms without a foreign key: `kind:public_id`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ref:
    """What a job, an audit row or a finding speaks of."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """The reverse of str(); raises ValueError for text without a colon."""
        kind, separator, public_id = text.partition(":")
        if not separator:
            raise ValueError(f"not a reference: {text!r}")
        return cls(kind, public_id)
