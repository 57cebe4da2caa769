"""The moves of an interview."""

from __future__ import annotations

from core.workflow import Transition, Workflow
from surveys.models.interview import InterviewState as S

interview_moves = Workflow(
    "interview",
    initial=S.PROPOSED,
    states=list(S),
    transitions=[
        Transition("arrange", S.PROPOSED, S.ARRANGED, "surveys.interview_arranged"),
        Transition("arrange", S.ARRANGED, S.ARRANGED, "surveys.interview_arranged"),
        Transition("cancel", S.PROPOSED, S.CANCELLED, "surveys.interview_cancelled"),
        Transition("cancel", S.ARRANGED, S.CANCELLED, "surveys.interview_cancelled"),
        Transition("hold", S.ARRANGED, S.HELD, "surveys.interview_held"),
        Transition("send", S.HELD, S.SENT, "surveys.interview_record_sent"),
        Transition("revise", S.SENT, S.HELD, "surveys.interview_record_written"),
        Transition("sign", S.SENT, S.SIGNED, "surveys.interview_record_signed"),
        Transition("refuse", S.SENT, S.REFUSED, "surveys.interview_record_refused"),
    ],
)
