"""The timing language: what a plan says about *when*, read strictly and printed back.

Text is normalised (widths, spaces, brackets), scanned into tokens (dates, words, recurrences), read by a small
grammar into facts, and combined into one `Timing`. The whole text must be understood; whatever is left over makes
the expression «not understood». Nothing is guessed and no text raises.
"""

from remediation.timing.due import due_on, needs_review_date
from remediation.timing.model import Certainty, Kind, Precision, Timing
from remediation.timing.occurring import Occurrence, occurrences
from remediation.timing.parsing import parse
from remediation.timing.printing import print_timing, print_warning

__all__ = [
    "Certainty",
    "Kind",
    "Occurrence",
    "Precision",
    "Timing",
    "due_on",
    "needs_review_date",
    "occurrences",
    "parse",
    "print_timing",
    "print_warning",
]
