"""An edition is written, then frozen; there is no way back."""

from core.workflow import Transition, Workflow
from reports.models import EditionState

EDITION = Workflow(
    "edition",
    initial=EditionState.DRAFT,
    states=list(EditionState),
    transitions=[Transition("freeze", EditionState.DRAFT, EditionState.FROZEN, "reports.edition_frozen")],
)
