"""Personal links: made again whenever needed from a key file, never stored."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
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


def delegate_token(public_id: uuid.UUID, generation: int) -> str:
    """The link of a delegate; another message, so that it can never be a respondent's."""
    digest = hmac.new(_key(str(settings.KEYS_DIR)), f"delegate:{public_id}:{generation}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest.digest()[:TOKEN_BYTES]).rstrip(b"=").decode()


def personal_token(public_id: uuid.UUID, generation: int) -> str:
    """The link of a person's own page; another message, so that it can be nothing else."""
    digest = hmac.new(_key(str(settings.KEYS_DIR)), f"personal:{public_id}:{generation}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest.digest()[:TOKEN_BYTES]).rstrip(b"=").decode()


def personal_address(public_id: uuid.UUID, generation: int) -> str:
    """The whole address; its host comes from the settings, never from a request."""
    return f"{settings.BASE_URL}/p/{personal_token(public_id, generation)}"


def code_for(public_id: uuid.UUID) -> str:
    """The six digits of a mailed code: they follow from the key file and lie in no table."""
    digest = hmac.new(_key(str(settings.KEYS_DIR)), f"code:{public_id}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def derived_secret(purpose: str, of: str) -> str:
    """A secret of 43 signs that belongs to `of` and need not be stored."""
    digest = hmac.new(_key(str(settings.KEYS_DIR)), f"{purpose}:{of}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def spelled(token: str) -> str:
    """A token for paper: 32 capitals and digits in groups of four (without 0, 1, 8 and 9)."""
    signs = base64.b32encode(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))).decode()
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def unspelled(text: str) -> str:
    """The token of a typed code; empty when it cannot be one. Small letters, spaces and full-width signs are fine."""
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    signs = signs.replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        raw = base64.b32decode(signs)
    except (binascii.Error, ValueError):
        return ""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode() if len(raw) == TOKEN_BYTES else ""


RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def receipt_code() -> str:
    """Twelve signs that can be read aloud: about 59 bits."""
    signs = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
