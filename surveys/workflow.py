"""The moves of a wave."""

from core.workflow import Transition, Workflow
from surveys.enums import WaveState

wave_moves = Workflow(
    "wave",
    initial=WaveState.DRAFT,
    states=list(WaveState),
    transitions=[
        Transition("open", WaveState.DRAFT, WaveState.OPEN, "surveys.wave_opened"),
        Transition("close", WaveState.OPEN, WaveState.CLOSED, "surveys.wave_closed"),
    ],
)
