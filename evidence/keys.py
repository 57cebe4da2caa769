"""The key under which contract ids are hashed: made once per installation, kept outside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings


def contract_key() -> bytes:
    """32 bytes from VAR_DIR/keys/contract_ids; the same for the life of the installation."""
    path = Path(settings.KEYS_DIR) / "contract_ids"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".contract_ids.{secrets.token_hex(4)}")
        temporary.write_bytes(secrets.token_bytes(32))
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)  # the first writer wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_bytes()
