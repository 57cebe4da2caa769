"""The moves of a discrepancy note."""

from core.workflow import Transition, Workflow
from evidence.enums import NoteState

note_moves = Workflow(
    "note",
    initial=NoteState.OPEN,
    states=NoteState.values,
    transitions=[
        Transition("ask", NoteState.OPEN, NoteState.WAITING, "evidence.note_asked"),
        Transition("ask", NoteState.INTERVIEW, NoteState.WAITING, "evidence.note_asked"),
        Transition("interview", NoteState.OPEN, NoteState.INTERVIEW, "evidence.note_interview"),
        Transition("interview", NoteState.WAITING, NoteState.INTERVIEW, "evidence.note_interview"),
        Transition("explain", NoteState.OPEN, NoteState.EXPLAINED, "evidence.note_explained"),
        Transition("explain", NoteState.WAITING, NoteState.EXPLAINED, "evidence.note_explained"),
        Transition("explain", NoteState.INTERVIEW, NoteState.EXPLAINED, "evidence.note_explained"),
        Transition("close", NoteState.EXPLAINED, NoteState.CLOSED, "evidence.note_closed"),
        Transition("reopen", NoteState.EXPLAINED, NoteState.OPEN, "evidence.note_reopened"),
        Transition("reopen", NoteState.CLOSED, NoteState.OPEN, "evidence.note_reopened"),
    ],
)
