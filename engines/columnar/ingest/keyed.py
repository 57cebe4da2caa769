"""Keyed hashes of what must not be read, such as contract ids.

The first 128 bits of SHA-256(key padded to 64 bytes ‖ id). The key fills SHA-256's first block, and half of the
digest is withheld, so neither guessing of ids nor extension of a hash is possible without the key; unlike HMAC it
costs one hash per row instead of two.
"""

from __future__ import annotations

import hashlib

from engines.columnar.door import identifier
from engines.columnar.logs import CANONICAL


def keyed_hash(value: str, *, key: bytes) -> str:
    """The same 32 hexadecimal digits that `ingest` writes for a contract id."""
    return hashlib.sha256(padded_key(key) + value.encode()).hexdigest()[:32]


def padded_key(key: bytes) -> bytes:
    """The first block of what is hashed; ValueError for a key too short or too long."""
    if not 16 <= len(key) <= 64:
        raise ValueError("The key for contract ids must have 16 to 64 bytes.")
    return key.ljust(64, b"\0")


def hash_sql(name: str) -> str:
    """The same hash of a canonical column, in SQL with the parameter $key."""
    column = identifier(name, CANONICAL)
    return f"CASE WHEN {column} IS NOT NULL THEN left(sha256($key || encode({column})), 32) END"
