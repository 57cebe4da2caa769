"""Personal links: made again whenever needed from a key file, never stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from functools import lru_cache
from pathlib import Path

from django.conf import settings

KEY_NAME = "invitations"
TOKEN_BYTES = 20  # 160 bits


@lru_cache(maxsize=4)
def _key(folder: str) -> bytes:
    """The installation's key for links; made once, readable by the owner only."""
    path = Path(folder) / KEY_NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{KEY_NAME}.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(secrets.token_bytes(32).hex().encode())
        try:
            path.hardlink_to(temporary)  # the first writer wins, the others read what it wrote
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_bytes()


def token_for(public_id: uuid.UUID, generation: int) -> str:
    """HMAC over the invitation and its generation: a reminder makes the same link again, a renewal another one."""
    message = f"{public_id}:{generation}".encode()
    digest = hmac.new(_key(str(settings.KEYS_DIR)), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What the database keeps."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_for(public_id: uuid.UUID, generation: int) -> str:
    """The whole address; its host comes from the settings, never from a request."""
    return f"{settings.BASE_URL}/i/{token_for(public_id, generation)}"


RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def receipt_code() -> str:
    """Twelve signs that can be read aloud: about 59 bits."""
    signs = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
