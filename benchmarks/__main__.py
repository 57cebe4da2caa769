"""`make bench`: all benchmarks, one after the other; sizes may follow (`python -m benchmarks 1000000`)."""

from __future__ import annotations

import sys

from benchmarks import log_ingest, three_questions

SIZES = [int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000]

log_ingest.main(SIZES)
three_questions.main(SIZES)
