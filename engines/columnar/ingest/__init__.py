"""An access log as received becomes canonical Parquet; every row is accepted or rejected with a reason."""

from engines.columnar.ingest.keyed import keyed_hash
from engines.columnar.ingest.reading import ingest

__all__ = ["ingest", "keyed_hash"]
