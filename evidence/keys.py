"""Keys made once per installation, kept outside the database: for hashing contract ids and for encrypted columns."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LONG, SHORT = "contract_ids", "contract_codes"


@dataclass(frozen=True)
class ContractKey:
    """The key under which contract ids and customer columns are hashed, and whether the hashes are the long ones."""

    secret: bytes
    long: bool = False


def contract_key() -> ContractKey:
    """An installation that has read logs with long hashes has a key of that name, and stays with it."""
    if (Path(settings.KEYS_DIR) / LONG).exists():
        return ContractKey(_key(LONG), long=True)
    return ContractKey(_key(SHORT))


def column_key() -> bytes:
    """The key under which the values of encrypted columns can be read again."""
    return _key("customer_columns")


def _key(name: str) -> bytes:
    """32 bytes from VAR_DIR/keys/<name>; the same for the life of the installation."""
    path = Path(settings.KEYS_DIR) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{name}.{secrets.token_hex(4)}")
        temporary.write_bytes(secrets.token_bytes(32))
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)  # the first writer wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_bytes()
