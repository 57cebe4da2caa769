"""Encryption of what lies in the sealed channel: AES-256-GCM, the key in a file outside the database.

Each text is bound to its row: a ciphertext put into another row cannot be opened. Whoever has the key file and the database
can open everything; keep the backups of both apart.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.verdict import Refused

KEY_NAME = "sealed"
NONCE = 12


def key_for(name: str) -> bytes:
    """The installation's key of this name."""
    return _key(str(settings.KEYS_DIR), name)


@lru_cache(maxsize=8)
def _key(folder: str, name: str) -> bytes:
    """Made once, readable by the owner only."""
    path = Path(folder) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{name}.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_bytes(32).hex())
        try:
            path.hardlink_to(temporary)  # the first writer wins, the others read what it wrote
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return bytes.fromhex(path.read_text())


def close(text: str, place: uuid.UUID) -> str:
    """The ciphertext of a text that belongs to this row."""
    return base64.b64encode(close_bytes(text.encode(), place)).decode()


def open_up(ciphertext: str, place: uuid.UUID) -> str:
    """The text. Raises Refused when the key is another one, or the row was tampered with."""
    return open_bytes(base64.b64decode(ciphertext), place).decode()


def close_bytes(data: bytes, place: uuid.UUID) -> bytes:
    """As `close`, for the bytes of a file."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key_for(KEY_NAME)).encrypt(nonce, data, place.bytes)


def open_bytes(raw: bytes, place: uuid.UUID) -> bytes:
    """As `open_up`, for the bytes of a file."""
    try:
        return AESGCM(key_for(KEY_NAME)).decrypt(raw[:NONCE], raw[NONCE:], place.bytes)
    except InvalidTag as error:
        raise Refused(_("This cannot be opened with the key of this installation. Put back the key file.")) from error
