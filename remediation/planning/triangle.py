"""The fraud triangle as a picture: opportunity, motive, rationalisation, each with how many causes are answered.

The theory: Cressey, «Other People's Money» (1953); the three elements have to come together.
"""

from __future__ import annotations

from dataclasses import dataclass

from remediation.queries import CauseGroup

ELEMENTS = ("機会", "動機", "正当化")
ENGLISH = {"機会": "Opportunity", "動機": "Motive", "正当化": "Rationalisation"}
CORNERS = ((210, 52), (84, 250), (336, 250))


@dataclass(frozen=True)
class Corner:
    """One element at its place. `open` causes have no measure."""

    name: str
    english: str
    x: int
    y: int
    causes: int
    open: int

    @property
    def answered(self) -> int:
        return self.causes - self.open


def corners_of(groups: list[CauseGroup]) -> list[Corner]:
    """Empty when none of the groups is called by an element's name, in Japanese or English."""
    found = {name: [0, 0] for name in ELEMENTS}
    for group in groups:
        for name in ELEMENTS:
            if group.heading.strip() in {name, ENGLISH[name]}:
                found[name][0] += len(group.rows)
                found[name][1] += group.gaps
    if not any(causes for causes, _open in found.values()):
        return []
    return [Corner(name, ENGLISH[name], x, y, *found[name]) for name, (x, y) in zip(ELEMENTS, CORNERS, strict=True)]
