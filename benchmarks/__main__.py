"""`make bench`: all benchmarks, one after the other; sizes may follow (`python -m benchmarks 1000000 10000000 50000000`)."""

from __future__ import annotations

import sys

from benchmarks import log_ingest, log_receipt, reconciliation, three_questions

SIZES = [int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000]

log_ingest.main(SIZES)
for size in SIZES:
    log_receipt.main(size)
three_questions.main(SIZES)
for size in SIZES:
    reconciliation.main(size, people=size // 100)
