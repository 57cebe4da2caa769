"""Keyed hashes of what must not be read, such as contract ids.

The beginning of SHA-256(key padded to 64 bytes ‖ id). The key fills SHA-256's first block, and most of the digest is
withheld, so neither guessing of ids nor extension of a hash is possible without the key; unlike HMAC it costs one hash
per row instead of two.

Short: 72 bits as twelve signs of URL-safe base64 (RFC 4648 §5). Twelve bytes are what DuckDB holds in place; longer
texts lie elsewhere, and counting what is distinct among them takes half as long again. That any two of n different ids
get the same hash has a chance of about n² / 2⁷³: one in a million for a hundred million contracts, and then one of them
is counted with another.
Long: 128 bits as 32 hexadecimal digits, as it was before: an installation whose logs were read so keeps to it, since
hashes of one case must be comparable.
"""

from __future__ import annotations

import base64
import hashlib

from engines.columnar.door import identifier
from engines.columnar.logs import CANONICAL


def keyed_hash(value: str, *, key: bytes, long: bool = False) -> str:
    """The same signs that `ingest` writes for a contract id."""
    digest = hashlib.sha256(padded_key(key) + value.encode()).digest()
    return digest[:16].hex() if long else base64.urlsafe_b64encode(digest[:9]).decode()


def padded_key(key: bytes) -> bytes:
    """The first block of what is hashed; ValueError for a key too short or too long."""
    if not 16 <= len(key) <= 64:
        raise ValueError("The key for contract ids must have 16 to 64 bytes.")
    return key.ljust(64, b"\0")


def hash_sql(name: str, *, long: bool = False) -> str:
    """The same hash of a canonical column, in SQL with the parameter $key."""
    column = identifier(name, CANONICAL)
    digest = f"sha256($key || encode({column}))"
    short = f"replace(replace(to_base64(unhex(left({digest}, 18))), '+', '-'), '/', '_')"
    return f"CASE WHEN {column} IS NOT NULL THEN {f'left({digest}, 32)' if long else short} END"
